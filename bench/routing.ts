import { parseArgs } from "node:util";
import { quantile, type Bench } from "./figure.ts";
import { partOf, readData, type Data } from "./routing/data.ts";
import { all, familyOf, type Half } from "./routing/family.ts";
import { bestInHindsight } from "./routing/hindsight.ts";
import { measure, totalsOf, yardsticksOf, type Measured } from "./routing/measure.ts";
import { replay } from "./routing/replay.ts";

const options = {
  /** CSV with `instance`, `model`, `resolved` and `cost_usd`, plain or gzipped: one run of every model at every task. */
  data: { type: "string" },
  seeds: { type: "string", default: "20" },
  /** `max_attempts` of every task. */
  attempts: { type: "string", default: "6" },
  /** Instead on other data of the same kind, made of one half of the tasks: `developed` or `held_out`. */
  family: { type: "string" },
  /** How often each variation of a family is drawn. */
  draws: { type: "string", default: "4" },
} as const;

type Setting = { readonly seeds: number; readonly attempts: number };

/** The ladder that people write, the cheapest first. Its order is all the router is told of the models. */
const ladderOf = (data: Data): number[] => {
  const totals = totalsOf(data);
  return all(data.models.length).sort((a, b) => (totals[a]?.usd ?? 0) - (totals[b]?.usd ?? 0));
};

const run = (data: Data, { seeds, attempts }: Setting): Measured => {
  const ladder = ladderOf(data);
  return measure(
    data,
    all(seeds).map((seed) => replay(data, { attempts, ladder }, seed + 1)),
  );
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

/** The bound of quality that is aimed at. */
const floor = 0.95;

/** What the best fixed order could save, by name; nothing where none is good enough. */
const inHindsight = (data: Data) => {
  const best = bestInHindsight(data, floor);
  return best && { ...best, order: best.order.map((at) => data.models[at]) };
};

const halfNamed = (name: string): Half => {
  if (name === "developed" || name === "held_out") return name;
  throw new Error(`--family is ${name}; it wants developed or held_out`);
};

const spreadOf = (values: readonly number[]) => ({
  median: quantile(values, 0.5),
  p10: quantile(values, 0.1),
});

/** The figures of some variants, in the middle and at the worst tenth. */
const figuresOf = (measured: readonly (Measured & { readonly possible: number })[]) => ({
  lower95: spreadOf(measured.map(({ quality }) => quality.lower95)),
  quality: spreadOf(measured.map(({ quality }) => quality.mean)),
  saved: spreadOf(measured.map(({ saved }) => saved)),
  oracle_share: spreadOf(measured.map((one) => one.oracle_share)),
  best_fixed_order_saves: spreadOf(measured.map(({ possible }) => possible)),
});

const familyFigures = (data: Data, setting: Setting, { half, draws }: { half: Half; draws: number }) => {
  const measured = familyOf(data, half, draws).map((variant) => ({
    of: variant.of,
    ...run(variant.data, setting),
    possible: bestInHindsight(variant.data, floor)?.saved ?? 0,
  }));
  const names = [...new Set(measured.map(({ of }) => of))];
  const figures = names.map((name) => [name, figuresOf(measured.filter(({ of }) => of === name))] as const);
  return { all: figuresOf(measured), ...Object.fromEntries(figures) };
};

/** The product's own choice of models, from a cold start, one task after another, against always the strongest model. */
export const benchRouting: Bench = (args, _tell, show) => {
  const { values } = parseArgs({ args, options });
  if (values.data === undefined)
    throw new Error("bench routing wants --data FILE: a CSV with instance, model, resolved and cost_usd");
  const { data, leftOut } = readData(values.data);
  const setting = { seeds: Number(values.seeds), attempts: Number(values.attempts) };
  if (values.family !== undefined) {
    const [half, draws] = [halfNamed(values.family), Number(values.draws)];
    show({ family: half, draws, ...setting, ...familyFigures(data, setting, { half, draws }) });
    return;
  }
  const { strongest, right, usd } = yardsticksOf(data);
  const vendor = oneVendor(data);
  show({
    ...run(data, setting),
    best_fixed_order: inHindsight(data),
    single_vendor: {
      vendor: vendor.vendor,
      models: vendor.data.models.length,
      ...run(vendor.data, setting),
      best_fixed_order: inHindsight(vendor.data),
    },
    tasks: data.tasks.length,
    tasks_left_out: leftOut,
    models: data.models.length,
    ...setting,
    always_strongest: {
      model: data.models[strongest],
      right: right / data.tasks.length,
      usd_per_task: usd / data.tasks.length,
    },
    how: "quality: right work let pass, of the right work of always the strongest (unjudged); lower95: 5th percentile of 2000 bootstrap resamples of tasks and seeds together (lower95_of_replays: of seeds alone, for these very tasks). Cold start, ladder cheapest first; the judge passes 10 % of wrong and rejects 5 % of right work. best_fixed_order: the order that saves most at a lower95 of 0.95 for who knows all outcomes beforehand, but tries in one order at every task.",
  });
};
