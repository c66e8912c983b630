import { random } from "../../src/core/random.ts";
import { partOf, type Data, type Run } from "./data.ts";
import { shuffled } from "./replay.ts";
import { synthetic } from "./response.ts";

/** Other data of the same kind: what was varied, and what came of it. */
export type Variant = { readonly of: string; readonly data: Data };

/** The numbers from 0, in their order. */
export const all = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

const withTasks = (data: Data, tasks: readonly number[]): Data =>
  partOf(data, tasks, all(data.models.length));

/** How likely each task is to be drawn, beside the others. */
type Weights = (data: Data) => readonly number[];

const alike: Weights = ({ tasks }) => tasks.map(() => 1);

/** Draws so many tasks, with replacement. */
const drawing =
  (count: number, weightsOf: Weights = alike) =>
  (data: Data, next: () => number): Data => {
    const sums: number[] = [];
    for (const weight of weightsOf(data)) sums.push((sums.at(-1) ?? 0) + weight);
    const draw = (): number => {
      const place = next() * (sums.at(-1) ?? 0);
      return sums.findIndex((sum) => place < sum);
    };
    const part = withTasks(data, all(count).map(draw));
    // Each is a task of its own: the router draws from its name.
    return { ...part, tasks: part.tasks.map((task, at) => `${task}#${at}`) };
  };

/** As many tasks as the part that results are judged on has. */
const usual = drawing(199);

const withModels = (data: Data, count: number, next: () => number): Data =>
  partOf(data, all(data.tasks.length), shuffled(data.models.length, next).slice(0, count));

/** Every model's costs times a factor of its own, from a half to twice. */
const repriced = (data: Data, next: () => number): Data => {
  const factors = data.models.map(() => 2 ** (2 * next() - 1));
  const runs = data.runs.map((row) =>
    row.map(({ right, usd }, at): Run => ({ right, usd: usd * (factors[at] ?? 1) })),
  );
  return { ...data, runs };
};

/** Of how many models each task is beyond. */
const failures = ({ runs }: Data): number[] => runs.map((row) => row.filter(({ right }) => !right).length);

const repositoryOf = (task: string): string => task.split("__")[0] ?? task;

/** The repository with most tasks alone, or all others. */
const ofRepositories = (data: Data, isLargest: boolean): Data => {
  const names = data.tasks.map(repositoryOf);
  const count = (name: string): number => names.filter((one) => one === name).length;
  const largest = names.reduce((most, name) => (count(name) > count(most) ? name : most), names[0] ?? "");
  return withTasks(
    data,
    all(data.tasks.length).filter((at) => (names[at] === largest) === isLargest),
  );
};

/** What is varied, and how. */
const variations: Readonly<Record<string, (data: Data, next: () => number) => Data>> = {
  "100 tasks": drawing(100),
  "199 tasks": usual,
  "301 tasks": drawing(301),
  "500 tasks": drawing(500),
  "largest repository": (data, next) => usual(ofRepositories(data, true), next),
  "other repositories": (data, next) => usual(ofRepositories(data, false), next),
  "hard tasks": drawing(199, (data) => failures(data).map((count) => count + 1)),
  "easy tasks": drawing(199, (data) => failures(data).map((count) => data.models.length - count + 1)),
  "half of the models": (data, next) =>
    usual(withModels(data, Math.ceil(data.models.length / 2), next), next),
  "six models": (data, next) => usual(withModels(data, 6, next), next),
  "other prices": (data, next) => usual(repriced(data, next), next),
  synthetic: (data, next) => synthetic(data, 199, next),
};

/** Which tasks a family is drawn from. */
export type Half = "developed" | "held_out";

/**
 * Variants of one half of the tasks: what is developed on sees the first half only, what is held out the second. Each
 * variation is drawn so many times.
 */
export const familyOf = (data: Data, half: Half, draws: number): Variant[] => {
  const middle = Math.ceil(data.tasks.length / 2);
  const order = shuffled(data.tasks.length, random(5));
  const base = withTasks(data, half === "developed" ? order.slice(0, middle) : order.slice(middle));
  return Object.entries(variations).flatMap(([of, vary], at) =>
    all(draws).map((draw) => ({
      of,
      data: vary(base, random(1000 * (at + 1) + draw + (half === "developed" ? 0 : 500_000))),
    })),
  );
};
