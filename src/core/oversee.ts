import type { Limits } from "./allowance.ts";
import type { Failure } from "./failure.ts";
import { meterOf, type Memory } from "./memory.ts";
import { worth, type Meter } from "./meter.ts";
import { dollars, tokensText } from "./sums.ts";
import { countedTokens } from "./usage.ts";

/** For so long an agent may say nothing while no tool of its is at work, in milliseconds awake. */
const longestSilence = 15 * 60_000;

/** The failure of one that has used its turns. */
export const outOfTurns = ({ turns }: Limits): Failure => ({
  kind: "timeout",
  why: `It has used its ${turns} turns and is not finished.`,
});

/** Which limit a meter has reached; undefined where none is. */
export const usedUp = (meter: Meter, limits: Limits): Failure | undefined => {
  const { microUsd, tokens = Infinity, turns } = limits;
  if (microUsd !== undefined && worth(meter) >= microUsd)
    return {
      kind: "budget",
      why: `It has used ${dollars(worth(meter))} of the ${dollars(microUsd)} it may use.`,
    };
  if (countedTokens(meter.usage) >= tokens)
    return { kind: "budget", why: `It has used up the ${tokensText(tokens)} it may use.` };
  return meter.turns > turns ? outOfTurns(limits) : undefined;
};

/** The failure of one whose minutes were lowered while it worked, and are used up. */
export const overtime = (ms: number): Failure => {
  const sum = ms < 60_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`;
  return { kind: "budget", why: `It has worked for the ${sum} that it may work.` };
};

/** What is left of what an attempt may use. */
export const leftOf = ({ microUsd, tokens, turns }: Limits, meter: Meter): Limits => ({
  turns: Math.max(0, turns - meter.turns),
  ...(microUsd === undefined ? {} : { microUsd: Math.max(0, microUsd - worth(meter)) }),
  ...(tokens === undefined ? {} : { tokens: Math.max(0, tokens - countedTokens(meter.usage)) }),
});

/**
 * Why an agent that runs has to be ended; undefined while it may go on. A refused sign-in ends it at the first try:
 * agents try it again for minutes. What is looked at is the past, so a limit can be exceeded by one turn.
 */
export const curbOf = (
  memory: Memory,
  { limits, silence }: { readonly limits: Limits; readonly silence: number },
): Failure | undefined => {
  if (memory.ending !== undefined) return undefined;
  const { trouble, tools } = memory;
  if (trouble?.kind === "auth") return { kind: "auth", why: `Its sign-in was refused: ${trouble.why}` };
  if (silence >= longestSilence && Object.keys(tools).length === 0)
    return { kind: "transient", why: "It said nothing for 15 minutes while no tool was at work: it hangs." };
  return usedUp(meterOf(memory), limits);
};
