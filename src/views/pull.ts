import type { PullRef } from "../core/attempt.ts";
import type { Stamped } from "../core/event.ts";
import { attemptOf, type State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";

/** The pull request of a task: the one its attempt is handed over by, else the last that the events given tell of. */
export const pullOf = (state: State, events: readonly Stamped[], task: TaskId): PullRef | undefined => {
  const step = attemptOf(state, task)?.step;
  if (step !== undefined && "pull" in step && step.pull !== undefined) return step.pull;
  const told = events.findLast(
    ({ event }) => "pull" in event && event.pull !== undefined && event.key.startsWith(`${task}@`),
  );
  return told !== undefined && "pull" in told.event ? told.event.pull : undefined;
};
