import type { Attempt, PastAttempt } from "./attempt.ts";
import type { Meter } from "./meter.ts";

/** What is remembered of an attempt that is put away; nothing of one that was never begun. */
export const pastOf = (attempt: Attempt, slipped: PastAttempt["slipped"]): PastAttempt | undefined => {
  const { n, claimedAt, since, base, head, worked, account, spec, step } = attempt;
  if (step.phase !== "ending" || step.outcome.kind === "unclaimed") return undefined;
  const { stalled: _, ...meter } = attempt.meter ?? {};
  const known = {
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
    ...(attempt.meter === undefined ? {} : { meter: meter as Meter }),
    ...(worked === undefined ? {} : { worked }),
    ...(account === undefined ? {} : { account }),
    ...(spec.undo === undefined ? {} : { undo: spec.undo }),
    ...(slipped === undefined ? {} : { slipped }),
  };
  return { n, agent: spec.agent, claimedAt, endedAt: since, outcome: step.outcome, ...known };
};
