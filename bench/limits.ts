import { basename } from "node:path";
import { parseArgs } from "node:util";
import type { Bench } from "./figure.ts";
import { casesOf, lengths, type Half, type Length } from "./limits/cases.ts";
import { amountsOf } from "./limits/amounts.ts";
import { tell } from "./limits/ours.ts";
import { readSeries, type Series } from "./limits/series.ts";
import { Tally } from "./limits/tally.ts";

const options = {
  /** CSV, JSON or JSON lines of real use, plain or gzipped: by the hour, or events of agents. */
  data: { type: "string", multiple: true },
  /** Limits are set so that such a share of the real windows stays below them. */
  quantiles: { type: "string", default: "0.5,0.75,0.9" },
  /** Only what was looked at while the product was changed (`developed`), or the rest (`held_out`). */
  half: { type: "string" },
  short: { type: "boolean", default: false },
} as const;

type Setting = { readonly quantiles: readonly number[]; readonly half?: Half | undefined };

const figuresOf = (all: readonly Series[], length: Length, setting: Setting) => {
  const cases = casesOf(all, length, setting);
  if (cases.length === 0) return undefined;
  const heard = cases.map((one) => ({ one, told: tell(one) }));
  const tally = new Tally();
  for (const { one, told } of heard) tally.add(one, told);
  return { window: length.name, windows: cases.length, ...tally.told, ...amountsOf(heard) };
};

const halfNamed = (name: string | undefined): Half | undefined => {
  if (name === undefined || name === "developed" || name === "held_out") return name;
  throw new Error(`--half is ${name}; it wants developed or held_out`);
};

/** Real use, replayed through what the product books, forecasts and warns by, with limits that are hit at times. */
export const benchLimits: Bench = (args, _tell, show) => {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const paths = [...(values.data ?? []), ...positionals];
  if (paths.length === 0)
    throw new Error(
      "bench limits wants --data FILE…: real use by the hour (.csv, .json), or events (.jsonl)",
    );
  const setting = {
    quantiles: values.short ? [0.75] : values.quantiles.split(",").map(Number),
    half: halfNamed(values.half),
  };
  for (const path of paths) {
    const all = readSeries(path);
    const some = values.short ? all.slice(0, 3) : all;
    for (const length of values.short ? lengths.slice(1, 2) : lengths) {
      const figures = figuresOf(some, length, setting);
      if (figures !== undefined)
        show({
          data: basename(path),
          series: some.length,
          ...(setting.half && { half: setting.half }),
          ...figures,
        });
    }
  }
};
