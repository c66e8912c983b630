import type { Shortage } from "../core/budget/claim.ts";
import { moneyGate, purseOf } from "../core/spending.ts";
import type { State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";

/** A budget that keeps ready tasks from starting, what of it, and which tasks. */
export type Shut = Omit<Shortage, "wanted"> & { readonly tasks: readonly TaskId[] };

/** The ready tasks that budgets keep from starting, by the budget that does. */
export const shutByBudgets = (state: State, now: number): readonly Shut[] => {
  const purse = purseOf(state, now);
  const ready = [...state.queue.groups].flatMap(({ tasks }) => [...tasks]);
  const shortages = ready.flatMap(({ id }) => {
    const task = state.tasks.get(id);
    const gate = task === undefined ? undefined : moneyGate(state, task, purse);
    return gate?.kind === "budget" ? [{ ...gate, id }] : [];
  });
  const groups = Map.groupBy(shortages, ({ fund, unit }) => `${purse.funds.indexOf(fund)} ${unit}`);
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    return first === undefined
      ? []
      : [{ fund: first.fund, unit: first.unit, tasks: some.map(({ id }) => id) }];
  });
};
