import { random } from "../../src/core/random.ts";
import type { Data } from "./data.ts";
import { verifier, type Ended } from "./replay.ts";

/** What working on every task would give and cost without any choice: by one model, or by one who knows what will come. */
export type Yardsticks = {
  /** Place of the model that is right most often; of two, the dearer. */
  readonly strongest: number;
  readonly right: number;
  readonly usd: number;
  /** What the cheapest run that is right costs, or the cheapest of all where none is. */
  readonly oracleUsd: number;
};

/** What numbers come to together. */
export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** How often each model is right, and what its runs cost in all. */
export const totalsOf = ({
  models,
  runs,
}: Data): readonly { readonly right: number; readonly usd: number }[] =>
  models.map((_, model) => ({
    right: runs.filter((row) => row[model]?.right === true).length,
    usd: sum(runs.map((row) => row[model]?.usd ?? 0)),
  }));

export const yardsticksOf = (data: Data): Yardsticks => {
  const totals = totalsOf(data);
  const order = totals.map((_, at) => at);
  const [strongest = 0] = order.sort((a, b) => {
    const [x, y] = [totals[a], totals[b]];
    return (y?.right ?? 0) - (x?.right ?? 0) || (y?.usd ?? 0) - (x?.usd ?? 0);
  });
  const oracleUsd = sum(
    data.runs.map((row) => {
      const right = row.filter((run) => run.right);
      return Math.min(...(right.length > 0 ? right : row).map(({ usd }) => usd));
    }),
  );
  return { strongest, right: totals[strongest]?.right ?? 0, usd: totals[strongest]?.usd ?? 0, oracleUsd };
};

/** What replays came to beside the yardsticks. */
export type Measured = {
  readonly quality: {
    /** Right work that was let pass, relative to the right work of always the strongest; the mean over all replays. */
    readonly mean: number;
    /** 95 of 100 resamples of tasks and replays are above this. */
    readonly lower95: number;
    /** The same for 97.5 of 100: the lower end of the two-sided interval. */
    readonly lower975: number;
    /** The same for these very tasks: the mean over all replays, less 1.645 standard errors. */
    readonly lower95_of_replays: number;
    /** The same with the last work of a task counted although it was rejected, as cascades without a judge at their end do. */
    readonly last_work_counts: { readonly mean: number; readonly lower95: number };
    /** The same with the strongest's work judged as well: what it has right and the judge rejects does not count either. */
    readonly both_judged: { readonly mean: number; readonly lower95: number };
  };
  /** The share of what always the strongest costs that was not spent. */
  readonly saved: number;
  /** The same of the replay that saved least. */
  readonly saved_least: number;
  /** What one who knows every outcome beforehand saves: nobody can save more. */
  readonly oracle_saved: number;
  /** What was saved, of what one who knows every outcome beforehand saves. */
  readonly oracle_share: number;
  readonly attempts_per_task: number;
};

const resamples = 2000;

/**
 * Relative quality of resampled tasks and replays, smallest first. A resample draws as many tasks, and as many replays, as
 * there are, with replacement; the strongest is counted on the very same tasks.
 */
const resampled = (replays: readonly (readonly boolean[])[], strong: readonly boolean[]): number[] => {
  const next = random(1);
  const draw = (count: number): number => Math.floor(next() * count);
  const qualities: number[] = [];
  for (let round = 0; round < resamples; round += 1) {
    const drawn = replays.map(() => replays[draw(replays.length)] ?? []);
    let [right, base] = [0, 0];
    for (let count = 0; count < strong.length; count += 1) {
      const task = draw(strong.length);
      base += strong[task] === true ? 1 : 0;
      for (const replay of drawn) right += replay[task] === true ? 1 : 0;
    }
    qualities.push(right / drawn.length / base);
  }
  return qualities.sort((a, b) => a - b);
};

/** What a mean is very likely above, one-sided. */
const lowerMean = (values: readonly number[]): number => {
  const mean = sum(values) / values.length;
  const variance = sum(values.map((value) => (value - mean) ** 2)) / Math.max(1, values.length - 1);
  return mean - 1.645 * Math.sqrt(variance / values.length);
};

/** Quality by one reading of what counts as right. */
const qualityOf = (replays: readonly (readonly boolean[])[], strong: readonly boolean[]) => {
  const base = strong.filter(Boolean).length;
  const shares = replays.map((replay) => replay.filter(Boolean).length / base);
  const qualities = resampled(replays, strong);
  const at = (share: number): number => qualities[Math.floor(share * qualities.length)] ?? Number.NaN;
  return {
    mean: sum(shares) / shares.length,
    lower95: at(0.05),
    lower975: at(0.025),
    lower95_of_replays: lowerMean(shares),
  };
};

export const measure = (data: Data, replays: readonly (readonly Ended[])[]): Measured => {
  const { strongest, usd, oracleUsd } = yardsticksOf(data);
  const saved = replays.map((replay) => 1 - sum(replay.map((one) => one.usd)) / usd);
  const tried = sum(replays.map((replay) => sum(replay.map((one) => one.tried.length))));
  const strong = data.runs.map((row) => row[strongest]?.right === true);
  const rights = replays.map((replay) => replay.map((one) => one.right));
  const lasts = replays.map((replay) => replay.map((one) => one.lastRight));
  const quality = qualityOf(rights, strong);
  const last = qualityOf(lasts, strong);
  const passed = 1 - verifier.rejectsRight;
  const mean = sum(saved) / replays.length;
  return {
    quality: {
      ...quality,
      last_work_counts: { mean: last.mean, lower95: last.lower95 },
      both_judged: { mean: quality.mean / passed, lower95: quality.lower95 / passed },
    },
    saved: mean,
    saved_least: Math.min(...saved),
    oracle_saved: 1 - oracleUsd / usd,
    oracle_share: mean / (1 - oracleUsd / usd),
    attempts_per_task: tried / replays.length / data.tasks.length,
  };
};
