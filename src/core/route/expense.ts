import type { Guess } from "./ability.ts";
import { addCells, type Cell } from "./tally.ts";

/** How widely costs of one model spread from task to task, and from kind to kind, as logarithms. */
const [fromTaskToTask, fromKindToKind] = [0.9, 0.4];

/** How much a model whose costs nobody has seen may differ from what its place on the ladder or its price lets expect. */
export const fromModelToModel = 1;

/** Known costs: how many, their sum, and the sum of their logarithms. */
type Known = { readonly priced: number; readonly usd: number; readonly logUsd: number };

/** What all cells hold together. */
export const knownCosts = (cells: readonly Cell[]): Known => {
  const [first, ...others] = cells;
  return first === undefined ? { priced: 0, usd: 0, logUsd: 0 } : others.reduce(addCells, first);
};

/** What costs say of the logarithm of an attempt's usual cost, believed to be `before`. */
export const fitExpense = ({ priced, logUsd }: Known, before: Guess): Guess => {
  const [trust, weight] = [1 / before.sd ** 2, 1 / fromTaskToTask ** 2];
  const sharpness = trust + priced * weight;
  return { mean: (before.mean * trust + logUsd * weight) / sharpness, sd: Math.sqrt(1 / sharpness) };
};

/** The same of the tasks of one kind, which differ a little from the others. */
export const ofKind = ({ mean, sd }: Guess): Guess => ({ mean, sd: Math.hypot(sd, fromKindToKind) });

/** So many attempts count for as much as what is guessed. */
const guessCounts = 2;

/** What an attempt is expected to cost: what is guessed of its spread, drawn towards the mean of what was seen. */
export const expectedCost = ({ priced, usd }: Known, { mean }: Guess): number => {
  const guessed = Math.exp(mean + 0.4 * fromTaskToTask ** 2);
  return (usd + guessed * guessCounts) / (priced + guessCounts);
};
