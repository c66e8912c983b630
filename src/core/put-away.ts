import type { Attempt } from "./attempt.ts";
import { attemptOf, type State } from "./state.ts";
import type { Task } from "./task.ts";

/** Git dates a stash to the second that has begun. */
const second = 1000;

/** When a file was put away last, and since when it was seen to be there before it went, in milliseconds since the epoch. */
type Away = { readonly at: number | undefined; readonly shown?: number | undefined };

/**
 * The attempt that goes on although its task's file is gone, since a person has put the file away in a stash after the attempt
 * began: that is no wish to end it. It is one where the file was there again since (`git stash apply` keeps the stash).
 */
export const keptAttempt = (
  state: State,
  { id }: Pick<Task, "id">,
  { at, shown = -Infinity }: Away,
): Attempt | undefined => {
  const attempt = attemptOf(state, id);
  if (attempt === undefined || at === undefined) return undefined;
  return at + second > Math.max(attempt.claimedAt, shown) ? attempt : undefined;
};
