import type { MicroUsd } from "./prices.ts";
import type { Quota } from "./signal.ts";
import { noUsage, type Usage } from "./usage.ts";

/** A service that does not answer: why, since when, and when it is asked again, in milliseconds since the epoch. */
export type Stall = { readonly why: string; readonly since: number; readonly until: number };

/** What an attempt has used so far. Always of the whole attempt, so that one told twice or late changes nothing. */
export type Meter = {
  readonly model: string;
  readonly usage: Usage;
  /** What its finished turns cost. */
  readonly microUsd: MicroUsd;
  /** What turns that were cut off cost at most: nobody told how much of it was billed. */
  readonly unsure: MicroUsd;
  /** Whether what it cost is known at all; without it `microUsd` says nothing. */
  readonly priced: boolean;
  readonly turns: number;
  /** Tokens of the last prompt, and how many the model can hold, where known. */
  readonly context: number;
  readonly window?: number;
  /** Tokens of the longest prompt so far, and how often the conversation was made shorter. */
  readonly peak?: number;
  readonly compactions?: number;
  /** Set where its agent itself says what it cost; list prices otherwise. */
  readonly source?: "agent";
  /** Set where a subscription pays: then the dollars are what it would have cost, and nothing is charged. */
  readonly payer?: "subscription";
  /** Its agent's last word on it: whatever was told before is less. */
  readonly final?: true;
  /** How often the service refused a request because there were too many, or it was overloaded. */
  readonly throttled?: number;
  /** How the windows of its account's rate limits stood when it last heard of them; the fleet remembers them, not the attempt. */
  readonly quotas?: readonly Quota[];
  /** Set while its service does not answer. */
  readonly stalled?: Stall;
};

/** The meter of an attempt that has not spoken to a model yet. */
export const emptyMeter = (model: string, price: { readonly window: number } | undefined): Meter => ({
  model,
  usage: noUsage,
  microUsd: 0,
  unsure: 0,
  priced: price !== undefined,
  turns: 0,
  context: 0,
  ...(price === undefined ? {} : { window: price.window }),
});

/** What the work is worth, whoever pays for it: what it cost, and what it may have. */
export const worth = ({ microUsd, unsure }: Meter): MicroUsd => microUsd + unsure;

/** What counts against every cap: what was spent, and what may have been. */
export const charged = (meter: Meter | undefined): MicroUsd =>
  meter === undefined || meter.payer === "subscription" ? 0 : worth(meter);

/** Whether a meter says more than the one known. Turns and sums only grow, until an agent's last word settles them. */
export const isLater = (meter: Meter, than: Meter | undefined): boolean => {
  if (than === undefined || meter.turns > than.turns) return true;
  if ((meter.throttled ?? 0) > (than.throttled ?? 0)) return true;
  if (meter.turns === than.turns && meter.final !== than.final) return meter.final === true;
  return worth(meter) > worth(than);
};

/** Whether the sum is what was billed, and not at least that. */
export const isExact = ({ unsure, priced }: Meter): boolean => unsure === 0 && priced;
