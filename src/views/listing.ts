import { once } from "../core/once.ts";
import type { Problem } from "../core/problem.ts";
import type { State } from "../core/state.ts";
import type { Phases } from "./phase.ts";
import { problemsOf } from "./problems.ts";
import { listsHoldUntil } from "./steady.ts";
import { basisOf, listFrom, type Shown, type TaskList, type TaskRow } from "./tasks.ts";

/** What a list shows a person of a task. */
export type TaskLine = Pick<TaskRow, "id" | "title" | "phase" | "reason" | "priority">;

type Wanted = (task: Shown) => boolean;

/** All that lists of tasks say, whichever of them are wanted. */
export type Listing = {
  /** Everything that is wrong with what is written. */
  readonly problems: readonly Problem[];
  /** Until when it reads the same if nothing happens, in milliseconds since the epoch; now where it changes with the time. */
  readonly until: number;
  readonly rows: (isWanted: Wanted) => TaskList;
  readonly lines: (isWanted: Wanted) => TaskList<TaskLine>;
  readonly phases: () => Phases;
};

/** What lists say of a state; `read` is what reading the files found wrong. Nothing of it is found out twice, or before it is asked. */
export const listingOf = (state: State, read: readonly Problem[], now: number): Listing => {
  const basis = once(() => basisOf(state, now));
  const problems = once(() => problemsOf(state, read));
  const until = once(() => listsHoldUntil(state, now));
  const rows = (isWanted: Wanted): TaskList => listFrom(basis(), isWanted);
  return {
    get problems() {
      return problems();
    },
    get until() {
      return until();
    },
    rows,
    lines: rows,
    phases: () => Array.from(basis().situations, ([id, { phase }]) => [id, phase] as const),
  };
};
