import type { State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";
import { inTurn } from "./order.ts";
import { situationOf } from "./phase.ts";
import { busyOf, type Busy } from "./status.ts";

/** What is going on, and what comes after it. */
export type Next = {
  /** What is in motion and does not wait for a person, the longest first. */
  readonly busy: readonly Busy[];
  /** Tasks that can start, in the order in which they will. */
  readonly ready: readonly TaskId[];
  /** Tasks that are tried again at a moment, the next first. */
  readonly later: readonly { readonly task: TaskId; readonly at: number }[];
  /** How many wait for other tasks. */
  readonly blocked: number;
};

/** What comes next by itself. */
export const nextOf = (state: State, now: number): Next => {
  const ready = [...state.queue.groups].flatMap(({ tasks }) => [...tasks]);
  const tasks = [...state.tasks.values()];
  return {
    busy: busyOf(state, now).filter(
      ({ phase }) => phase !== "review" && phase !== "taken" && phase !== "ending",
    ),
    ready: inTurn(state, ready).map(({ id }) => id),
    later: [...state.queue.waits].map(({ id, at }) => ({ task: id, at })),
    blocked: tasks.filter((task) => situationOf(state, task).phase === "blocked").length,
  };
};
