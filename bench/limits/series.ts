import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";

/** So much used at a moment, in milliseconds since the epoch. */
export type Use = { readonly at: number; readonly amount: number };

/** What somebody used, in the order of time. */
export type Series = {
  readonly name: string;
  readonly uses: readonly Use[];
  readonly from: number;
  readonly until: number;
};

export const hour = 3_600_000;

/** What is known by the hour is spread evenly over it: one use in the middle of each two minutes. */
const slots = 30;

const ofHours = (name: string, hours: readonly number[], from: number): Series => ({
  name,
  from,
  until: from + hours.length * hour,
  uses: hours.flatMap((amount, at) =>
    amount > 0
      ? Array.from({ length: slots }, (_, slot) => ({
          at: from + at * hour + ((slot + 0.5) * hour) / slots,
          amount: amount / slots,
        }))
      : [],
  ),
});

/** An object of lists, a number an hour from a midnight on. */
const ofJson = (text: string): Series[] =>
  Object.entries(JSON.parse(text) as Record<string, readonly number[]>).map(([name, hours]) =>
    ofHours(name, hours, 0),
  );

/** Rows with the hour since the epoch: dollars, and the tokens that budgets count. */
const ofCsv = (text: string): Series[] => {
  const [head = "", ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(",");
  const rows = lines.map((line) => line.split(",").map(Number));
  const at = names.findIndex((name) => name.startsWith("hour"));
  const first = rows[0]?.[at];
  if (first === undefined) throw new Error(`found columns ${head}; it wants one that begins with "hour"`);
  const count = (rows.at(-1)?.[at] ?? first) - first + 1;
  const sumOf = (wanted: (name: string) => boolean): number[] => {
    const hours = Array.from({ length: count }, () => 0);
    for (const row of rows)
      for (const [n, name] of names.entries())
        if (wanted(name))
          hours[(row[at] ?? 0) - first] = (hours[(row[at] ?? 0) - first] ?? 0) + (row[n] ?? 0);
    return hours;
  };
  return [
    ofHours(
      "dollars",
      sumOf((name) => name.startsWith("usd")),
      first * hour,
    ),
    ofHours(
      "tokens",
      sumOf((name) => ["input", "cache_write", "output"].includes(name)),
      first * hour,
    ),
  ].filter(({ uses }) => uses.length > 0);
};

type Line = { readonly t: number; readonly u?: readonly number[]; readonly mid?: string };

/** Events of agents with `t` and `u`: [input, cache write, cache read, output]; each message counts once. */
const ofEvents = (text: string): Series[] => {
  const seen = new Set<string>();
  const uses = text
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line): Use[] => {
      const { t, u, mid } = JSON.parse(line) as Line;
      if (u === undefined || (mid !== undefined && seen.has(mid))) return [];
      if (mid !== undefined) seen.add(mid);
      return [{ at: t, amount: (u[0] ?? 0) + (u[1] ?? 0) + (u[3] ?? 0) }];
    })
    .sort((a, b) => a.at - b.at);
  const [from, until] = [uses[0]?.at ?? 0, uses.at(-1)?.at ?? 0];
  return [
    { name: "events", uses, from: Math.floor(from / hour) * hour, until: Math.ceil(until / hour) * hour },
  ];
};

/** What a file holds: `.csv`, `.json` or `.jsonl`, plain or gzipped. */
export const readSeries = (path: string): readonly Series[] => {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const name = basename(path).replace(/\.gz$/, "");
  const read = name.endsWith(".csv") ? ofCsv : name.endsWith(".jsonl") ? ofEvents : ofJson;
  try {
    const all = read(text);
    if (all.some(({ uses }) => uses.length > 0)) return all;
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  throw new Error(`${path} holds no use of anything`);
};

/** What was used up to each moment, quickly looked up. */
export const totalOf = ({ uses }: Series): ((at: number) => number) => {
  const ats = Float64Array.from(uses, ({ at }) => at);
  const sums = new Float64Array(uses.length + 1);
  for (const [n, { amount }] of uses.entries()) sums[n + 1] = (sums[n] ?? 0) + amount;
  return (at) => {
    let [low, high] = [0, ats.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ats[middle] ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    return sums[low] ?? 0;
  };
};
