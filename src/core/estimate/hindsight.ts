import { alikeTo } from "./alike.ts";
import { isPaidWorker, type Ended } from "./ended.ts";
import { nextOf, type Range } from "./range.ts";

/** Of how many tasks something was foretold, and how often it held. */
type Kept = { readonly of: number; readonly held: number };

/** How often forecasts would have held. What costs nothing and was to cost nothing is not counted as foretold. */
export type Hindsight = { readonly usd: Kept; readonly seconds: Kept };

/** So many tasks are looked back at. */
const most = 200;

const count = (kept: Kept, value: number, { low, high }: Range): Kept => ({
  of: kept.of + 1,
  held: kept.held + (value >= low && value <= high ? 1 : 0),
});

/** Who might have worked on it, as far as results tell: everyone who is paid, or for what was not paid just those who did. */
const mightHave = (one: Ended, before: readonly Ended[]): ReadonlySet<string> =>
  new Set([
    ...one.by,
    ...(one.by.some(isPaidWorker) ? before.flatMap(({ by }) => by.filter(isPaidWorker)) : []),
  ]);

/**
 * Tells, of the last tasks that are over, how many took what the tasks before them let expect. `ended` has the last ones
 * first.
 */
export const hindsightOf = (ended: readonly Ended[]): Hindsight => {
  let usd: Kept = { of: 0, held: 0 };
  let seconds = usd;
  for (const [at, one] of ended.slice(0, most).entries()) {
    const before = ended.slice(at + 1);
    const alike = alikeTo(before, { kind: one.kind, workers: mightHave(one, before) });
    if (alike === undefined) continue;
    const cost = nextOf(alike.tasks.map((other) => other.usd));
    if (one.usd > 0 || cost.high > 0) usd = count(usd, one.usd, cost);
    seconds = count(seconds, one.seconds, nextOf(alike.tasks.map((other) => other.seconds)));
  }
  return { usd, seconds };
};
