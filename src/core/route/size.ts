import { depthsFor } from "./ability.ts";
import { meanHardness, usuallyBeyond, type Hardness } from "./hardness.ts";
import type { Cell } from "./tally.ts";

/**
 * How dear a task is, whoever works on it: the logarithm of what an attempt at it costs, beside what one usually does.
 * Hard tasks are dear (an agent tries longer), and what was paid at a task so far tells what more of it would cost.
 */
export type Size = number;

/** How much dearer a task is for each standard deviation of hardness. */
const byHardness = 0.4;

/** How much tasks of one hardness differ, and attempts at one task: as logarithms, in standard deviations. */
const [fromTask, fromAttempt] = [0.5, 0.75];

const usual = depthsFor(0, usuallyBeyond);

const expected = (hardness: Hardness): Size => byHardness * (meanHardness(hardness) - meanHardness(usual[0]));

const byDepth = usual.map(expected);

/** What a cell would have cost at tasks that nobody has tried: what is tried late is tried on dear tasks. */
export const untriedCosts = (cell: Cell): Cell => {
  const size = byDepth[cell.depth] ?? 0;
  return { ...cell, usd: cell.usd * Math.exp(-size), logUsd: cell.logUsd - cell.priced * size };
};

/** How dear a task is, by its hardness and by how much more than usual attempts at it have cost, as logarithms. */
export const sizeOf = (hardness: Hardness, excess: readonly number[]): Size => {
  const [trust, weight] = [1 / fromTask ** 2, 1 / fromAttempt ** 2];
  const sum = excess.reduce((a, b) => a + b, 0);
  return (expected(hardness) * trust + sum * weight) / (trust + excess.length * weight);
};
