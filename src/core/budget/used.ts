import { atLeastNothing, nothing, plus, type Amounts } from "./amounts.ts";
import type { Per } from "./budget.ts";

/** What was used, by the name of what used it. */
export type Sums = Readonly<Record<string, Amounts>>;

/** What was used in all, in this day and in this week. */
export type Used = Readonly<Record<Per, Sums>>;

export const nothingUsed: Used = { all: {}, day: {}, week: {} };

/** Adds what was used under each of some names. */
export const addTo = (sums: Sums, names: readonly string[], amounts: Amounts): Sums => ({
  ...sums,
  ...Object.fromEntries(
    names.map((name) => [name, atLeastNothing(plus(sums[name] ?? nothing, amounts))] as const),
  ),
});

/**
 * Adds what a piece of work used under each of its names. An agent's last word may take some of it back: in all it does; a day or
 * a week gives nothing back, since what is taken back may have been counted in the one before.
 */
export const add = (used: Used, names: readonly string[], amounts: Amounts): Used => {
  const more = atLeastNothing(amounts);
  return {
    all: addTo(used.all, names, amounts),
    day: addTo(used.day, names, more),
    week: addTo(used.week, names, more),
  };
};

/** What is used under a name, in a window that has not ended. */
export const usedBy = (used: Used | undefined, per: Per, name: string): Amounts =>
  used?.[per][name] ?? nothing;
