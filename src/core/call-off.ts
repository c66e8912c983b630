import type { Attempt } from "./attempt.ts";
import type { Event } from "./event.ts";
import type { Failure } from "./failure.ts";
import type { Rest } from "./record.ts";
import { attemptOf, type State } from "./state.ts";
import type { TaskId } from "./task.ts";

/** Why an attempt is called off, and what holds its task from then on. */
export type Ending = { readonly failure: Failure; readonly rest: Rest };

/** The failure of what nobody wants any more. */
export const cancelled = (why: string): Failure => ({ kind: "cancelled", why });

/** Whether its commit may be reaching the target this very moment: too late to call it off. */
export const isLanding = (state: State, { key, step }: Attempt): boolean => {
  const isNext = state.fleet.lane === key;
  if (step.phase === "handover") return isNext && step.ready === true;
  // What was merged at GitHub has landed, whenever the target here catches up with it.
  return step.phase === "landing" && (step.pull !== undefined || (isNext && step.commit !== undefined));
};

/** Ends a task's attempt, if it has one; what is landing this moment is left alone until that is answered. */
export const callOff = (state: State, task: TaskId, ending: Ending): Event[] => {
  const attempt = attemptOf(state, task);
  if (attempt === undefined || attempt.step.phase === "ending" || isLanding(state, attempt)) return [];
  return [{ kind: "attempt.failed", key: attempt.key, ...ending }];
};

/** How to end an attempt that was left alone while it landed, once it turns out that it did not land. */
export const lateEnding = (state: State, { task }: Attempt): Ending | undefined => {
  if (!state.tasks.has(task))
    return { failure: cancelled("its file is gone: deleted, or of another branch"), rest: { kind: "free" } };
  const rest = state.records.get(task)?.rest;
  if (rest?.kind === "final") return { failure: rest.failure, rest };
  return rest?.kind === "person" ? { failure: cancelled(rest.ask.what), rest } : undefined;
};
