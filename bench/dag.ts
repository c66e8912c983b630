import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { courseOf } from "../src/core/estimate/course.ts";
import { readGraph } from "../src/core/graph.ts";
import { random } from "../src/core/random.ts";
import { compareReady, readyBy } from "../src/core/ready.ts";
import { turnsOf, wishesOf } from "../src/core/turn.ts";
import { makeTask } from "../test/world/tasks.ts";
import type { Bench } from "./figure.ts";
import { normal } from "./normal.ts";

const options = {
  /** A JSON array of graphs, plain or gzipped: `runtime` in seconds and `deps`, the numbers of its parents, for each task. */
  data: { type: "string" },
  /** How many work at once. */
  workers: { type: "string", default: "4,16,100" },
} as const;

/** Tasks with how long each takes, in seconds, and which others each waits for. */
type Workflow = {
  readonly runtime: readonly number[];
  readonly deps: readonly (readonly number[])[];
};

const readWorkflows = (path: string): readonly Workflow[] => {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8")) as Workflow[];
};

const idOf = (n: number): string => `t${String(n).padStart(6, "0")}`;

/** What people would say of each task's time, in seconds, if they knew so much of it; undefined where they say nothing. */
type Guess = (seconds: number) => number | undefined;

const saysNothing: Guess = () => undefined;
const knows: Guess = (seconds) => seconds;

/** Wrong by a half, as often too little as too much: the standard deviation of its logarithm is 0.5. */
const wrongByHalf = (): Guess => {
  const next = random(1);
  return (seconds) => seconds * Math.exp(0.5 * normal(next));
};

/** The order of the queue: all tasks are written at once, and alike but for what people say of their time. */
const queued = ({ deps, runtime }: Workflow, guess: Guess): readonly number[] => {
  const tasks = new Map(
    deps.map((parents, n) => {
      const seconds = guess(runtime[n] as number);
      const estimate = seconds === undefined ? {} : { estimate: seconds / 60 };
      return [idOf(n), makeTask(idOf(n), { dependsOn: parents.map(idOf), ...estimate })];
    }),
  );
  const turns = turnsOf(
    wishesOf(tasks, () => 0),
    readGraph(tasks),
  );
  const order = [...tasks.values()].map((task) => readyBy(turns, task)).sort(compareReady);
  return order.map(({ id }) => turns.graph.numberOf.get(id) as number);
};

const written = ({ deps }: Workflow): readonly number[] => [...deps.keys()];

/** How long all of it takes where whoever is free takes the first that can begin, in seconds. */
const makespan = ({ runtime, deps }: Workflow, order: readonly number[], workers: number): number => {
  const placeOf = new Map(order.map((n, place) => [n, place]));
  const children = order.map((): number[] => []);
  for (const [n, parents] of deps.entries())
    for (const parent of new Set(parents))
      children[placeOf.get(parent) as number]?.push(placeOf.get(n) as number);
  const ends = courseOf(
    {
      size: order.length,
      children: (place) => children[place] as readonly number[],
      parents: (place) => new Set(deps[order[place] as number]).size,
      moving: [],
    },
    { agents: workers, day: { usd: Infinity, spent: 0, left: Infinity } },
    (place) => ({ usd: 0, seconds: runtime[order[place] as number] as number }),
  );
  return Math.max(...ends);
};

const longest = (of: readonly number[], time: (n: number) => number): number =>
  of.reduce((most, n) => Math.max(most, time(n)), 0);

/**
 * What no order can beat: of all that begins after some time at the earliest and has so much to come behind it, the work
 * by the number of workers, with the time before and behind.
 */
const lowerBound = ({ runtime, deps }: Workflow, workers: number): number => {
  const tasks = new Map(deps.map((parents, n) => [idOf(n), { id: idOf(n), dependsOn: parents.map(idOf) }]));
  const { sorted, starts, children } = readGraph(tasks);
  const time = (n: number): number => runtime[n] as number;
  const heads: number[] = [];
  for (const n of sorted)
    heads[n] = longest(deps[n] as readonly number[], (parent) => (heads[parent] as number) + time(parent));
  const tails: number[] = [];
  for (const n of sorted.toReversed())
    tails[n] = longest(
      [...children.subarray(starts[n], starts[n + 1])],
      (child) => (tails[child] as number) + time(child),
    );
  let bound = longest([...sorted], (n) => (heads[n] as number) + time(n) + (tails[n] as number));
  const byTail = [...sorted].sort((a, b) => (tails[b] as number) - (tails[a] as number));
  for (const head of new Set(heads)) {
    let work = 0;
    for (const n of byTail) {
      if ((heads[n] as number) < head) continue;
      work += time(n);
      bound = Math.max(bound, head + work / workers + (tails[n] as number));
    }
  }
  return bound;
};

const orders = (): Readonly<Record<string, (workflow: Workflow) => readonly number[]>> => {
  const half = wrongByHalf();
  return {
    as_written: written,
    queue: (workflow) => queued(workflow, saysNothing),
    queue_with_estimates_wrong_by_half: (workflow) => queued(workflow, half),
    queue_with_exact_estimates: (workflow) => queued(workflow, knows),
  };
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** How much longer than any order must take graphs of real tasks take in the order of the queue, by how many work at once. */
export const benchDag: Bench = (args, tell) => {
  const { values } = parseArgs({ args, options });
  if (values.data === undefined)
    throw new Error("--data FILE is missing: a JSON array of graphs, as shared/data/dag/wfinstances.json.gz");
  const workflows = readWorkflows(values.data);
  for (const workers of values.workers.split(",").map(Number)) {
    const bounds = workflows.map((workflow) => lowerBound(workflow, workers));
    for (const [name, orderOf] of Object.entries(orders())) {
      const ratios = workflows.map(
        (workflow, at) => makespan(workflow, orderOf(workflow), workers) / (bounds[at] as number),
      );
      tell({ name: `makespan_by_bound.${name}.${workers}_workers`, value: mean(ratios), unit: "ratio" });
    }
  }
};
