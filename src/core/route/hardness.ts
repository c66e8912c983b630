/**
 * How the chance of a proof comes about: a model of some ability gets a task of some hardness right with the chance
 * 1 / (1 + e^(hardness - ability)), and the judge errs now and then. Both are on one scale, whose zero is a task of middling
 * hardness. So an attempt at a task that others failed at counts as what it is: an attempt at a hard task.
 */

/** What is assumed of proofs: checks let some wrong work pass, and now and then reject what is right. */
export const judge = { passesWrong: 0.1, rejectsRight: 0.05 } as const;

/** How widely hardness spreads from task to task. */
const spread = 1.5;

/** The share of tasks that are taken to be beyond everyone, as long as nobody proves nearly all. */
export const usuallyBeyond = 0.2;

/** The middles of nine equally likely parts of the normal distribution. */
const ninths = [-1.59, -0.97, -0.59, -0.28, 0, 0.28, 0.59, 0.97, 1.59];

/** The degrees of hardness that are told apart; nobody is up to the last. */
const degrees: readonly number[] = [...ninths.map((at) => at * spread), 30];

/** How hard a task is in the mean, in standard deviations; one that is beyond everyone counts as the hardest of the others. */
export const meanHardness = (hardness: readonly number[]): number =>
  hardness.reduce((sum, weight, at) => sum + weight * (ninths[at] ?? Math.max(...ninths)), 0);

/** How likely a task is of each degree. */
export type Hardness = readonly number[];

/** What is known of a task that nobody has tried, where such a share is beyond everyone. */
export const untriedWhere = (beyond: number): Hardness =>
  degrees.map((_, at) => (at < ninths.length ? (1 - beyond) / ninths.length : beyond));

/** The chance of right work at each degree. */
export type Curve = readonly number[];

export const curveOf = (ability: number): Curve =>
  degrees.map((degree) => 1 / (1 + Math.exp(degree - ability)));

/** The chance that work which is right with this chance is proved. */
export const passing = (right: number): number =>
  judge.passesWrong + (1 - judge.passesWrong - judge.rejectsRight) * right;

/** The chance of right work at a task, as far as its hardness is known. */
export const rightAt = (hardness: Hardness, curve: Curve): number =>
  hardness.reduce((sum, weight, at) => sum + weight * (curve[at] ?? 0), 0);

const scaled = (weights: readonly number[]): Hardness => {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
};

/** What is known of a task after work on it, by one of this curve, was not proved. */
export const afterFailure = (hardness: Hardness, curve: Curve): Hardness =>
  scaled(hardness.map((weight, at) => weight * (1 - passing(curve[at] ?? 0))));

/** How the chance of a proof at a task moves with the ability: the chance, and its slope. */
export const proofAt = (
  hardness: Hardness,
  ability: number,
): { readonly chance: number; readonly slope: number } => {
  const curve = curveOf(ability);
  const steepness = hardness.reduce((sum, weight, at) => {
    const right = curve[at] ?? 0;
    return sum + weight * right * (1 - right);
  }, 0);
  return {
    chance: passing(rightAt(hardness, curve)),
    slope: (1 - judge.passesWrong - judge.rejectsRight) * steepness,
  };
};
