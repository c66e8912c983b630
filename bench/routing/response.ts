import { normal } from "../normal.ts";
import type { Data, Run } from "./data.ts";
import { totalsOf } from "./measure.ts";

const logit = (share: number): number => Math.log(share / (1 - share));
const chance = (x: number): number => 1 / (1 + Math.exp(-x));

/** Between 0 and 1, but neither. */
const shareOf = (right: number, of: number): number => (right + 0.5) / (of + 1);

/** How far tasks and attempts spread the logarithms of costs. */
type Costs = { readonly level: readonly number[]; readonly task: number; readonly attempt: number };

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const spreadOf = (numbers: readonly number[]): number => {
  const middle = mean(numbers);
  return Math.sqrt(mean(numbers.map((one) => (one - middle) ** 2)));
};

const costsOf = ({ runs, models }: Data): Costs => {
  const logs = runs.map((row) => row.map(({ usd }) => Math.log(Math.max(usd, 1e-4))));
  const level = models.map((_, at) => mean(logs.map((row) => row[at] ?? 0)));
  const sizes = logs.map((row) => mean(row.map((one, at) => one - (level[at] ?? 0))));
  const rests = logs.flatMap((row, task) =>
    row.map((one, at) => one - (level[at] ?? 0) - (sizes[task] ?? 0)),
  );
  return { level, task: spreadOf(sizes), attempt: spreadOf(rests) };
};

/**
 * Data that nobody measured, from a model of answers fitted to data that somebody did: a task has the hardness of a task
 * drawn from it, shaken a little; a model is right with a chance that falls with hardness, so that its mean is what it was;
 * costs rise with a task's size, and sizes with hardness.
 */
export const synthetic = (data: Data, count: number, next: () => number): Data => {
  const totals = totalsOf(data);
  const [tasks, models] = [data.tasks.length, data.models.length];
  const hardness = data.runs.map(
    (row) => -1.5 * logit(shareOf(row.filter(({ right }) => right).length, models)),
  );
  const abilities = totals.map(({ right }) => abilityFor(shareOf(right, tasks), hardness));
  const costs = costsOf(data);
  const widest = spreadOf(hardness);
  const rowOf = (): Run[] => {
    const hard = (hardness[Math.floor(next() * tasks)] ?? 0) + 0.5 * normal(next);
    const size = costs.task * (0.5 * (hard / widest) + 0.85 * normal(next));
    return data.models.map((_, at) => ({
      right: next() < chance((abilities[at] ?? 0) - hard),
      usd: Math.exp((costs.level[at] ?? 0) + size + costs.attempt * normal(next)),
    }));
  };
  const rows = Array.from({ length: count }, rowOf);
  return { models: data.models, tasks: rows.map((_, at) => `synthetic-${at}`), runs: rows };
};

/** The ability that is right at such a share of tasks of these hardnesses. */
const abilityFor = (share: number, hardness: readonly number[]): number => {
  let [low, high] = [-20, 20];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (mean(hardness.map((hard) => chance(middle - hard))) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};
