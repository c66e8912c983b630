import type { Meter } from "./meter.ts";

/**
 * Shares of a model's window at which something is done about an agent's conversation: it is made shorter, begun afresh,
 * people are warned; beyond `most` it is never without their knowing.
 */
export const fills = { compress: 0.4, fresh: 0.45, warn: 0.5, most: 0.6 } as const;

/** How full a conversation has been at most; undefined where nobody knows how much its model can hold. */
export const peakFill = (meter: Meter | undefined): number | undefined =>
  meter?.window === undefined || meter.window === 0
    ? undefined
    : Math.max(meter.peak ?? 0, meter.context) / meter.window;

/** The share that a conversation has newly passed and that people are to know of. */
export const passed = (before: Meter | undefined, now: Meter): "warn" | "most" | undefined => {
  const [was, is] = [peakFill(before) ?? 0, peakFill(now) ?? 0];
  return (["most", "warn"] as const).find((name) => was < fills[name] && is >= fills[name]);
};

/** What is known of a conversation that may have to be begun afresh. */
type Grown = {
  readonly window: number | undefined;
  /** Tokens of its first and its last prompt. */
  readonly first: number;
  readonly last: number;
  /** It did not go on with another's. */
  readonly isFresh: boolean;
};

/** Whether a conversation is to be begun afresh: one that began so full already would be no better for it. */
export const needsFreshStart = ({ window, first, last, isFresh }: Grown): boolean =>
  window !== undefined && last >= fills.fresh * window && !(isFresh && first >= fills.compress * window);
