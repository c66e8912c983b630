import type { MicroUsd } from "./prices.ts";
import { noUsage, type Usage } from "./usage.ts";

/** What an attempt has used so far. Always of the whole attempt, so that one told twice or late changes nothing. */
export type Meter = {
  readonly model: string;
  readonly usage: Usage;
  /** What its finished turns cost. */
  readonly microUsd: MicroUsd;
  /** What turns that were cut off cost at most: nobody told how much of it was billed. */
  readonly unsure: MicroUsd;
  /** Whether the model's price is known; without it `microUsd` says nothing. */
  readonly priced: boolean;
  readonly turns: number;
  /** Tokens of the last prompt, and how many the model can hold, where known. */
  readonly context: number;
  readonly window?: number;
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

/** What counts against every cap: what was spent, and what may have been. */
export const charged = (meter: Meter | undefined): MicroUsd =>
  meter === undefined ? 0 : meter.microUsd + meter.unsure;

/** Whether a meter says more than the one known. Turns and sums only grow. */
export const isLater = (meter: Meter, than: Meter | undefined): boolean =>
  than === undefined || meter.turns > than.turns || charged(meter) > charged(than);

/** Whether the sum is what was billed, and not at least that. */
export const isExact = ({ unsure, priced }: Meter): boolean => unsure === 0 && priced;
