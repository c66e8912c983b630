import { dollars, tokensText } from "../../core/sums.ts";
import type { Limits, NextTurn } from "../../core/allowance.ts";
import type { Limit } from "../../core/budget/amounts.ts";
import type { Failure } from "../../core/failure.ts";
import { overtime } from "../../core/oversee.ts";
import type { ModelJob } from "../../engine/ports.ts";

/** What an attempt may use in all, with the minutes awake that were left to it where they were lowered. */
export type LimitsNow = Limits & { readonly ms: number };

/** What a job may use as limits stand now: what it was begun with, unless a notice says otherwise. */
export const limitsNow = (
  { limits }: ModelJob,
  { microUsd, tokens, ms = Infinity }: Limit = {},
): LimitsNow => ({
  ...limits,
  ...(microUsd === undefined ? {} : { microUsd }),
  ...(tokens === undefined ? {} : { tokens }),
  ms,
});

/** The failure of one whose next turn does not fit into its limits. */
export const usedUp = (
  limit: Extract<NextTurn, { kind: "stop" }>["limit"],
  { turns, tokens = 0, microUsd = 0 }: Limits,
): Failure => {
  if (limit === "turns")
    return { kind: "timeout", why: `It has used its ${turns} turns and is not finished.` };
  const what = limit === "dollars" ? dollars(microUsd) : tokensText(tokens);
  return { kind: "budget", why: `Another turn might exceed the ${what} it may use` };
};

/** The failure of one whose minutes were lowered while it worked, and are used up. */
export const outworked = ({ ms }: LimitsNow): Failure => overtime(ms);
