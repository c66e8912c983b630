/** What can be limited: micro-dollars, tokens (all but those read back from a cache), and milliseconds of work awake. */
export type Amounts = { readonly microUsd: number; readonly tokens: number; readonly ms: number };

export type Unit = keyof Amounts;

/** The most of each that may be used; what is missing is not limited. */
export type Limit = Partial<Amounts>;

export const units: readonly Unit[] = ["microUsd", "tokens", "ms"];

export const nothing: Amounts = { microUsd: 0, tokens: 0, ms: 0 };

/** Less than this is nothing to begin an attempt with: a cent, a short answer, a second. */
export const least: Amounts = { microUsd: 10_000, tokens: 1024, ms: 1000 };

export const plus = (a: Amounts, b: Amounts): Amounts => ({
  microUsd: a.microUsd + b.microUsd,
  tokens: a.tokens + b.tokens,
  ms: a.ms + b.ms,
});

/** No less than nothing of each. */
export const atLeastNothing = ({ microUsd, tokens, ms }: Amounts): Amounts => ({
  microUsd: Math.max(0, microUsd),
  tokens: Math.max(0, tokens),
  ms: Math.max(0, ms),
});

/** The lowest of some limits. */
export const lowest = (...sums: readonly (number | undefined)[]): number | undefined => {
  const given = sums.filter((sum) => sum !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
};
