import { moneyGate, purseOf, type Day } from "../core/spending.ts";
import type { State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";

/** The ready tasks that today's money keeps from starting, and how that stands. */
export const shutByDay = (
  state: State,
  now: number,
): { readonly tasks: readonly TaskId[]; readonly day: Day } => {
  const purse = purseOf(state, now);
  const ready = [...state.queue.groups].flatMap(({ tasks }) => [...tasks]);
  const tasks = ready.flatMap(({ id }) => {
    const task = state.tasks.get(id);
    return task !== undefined && moneyGate(state, task, purse)?.kind === "day" ? [id] : [];
  });
  return { tasks, day: purse.day };
};
