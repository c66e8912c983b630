import { countOf, type Tally } from "./tally.ts";

/** So many outcomes have to be known for each model that was ever tried, before one more is. */
const outcomesEach = 45;

/** Which candidates' models were ever tried, and whether that is enough to try one more. */
export type Experience = {
  /** By the candidates' places: how many outcomes of its model are known, whoever worked with it. */
  readonly outcomes: readonly number[];
  readonly total: number;
  /** So many there have to be before one more model is tried. */
  readonly needed: number;
};

export const experienceOf = (models: readonly string[], tallies: readonly Tally[]): Experience => {
  const counts = new Map(models.map((model) => [model, 0]));
  for (const { model, cells } of tallies) {
    const count = counts.get(model);
    if (count !== undefined) counts.set(model, count + countOf(cells));
  }
  const known = [...counts.values()].filter((count) => count > 0);
  return {
    outcomes: models.map((model) => counts.get(model) ?? 0),
    total: known.reduce((sum, count) => sum + count, 0),
    needed: outcomesEach * known.length,
  };
};

/** Those whose models were never tried and are not weighed yet, and how many outcomes they wait for. */
export type Waiting = { readonly count: number; readonly until: number };

export const waitingOf = ({ outcomes, total, needed }: Experience): Waiting | undefined => {
  const count = outcomes.filter((of) => of === 0).length;
  return count > 0 && total < needed ? { count, until: needed } : undefined;
};

/**
 * Whom a plan may name, of the places that are open: everyone who was tried, and of the others the one who is believed to be
 * worth most at this task, once those are known well or none of them is left. Who learns of many models at once learns little
 * of each, and pays for it with the tasks that go wrong meanwhile.
 */
export const allowedOf = (
  open: readonly number[],
  { outcomes, total, needed }: Experience,
  worthOf: (at: number) => number,
): readonly number[] => {
  const isKnown = (at: number): boolean => (outcomes[at] ?? 0) > 0;
  const known = open.filter(isKnown);
  if (known.length > 0 && total < needed) return known;
  const others = open.filter((at) => !isKnown(at));
  const newcomer = others.toSorted((a, b) => worthOf(b) - worthOf(a) || a - b)[0];
  return open.filter((at) => isKnown(at) || at === newcomer);
};
