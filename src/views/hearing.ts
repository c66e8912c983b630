import { listens } from "../core/attempt.ts";
import { attemptOf, type State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";

/** When a message is heard that is said now, in words. */
export const hearingOf = (state: State, task: TaskId): string => {
  const attempt = attemptOf(state, task);
  const next = "its next attempt is told when it begins";
  if (attempt === undefined || attempt.step.phase === "ending") return next;
  const { phase } = attempt.step;
  const { agent } = attempt.spec;
  const isBefore = phase === "preparing" || phase === "working";
  if (!listens(attempt.spec)) return isBefore ? `${agent} cannot listen while it works: ${next}` : next;
  if (isBefore) return `${agent} is told at its next turn`;
  return phase === "halting" || phase === "taking" || phase === "taken" || phase === "giving"
    ? `${agent} is told when it goes on, or ${next}`
    : `attempt ${attempt.n} has done its work: ${next}, if there is one`;
};
