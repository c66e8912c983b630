import type { TaskId } from "../../core/task.ts";
import type { Waiting } from "../../views/waiting.ts";
import { groupsAlike } from "./alike.ts";

/** What waits for one and the same deed of a person's. */
type WaitingGroup = {
  readonly what: string;
  readonly answer: string;
  /** None where it is about the fleet as a whole. */
  readonly tasks: readonly TaskId[];
  /** What is behind them, in a parenthesis after their names; nothing where nothing is. */
  readonly worth: string;
};

const worthOf = (all: readonly Waiting[]): string => {
  const most = Math.max(...all.map(({ task, unblocks }) => (task === undefined ? 0 : unblocks)));
  if (most === 0) return "";
  return all.length === 1 ? ` (${most} behind it)` : ` (${most} or more behind them)`;
};

/** All that waits for a person, what waits for the same told once, in its order. */
export const waitingAlike = (waiting: readonly Waiting[]): readonly WaitingGroup[] =>
  groupsAlike(waiting, ({ what, answer }) => [what, answer]).map((all) => ({
    what: all[0]?.what ?? "",
    answer: all[0]?.answer ?? "",
    tasks: all.flatMap(({ task }) => task ?? []),
    worth: worthOf(all),
  }));
