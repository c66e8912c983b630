import type { Attempt } from "./attempt.ts";
import { attemptOf, type State } from "./state.ts";
import type { Task } from "./task.ts";

/** Git dates a stash to the second that has begun. */
const second = 1000;

/**
 * The attempt that goes on although its task's file is gone, since a person has put the file away in a stash after the attempt
 * began: that is no wish to end it. `stashed` tells when each file was put away, in milliseconds since the epoch.
 */
export const keptAttempt = (
  state: State,
  { id, file }: Pick<Task, "id" | "file">,
  stashed: ReadonlyMap<string, number>,
): Attempt | undefined => {
  const attempt = attemptOf(state, id);
  const at = stashed.get(file);
  return attempt !== undefined && at !== undefined && at + second > attempt.claimedAt ? attempt : undefined;
};
