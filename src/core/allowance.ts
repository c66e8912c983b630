import type { Lowered } from "./budget/bounds.ts";
import { charged, type Meter } from "./meter.ts";
import { outputFor, worstCost, type MicroUsd, type Price } from "./prices.ts";
import { countedTokens } from "./usage.ts";

/** What an attempt may use at most. */
export type Limits = {
  /** Missing where the model's price is not known and the fleet allows that. */
  readonly microUsd?: MicroUsd;
  readonly tokens?: number;
  readonly turns: number;
};

/** Limits of which some were lowered since. */
export const loweredTo = (limits: Limits, { microUsd, tokens, turns }: Lowered = {}): Limits => ({
  ...limits,
  ...(microUsd === undefined ? {} : { microUsd }),
  ...(tokens === undefined ? {} : { tokens }),
  ...(turns === undefined ? {} : { turns }),
});

/** The next turn of an attempt: how much it may write, and what it costs at most; or the limit that is in its way. */
export type NextTurn =
  | { readonly kind: "go"; readonly maxTokens: number; readonly worst: MicroUsd }
  | { readonly kind: "stop"; readonly limit: "dollars" | "tokens" | "turns" };

/** Fewer tokens than this are no answer: the attempt ends instead of asking for so few. */
export const fewest = 1024;

type Question = {
  readonly limits: Limits;
  readonly meter: Meter;
  readonly price: Price | undefined;
  /** No fewer tokens than the prompt has. */
  readonly prompt: number;
  /** The most tokens that one turn may write. */
  readonly most: number;
  /** How often the service may bill one turn: twice where it may first compact the conversation. */
  readonly billings: number;
};

const dollars = ({ limits, meter, price, prompt, billings }: Question): number => {
  if (limits.microUsd === undefined || price === undefined) return Infinity;
  return outputFor(price, prompt, Math.floor((limits.microUsd - charged(meter)) / billings));
};

/**
 * Fits the next turn into what is left: its output is limited so that its worst case stays within the attempt's dollars.
 * So an attempt never spends more than its limit, as long as the service counts no more tokens than `prompt` says.
 */
export const nextTurn = (question: Question): NextTurn => {
  const { limits, meter, price, prompt, most, billings } = question;
  if (meter.turns >= limits.turns) return { kind: "stop", limit: "turns" };
  const tokens = (limits.tokens ?? Infinity) - countedTokens(meter.usage);
  if (tokens < fewest) return { kind: "stop", limit: "tokens" };
  const affordable = dollars(question);
  if (affordable < fewest) return { kind: "stop", limit: "dollars" };
  const maxTokens = Math.min(most, tokens, affordable);
  const worst = price === undefined ? 0 : worstCost(price, prompt, maxTokens) * billings;
  return { kind: "go", maxTokens, worst };
};
