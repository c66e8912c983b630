import type { Attempt } from "../attempt.ts";
import type { Gap } from "../awake.ts";
import type { LiveState } from "../live.ts";
import { nothing } from "./amounts.ts";
import { book } from "./book.ts";

/** Whether its agent may be at work. */
export const isAtWork = ({ step: { phase } }: Pick<Attempt, "step">): boolean =>
  phase === "working" || phase === "halting";

/** What of its present step counts as work by a moment: all but what was slept through, and no more than its limit. */
const workedIn = (attempt: Attempt, at: number): number => {
  if (!isAtWork(attempt)) return 0;
  const { since, slept = 0, spec } = attempt;
  return Math.min(Math.max(0, at - since - slept), spec.minutes * 60_000);
};

/** Adds up what an attempt worked in the step that it leaves; returns what it has worked in all. */
export const bookTime = (state: LiveState, attempt: Attempt, at: number): number => {
  const ms = workedIn(attempt, at);
  const { task, spec, worked = 0 } = attempt;
  const model = spec.terms === undefined ? {} : { model: spec.terms.model };
  book(state, { task, agent: spec.agent, ...model }, { amounts: { ...nothing, ms }, at });
  return worked + ms;
};

/** A time in which nothing could run counts for nobody who was at work. */
export const sleepThrough = (state: LiveState, { from, until }: Gap): void => {
  for (const attempt of state.attempts.values()) {
    const gap = until - Math.max(from, attempt.since);
    if (isAtWork(attempt) && gap > 0) state.setAttempt({ ...attempt, slept: (attempt.slept ?? 0) + gap });
  }
};
