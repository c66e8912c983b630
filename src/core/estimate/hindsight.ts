import { alikeTo } from "./alike.ts";
import type { Ended } from "./ended.ts";
import { nextOf, type Range } from "./range.ts";

/** How often forecasts would have held: of so many tasks so many took what those before them foretold. */
export type Hindsight = { readonly of: number; readonly usd: number; readonly seconds: number };

/** So many tasks are looked back at. */
const most = 200;

const holds = (value: number, { low, high }: Range): boolean => value >= low && value <= high;

const isPaid = (worker: string): boolean => !worker.endsWith("/");

/** Who might have worked on it, as far as results tell: everyone who is paid, or for what was not paid just those who did. */
const mightHave = (one: Ended, before: readonly Ended[]): ReadonlySet<string> =>
  new Set([...one.by, ...(one.by.some(isPaid) ? before.flatMap(({ by }) => by.filter(isPaid)) : [])]);

/**
 * Tells, of the last tasks that are over, how many took what the tasks before them let expect. `ended` has the last ones
 * first.
 */
export const hindsightOf = (ended: readonly Ended[]): Hindsight => {
  const found = { of: 0, usd: 0, seconds: 0 };
  for (const [at, one] of ended.slice(0, most).entries()) {
    const before = ended.slice(at + 1);
    const alike = alikeTo(before, { kind: one.kind, workers: mightHave(one, before) });
    if (alike === undefined) continue;
    found.of += 1;
    if (holds(one.usd, nextOf(alike.tasks.map(({ usd }) => usd)))) found.usd += 1;
    if (holds(one.seconds, nextOf(alike.tasks.map(({ seconds }) => seconds)))) found.seconds += 1;
  }
  return found;
};
