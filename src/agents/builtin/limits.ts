import { dollars, tokensText } from "../../core/sums.ts";
import { loweredTo, type Limits, type NextTurn } from "../../core/allowance.ts";
import type { Lowered } from "../../core/budget/bounds.ts";
import type { Failure } from "../../core/failure.ts";
import { outOfTurns, overtime } from "../../core/oversee.ts";
import type { ModelJob } from "../../engine/ports/model-agents.ts";

/** What an attempt may use in all, with the minutes awake that were left to it where they were lowered. */
export type LimitsNow = Limits & { readonly ms: number };

/** What a job may use as limits stand now: what it was begun with, unless a notice says otherwise. */
export const limitsNow = ({ limits }: ModelJob, now: Lowered = {}): LimitsNow => ({
  ...loweredTo(limits, now),
  ms: now.ms ?? Infinity,
});

/** What stops an attempt: a limit that its next turn does not fit into, or minutes that were lowered and are over. */
type Stopping = Extract<NextTurn, { kind: "stop" }>["limit"] | "minutes";

/** The failure of one that a limit stops. */
export const usedUp = (limit: Stopping, limits: LimitsNow): Failure => {
  if (limit === "turns") return outOfTurns(limits);
  if (limit === "minutes") return overtime(limits.ms);
  const { tokens = 0, microUsd = 0 } = limits;
  const what = limit === "dollars" ? dollars(microUsd) : tokensText(tokens);
  return { kind: "budget", why: `Another turn might exceed the ${what} it may use` };
};
