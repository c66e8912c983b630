import {
  afterFailure,
  curveOf,
  passing,
  proofAt,
  untriedWhere,
  usuallyBeyond,
  type Hardness,
} from "./hardness.ts";
import { deepest, type Cell } from "./tally.ts";

/** A number that is not known exactly. */
export type Guess = { readonly mean: number; readonly sd: number };

/** How hard tasks are, by how often others had failed at them: `depths[k]` after k failures of middling models. */
export type Depths = readonly [untried: Hardness, ...after: Hardness[]];

export const depthsFor = (middling: number, beyond: number): Depths => {
  const curve = curveOf(middling);
  const untried = untriedWhere(beyond);
  const after: Hardness[] = [];
  for (let depth = 1; depth <= deepest; depth += 1) after.push(afterFailure(after.at(-1) ?? untried, curve));
  return [untried, ...after];
};

/** So many first attempts tell something about all tasks. */
const fewest = 20;

/** Of tasks that a model proves nearly all of, few can be beyond everyone: the most that its first attempts leave room for. */
export const beyondLeft = (cells: readonly Cell[]): number => {
  const first = cells.filter(({ depth }) => depth === 0);
  const proved = first.reduce((sum, cell) => sum + cell.proved, 0);
  const count = first.reduce((sum, cell) => sum + cell.proved + cell.failed, 0);
  if (count < fewest) return usuallyBeyond;
  const share = proved / count;
  const surely = share - Math.sqrt((share * (1 - share)) / count);
  const left = (passing(1) - surely) / (passing(1) - passing(0));
  return Math.max(0.02, Math.min(usuallyBeyond, left));
};

/** Outcomes at one depth. */
type Bin = { readonly hardness: Hardness; readonly proved: number; readonly failed: number };

const binsOf = (cells: readonly Cell[], depths: Depths): Bin[] =>
  depths.flatMap((hardness, depth) => {
    const here = cells.filter((cell) => cell.depth === depth);
    const proved = here.reduce((sum, cell) => sum + cell.proved, 0);
    const failed = here.reduce((sum, cell) => sum + cell.failed, 0);
    return proved + failed === 0 ? [] : [{ hardness, proved, failed }];
  });

/** How the likelihood of outcomes changes with the ability, and how sharply it is known from them. */
const pull = (
  bins: readonly Bin[],
  ability: number,
): { readonly slope: number; readonly sharpness: number } => {
  let [slope, sharpness] = [0, 0];
  for (const { hardness, proved, failed } of bins) {
    const at = proofAt(hardness, ability);
    slope += (proved * at.slope) / at.chance - (failed * at.slope) / (1 - at.chance);
    sharpness += ((proved + failed) * at.slope * at.slope) / (at.chance * (1 - at.chance));
  }
  return { slope, sharpness };
};

/** Steps to the best fit, and how small the last one is. */
const [mostSteps, close] = [12, 1e-4];

const bounded = (step: number): number => Math.max(-1, Math.min(1, step));

/** What outcomes say of an ability that was believed to be `before`: its most likely value, and how sure that is. */
export const fitAbility = (cells: readonly Cell[], before: Guess, depths: Depths): Guess => {
  const bins = binsOf(cells, depths);
  const trust = 1 / before.sd ** 2;
  let mean = before.mean;
  for (let step = 0; step < mostSteps; step += 1) {
    const { slope, sharpness } = pull(bins, mean);
    const change = bounded((slope - (mean - before.mean) * trust) / (sharpness + trust));
    mean += change;
    if (Math.abs(change) < close) break;
  }
  return { mean, sd: Math.sqrt(1 / (pull(bins, mean).sharpness + trust)) };
};
