import type { Attempt } from "./attempt.ts";

type HeldUp = Exclude<Attempt["heldUp"], undefined>;

/** What was tried for longer than this, in milliseconds, had a way again: what holds it up now is something new. */
const newTrouble = 60_000;

/** Since when the trouble lasts that holds an attempt up now, and how often the step was tried in vain before. */
export const troubleSince = ({ heldUp: before }: Attempt, now: number): Pick<HeldUp, "since" | "tries"> =>
  before !== undefined && now - before.until < newTrouble ? before : { since: now, tries: 0 };

/** Since when an attempt waits for what lies outside of us; undefined while it does not. */
export const heldUpSince = ({ heldUp, faultedUntil }: Attempt): number | undefined =>
  faultedUntil === undefined ? undefined : heldUp?.since;
