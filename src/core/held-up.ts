import type { Attempt } from "./attempt.ts";
import type { Failure } from "./failure.ts";

type HeldUp = Exclude<Attempt["heldUp"], undefined>;

/** What was tried for longer than this, in milliseconds, had a way again: what holds it up now is something new. */
const newTrouble = 60_000;

/** Since when the trouble lasts that holds an attempt up now, and how often the step was tried in vain before. */
export const troubleSince = ({ heldUp: before }: Attempt, now: number): Pick<HeldUp, "since" | "tries"> =>
  before !== undefined && now - before.until < newTrouble ? before : { since: now, tries: 0 };

/** So often in a row checks may fill the disk by themselves before that says something of the work: others may have used most of it. */
const mostFilled = 3;

/** How often in a row its own checks have filled the disk, this time counted; nothing where they did not. */
export const timesFilled = ({ heldUp: before }: Attempt, filled: true | undefined): { filled?: number } =>
  filled === undefined ? {} : { filled: (before?.filled ?? 0) + 1 };

/** What became of an attempt whose checks have filled the disk too often; undefined while that may be trouble from outside. */
export const overfilled = (attempt: Attempt, filled: true | undefined): Failure | undefined =>
  (timesFilled(attempt, filled).filled ?? 0) < mostFilled
    ? undefined
    : {
        kind: "rejected",
        why: `Its checks filled the disk ${mostFilled} times in a row; there was room again each time once what they left was removed.`,
      };

/** Since when an attempt waits for what lies outside of us; undefined while it does not. */
export const heldUpSince = ({ heldUp, faultedUntil }: Attempt): number | undefined =>
  faultedUntil === undefined ? undefined : heldUp?.since;
