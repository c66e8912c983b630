import type { MicroUsd } from "./prices.ts";

/** A sum for people: whole cents from ten cents on, fractions of a cent below. */
export const dollars = (sum: MicroUsd): string =>
  `$${(sum / 1e6).toFixed(sum === 0 || sum >= 100_000 ? 2 : 4)}`;

/** The same of a sum in US dollars. */
export const usdText = (usd: number): string => dollars(usd * 1e6);

/** So many tokens, for people: in thousands or millions, and never more than there are. */
export const tokensText = (tokens: number): string => {
  if (tokens < 1000) return `${tokens} tokens`;
  const [scale, word] = tokens < 1_000_000 ? [1000, "k"] : [1_000_000, "M"];
  return `${Math.floor((tokens / scale) * 10) / 10}${word} tokens`;
};
