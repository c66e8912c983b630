import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { enough } from "../src/core/estimate/alike.ts";
import type { Ended } from "../src/core/estimate/ended.ts";
import { outlookOf } from "../src/core/estimate/outlook.ts";
import { nextOf, type Range } from "../src/core/estimate/range.ts";
import { random } from "../src/core/random.ts";
import { quantile, type Bench } from "./figure.ts";

const options = {
  /** JSON lines with `costUsd`, `durationMs` and `resolved`, plain or gzipped: one run at each task. */
  data: { type: "string" },
  /** How often the runs are put in another order. */
  orders: { type: "string", default: "200" },
} as const;

type Run = { readonly costUsd: number; readonly durationMs: number; readonly resolved: boolean };

const readRuns = (path: string): readonly Ended[] => {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line, at): Ended => {
      const { costUsd, durationMs, resolved } = JSON.parse(line) as Run;
      const seconds = durationMs / 1000;
      return {
        by: [],
        kind: "other",
        proved: resolved,
        attempts: 1,
        usd: costUsd,
        notional: false,
        seconds,
        at,
      };
    });
};

const shuffled = <T>(items: readonly T[], next: () => number): T[] =>
  items
    .map((item) => ({ item, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

/** How often ranges held, and how wide they were: the most by the least. */
class Score {
  #held = 0;
  readonly #widths: number[] = [];

  add(value: number, { low, high }: Range): void {
    if (value >= low && value <= high) this.#held += 1;
    this.#widths.push(high / low);
  }

  get told() {
    const of = this.#widths.length;
    return { held: this.#held / of, of, high_by_low: quantile(this.#widths, 0.5) };
  }
}

const sum = (tasks: readonly Ended[]): number => tasks.reduce((all, { usd }) => all + usd, 0);

/** What so many tasks together will cost, by those that are known. */
const foretold = (known: readonly Ended[], count: number): Range => {
  const one = {
    alike: { by: "workers", tasks: known },
    taken: { usd: 0, seconds: 0 },
    cap: Infinity,
    group: "",
  } as const;
  const agenda = { size: count, children: () => [], parents: () => 0, moving: [] };
  const bounds = { agents: count, day: { usd: Infinity, spent: 0, left: 86_400 } };
  return outlookOf(
    Array.from({ length: count }, () => one),
    { agenda, bounds },
    new Map(),
  ).usd;
};

/** How often the product's own ranges hold on real runs, in any order: of one task more, and of many together. */
export const benchForecast: Bench = (args, _tell, show) => {
  const { values } = parseArgs({ args, options });
  if (values.data === undefined)
    throw new Error("bench forecast wants --data FILE: JSON lines with costUsd, durationMs and resolved");
  const runs = readRuns(values.data);
  if (runs.length < 2 * enough)
    throw new Error(`${values.data} holds ${runs.length} runs; it wants ${2 * enough}`);
  const next = random(1);
  const [cost, time, batch] = [new Score(), new Score(), new Score()];
  for (let order = 0; order < Number(values.orders); order += 1) {
    const inOrder = shuffled(runs, next);
    for (let at = enough; at < inOrder.length; at += 1) {
      const before = inOrder.slice(0, at);
      const one = inOrder[at] as Ended;
      cost.add(one.usd, nextOf(before.map(({ usd }) => usd)));
      time.add(one.seconds, nextOf(before.map(({ seconds }) => seconds)));
    }
    const half = Math.floor(inOrder.length / 2);
    const [known, rest] = [inOrder.slice(0, half), inOrder.slice(half)];
    batch.add(sum(rest), foretold(known, rest.length));
  }
  show({
    aimed_at: 0.8,
    cost: cost.told,
    time: time.told,
    batch_cost: { ...batch.told, tasks: Math.ceil(runs.length / 2) },
    runs: runs.length,
  });
};
