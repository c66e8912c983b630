import type { Attempt } from "../attempt.ts";
import { units, type Limit, type Unit } from "./amounts.ts";
import type { Budget } from "./budget.ts";

/** What an attempt may use since a limit was changed while it was in motion. */
export type Bounds = {
  /** All that it may use, from its beginning. */
  readonly limit: Limit;
  /** How many turns it may take in all, where that is less than it began with. */
  readonly turns?: number;
  /** What keeps it below what it was claimed with; missing where it may use all of that again. */
  readonly by?: Bound;
};

/** A limit of the task's or its agent's own, or of turns, or a budget over it. */
export type Bound =
  | { readonly kind: "own" }
  | { readonly kind: "turns" }
  | { readonly kind: "budget"; readonly budget: Budget };

/** What an attempt was claimed with. */
export const claimedLimit = ({ spec: { terms, minutes } }: Pick<Attempt, "spec">): Limit => ({
  ...(terms?.microUsd === undefined ? {} : { microUsd: terms.microUsd }),
  ...(terms?.tokens === undefined ? {} : { tokens: terms.tokens }),
  ms: minutes * 60_000,
});

/** What an attempt may use at most, as limits stand now. */
export const limitOf = (attempt: Pick<Attempt, "spec" | "bounds">): Limit =>
  attempt.bounds?.limit ?? claimedLimit(attempt);

/** What of its limits an attempt is told: those that are lower than it was claimed with. */
export type Lowered = Limit & Pick<Bounds, "turns">;

/** What an attempt may use of the things of which it may use less than it was claimed with. */
export const lessened = (attempt: Pick<Attempt, "spec" | "bounds">): Lowered => {
  const [claimed, now] = [claimedLimit(attempt), limitOf(attempt)];
  const less = units.filter((unit) => (now[unit] ?? Infinity) < (claimed[unit] ?? Infinity));
  const { turns } = attempt.bounds ?? {};
  const sums: Limit = Object.fromEntries(less.map((unit: Unit) => [unit, now[unit]]));
  return turns === undefined ? sums : { ...sums, turns };
};
