import type { Attempt, Step } from "./attempt.ts";
import type { LiveState } from "./live.ts";

/** Takes an attempt one step on; whatever interrupted the step before is over. */
export const advance = (
  state: LiveState,
  attempt: Attempt,
  next: { step: Step; at: number; set?: Partial<Attempt> },
): void => {
  const { faultedUntil: _, ...rest } = attempt;
  state.setAttempt({
    ...rest,
    ...next.set,
    turn: attempt.turn + 1,
    step: next.step,
    since: next.at,
    faults: 0,
  });
};

/** Events that name no attempt in motion change nothing: the journal may hold one that came twice. */
export const withAttempt = (state: LiveState, key: string, change: (attempt: Attempt) => void): void => {
  const attempt = state.attempts.get(key);
  if (attempt !== undefined) change(attempt);
};
