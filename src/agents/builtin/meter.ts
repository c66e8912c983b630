import type Anthropic from "@anthropic-ai/sdk";
import type { Meter } from "../../core/meter.ts";
import { costOf, priceOf } from "../../core/prices.ts";
import { addUsage, promptTokens, type Usage } from "../../core/usage.ts";
import type { Story } from "./transcript.ts";

type Billed = Anthropic.Beta.Messages.BetaUsage;
type Counts = Pick<
  Billed,
  "input_tokens" | "output_tokens" | "cache_creation_input_tokens" | "cache_read_input_tokens"
>;

const usageOf = (counts: Counts): Usage => ({
  input: counts.input_tokens,
  cacheWrite: counts.cache_creation_input_tokens ?? 0,
  cacheRead: counts.cache_read_input_tokens ?? 0,
  output: counts.output_tokens,
});

/** A compaction is billed beside the turn it precedes, and its tokens are in no sum of the service's. */
const billings = (usage: Billed): readonly Usage[] => [
  usageOf(usage),
  ...(usage.iterations ?? []).filter(({ type }) => type === "compaction").map(usageOf),
];

/** The meter after a turn. */
export const meterAfter = (meter: Meter, usage: Billed, now: number): Meter => {
  const price = priceOf(meter.model, now);
  const all = billings(usage);
  const made = all.length - 1;
  const cost = price === undefined ? 0 : all.reduce((sum, one) => sum + costOf(price, one), 0);
  return {
    ...meter,
    usage: all.reduce(addUsage, meter.usage),
    microUsd: meter.microUsd + cost,
    turns: meter.turns + 1,
    context: promptTokens(usageOf(usage)),
    peak: Math.max(meter.peak ?? 0, promptTokens(usageOf(usage))),
    ...(made === 0 ? {} : { compactions: (meter.compactions ?? 0) + made }),
  };
};

/** Tokens that the service adds to what is sent, at most: the roles, the frame of each tool, the system's own words. */
const frame = 4000;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/**
 * No fewer tokens than the next prompt has: those of the last prompt and its reply as billed, and for what is new its
 * bytes, since no token is shorter than a byte.
 */
export const promptBound = ({ messages, meter }: Story, opening: unknown): number => {
  const known = messages.findLastIndex(({ role }) => role === "assistant");
  if (known === -1 || meter.turns === 0) return frame + bytesOf([opening, messages]);
  return frame + meter.context + bytesOf(messages.slice(known));
};
