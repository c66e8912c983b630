import { parseArgs } from "node:util";
import type { Bench } from "./figure.ts";
import { partOf, readData, type Data } from "./routing/data.ts";
import { measure, totalsOf, yardsticksOf } from "./routing/measure.ts";
import { random } from "../test/world/sim.ts";
import { replay, shuffled } from "./routing/replay.ts";

const options = {
  /** CSV with `instance`, `model`, `resolved` and `cost_usd`, plain or gzipped: one run of every model at every task. */
  data: { type: "string" },
  seeds: { type: "string", default: "20" },
  /** `max_attempts` of every task. */
  attempts: { type: "string", default: "6" },
  /** Also with the ladder in an order that tells nothing, and on parts of the data. */
  spread: { type: "boolean", default: false },
} as const;

type Setting = { readonly seeds: number; readonly attempts: number };

const all = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** The ladder that people write, the cheapest first. Its order is all the router is told of the models. */
const ladderOf = (data: Data): number[] => {
  const totals = totalsOf(data);
  return all(data.models.length).sort((a, b) => (totals[a]?.usd ?? 0) - (totals[b]?.usd ?? 0));
};

const run = (data: Data, { seeds, attempts }: Setting, ladderFor?: (seed: number) => number[]) => {
  const usual = ladderOf(data);
  const replays = all(seeds).map((seed) =>
    replay(data, { attempts, ladder: ladderFor?.(seed) ?? usual }, seed + 1),
  );
  return measure(data, replays);
};

/** Who makes a model, as its name begins: the letters before anything else. */
const vendorOf = (model: string): string => /^[a-z]+/i.exec(model)?.[0].toLowerCase() ?? model;

/** The models of the vendor of the strongest model that is not its vendor's only one. */
const oneVendor = (data: Data): { readonly vendor: string; readonly data: Data } => {
  const totals = totalsOf(data);
  const order = all(data.models.length).sort(
    (a, b) =>
      (totals[b]?.right ?? 0) - (totals[a]?.right ?? 0) || (totals[b]?.usd ?? 0) - (totals[a]?.usd ?? 0),
  );
  const vendors = order.map((at) => vendorOf(data.models[at] ?? ""));
  const vendor = vendors.find((name, at) => vendors.indexOf(name, at + 1) !== -1) ?? vendors[0] ?? "";
  const models = all(data.models.length).filter((at) => vendorOf(data.models[at] ?? "") === vendor);
  return { vendor, data: partOf(data, all(data.tasks.length), models) };
};

/** Parts of the data, drawn by chance: half of the tasks, and half of the models. */
const spreadOf = (data: Data, setting: Setting) => {
  const half = (count: number, seed: number): number[] =>
    shuffled(count, random(seed)).slice(0, Math.ceil(count / 2));
  const few = { ...setting, seeds: Math.min(5, setting.seeds) };
  const halves = all(8).map((at) => partOf(data, half(data.tasks.length, at + 1), all(data.models.length)));
  const lines = all(8).map((at) => partOf(data, all(data.tasks.length), half(data.models.length, at + 101)));
  return {
    ladder_that_tells_nothing: run(data, setting, (seed) =>
      shuffled(data.models.length, random(seed + 1001)),
    ),
    half_of_the_tasks: halves.map((part) => run(part, few)),
    half_of_the_models: lines.map((part) => run(part, few)),
  };
};

/** The product's own choice of models, from a cold start, one task after another, against always the strongest model. */
export const benchRouting: Bench = (args, _tell, show) => {
  const { values } = parseArgs({ args, options });
  if (values.data === undefined)
    throw new Error("bench routing wants --data FILE: a CSV with instance, model, resolved and cost_usd");
  const { data, leftOut } = readData(values.data);
  const setting = { seeds: Number(values.seeds), attempts: Number(values.attempts) };
  const { strongest, right, usd } = yardsticksOf(data);
  const vendor = oneVendor(data);
  show({
    ...run(data, setting),
    single_vendor: { vendor: vendor.vendor, models: vendor.data.models.length, ...run(vendor.data, setting) },
    ...(values.spread ? { spread: spreadOf(data, setting) } : {}),
    tasks: data.tasks.length,
    tasks_left_out: leftOut,
    models: data.models.length,
    ...setting,
    always_strongest: {
      model: data.models[strongest],
      right: right / data.tasks.length,
      usd_per_task: usd / data.tasks.length,
    },
    how: "quality: right work let pass, of the right work of always the strongest (unjudged); lower95: 5th percentile of 2000 bootstrap resamples of tasks and seeds together (lower95_of_replays: of seeds alone, for these very tasks). Cold start, ladder cheapest first; the judge passes 10 % of wrong and rejects 5 % of right work.",
  });
};
