import { depthsFor, fitAbility } from "./ability.ts";
import { proofAt } from "./hardness.ts";
import type { Cell, Fall, Recent, Tally } from "./tally.ts";

/** How many of the last outcomes are looked at, the fewest first, and how many there must be from before. */
const [windows, fewestBefore] = [[12, 20], 10];

/** So many standard deviations below what was expected are no accident: about one in two thousand would be. */
const tooLow = 4.2;

/** Nearly nothing is believed of a model beforehand where it is only compared with itself. */
const anything = { mean: 0, sd: 3 };

/** A model is compared with itself: that it proves nearly everything must be possible. */
const depths = depthsFor(0, 0.02);

/** Of a cell's outcomes, those among the given ones. */
const among = ({ kind, depth }: Cell, outcomes: readonly Recent[]): Pick<Cell, "proved" | "failed"> => {
  const here = outcomes.filter((one) => one.kind === kind && one.depth === depth);
  const proved = here.filter((one) => one.proved).length;
  return { proved, failed: here.length - proved };
};

const before = (cells: readonly Cell[], last: readonly Recent[]): Cell[] =>
  cells.map((cell) => {
    const { proved, failed } = among(cell, last);
    return { ...cell, proved: cell.proved - proved, failed: cell.failed - failed };
  });

const fallIn = ({ cells, recent }: Tally, window: number): Fall | undefined => {
  const last = recent.slice(-window);
  const older = before(cells, last);
  const known = older.reduce((sum, { proved, failed }) => sum + proved + failed, 0);
  if (last.length < window || known < fewestBefore) return undefined;
  const { mean, sd } = fitAbility(older, anything, depths);
  let [expected, variance, slopes] = [0, 0, 0];
  for (const { depth } of last) {
    const { chance, slope } = proofAt(depths[depth] ?? depths[0], mean);
    expected += chance;
    variance += chance * (1 - chance);
    slopes += slope;
  }
  const proved = last.filter((one) => one.proved).length;
  // What was expected is itself not known better than the ability is.
  const spread = Math.sqrt(variance + (slopes * sd) ** 2);
  return expected - proved > tooLow * spread ? { of: window, proved, expected } : undefined;
};

/** Whether a model does worse than it used to: by the last outcomes in which it does worst, the more the better. */
export const fallOf = (tally: Tally): Fall | undefined => {
  const falls = windows.flatMap((window) => fallIn(tally, window) ?? []);
  return falls.reduce<Fall | undefined>(
    (worst, fall) => (worst === undefined || fall.proved / fall.of <= worst.proved / worst.of ? fall : worst),
    undefined,
  );
};

/** The tally of a model that has become worse, as if only its last outcomes had been; what it costs is as well known as before. */
export const sinceFall = (tally: Tally, { of }: Fall): Tally => {
  const last = tally.recent.slice(-of);
  const cells = tally.cells.map((cell): Cell => {
    const { proved, failed } = among(cell, last);
    const share = (proved + failed) / Math.max(1, cell.proved + cell.failed);
    return { ...cell, proved, failed, seconds: cell.seconds * share };
  });
  return { ...tally, cells };
};
