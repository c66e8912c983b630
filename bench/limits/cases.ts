import type { Window } from "../../src/core/budget/window.ts";
import { hour, totalOf, type Series, type Use } from "./series.ts";

/** For how long a limit counts. */
export type Length = { readonly name: string; readonly hours: number; readonly every: number };

/** Weeks begin on each day, since ten days hold but one from Monday to Monday. */
export const lengths: readonly Length[] = [
  { name: "5h", hours: 5, every: 5 },
  { name: "day", hours: 24, every: 24 },
  { name: "week", hours: 168, every: 24 },
];

/** A window of a series, and the limits in it: of real windows of that length, such a share stay below each. */
export type Case = {
  readonly series: Series;
  readonly total: (at: number) => number;
  readonly window: Window;
  /** What is used in the window. */
  readonly uses: readonly Use[];
  readonly limits: readonly number[];
};

/** What was looked at while the product was changed, and what it is judged by. */
export type Half = "developed" | "held_out";

/** With so many series in a file, every other one is held out; with fewer, the later half of each. */
const many = 10;

const isOf = (half: Half, { at, of, late }: { at: number; of: number; late: boolean }): boolean =>
  (half === "held_out") === (of >= many ? at % 2 === 1 : late);

const firstOf = ({ from }: Series, { every }: Length): number => {
  const grid = every < 24 ? hour : 24 * hour;
  return Math.ceil(from / grid) * grid;
};

const windowsOf = (series: Series, length: Length): readonly Window[] => {
  const first = firstOf(series, length);
  const count = Math.floor((series.until - first - length.hours * hour) / (length.every * hour)) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, n) => {
    const from = first + n * length.every * hour;
    return { from, until: from + length.hours * hour };
  });
};

/** Between two real totals: what is the very total of a window would be hit in its last minute. */
const limitsAt = (quantiles: readonly number[], totals: readonly number[]): readonly number[] => {
  const sorted = totals.toSorted((a, b) => a - b);
  return quantiles.map((q) => {
    const at = Math.min(sorted.length - 1, Math.max(1, Math.floor(q * sorted.length)));
    return ((sorted[at - 1] ?? 0) + (sorted[at] ?? 0)) / 2;
  });
};

/** All windows of some series in which anything was used, with limits at these quantiles of what was. */
export const casesOf = (
  all: readonly Series[],
  length: Length,
  { quantiles, half }: { readonly quantiles: readonly number[]; readonly half?: Half | undefined },
): readonly Case[] =>
  all.flatMap((series, at) => {
    const total = totalOf(series);
    const busy = windowsOf(series, length).filter(({ from, until }) => total(until) > total(from));
    if (busy.length < 3) return [];
    const limits = limitsAt(
      quantiles,
      busy.map(({ from, until }) => total(until) - total(from)),
    );
    return busy.flatMap((window): Case[] => {
      const late = window.from + window.until >= series.from + series.until;
      if (half !== undefined && !isOf(half, { at, of: all.length, late })) return [];
      const uses = series.uses.filter((use) => use.at > window.from && use.at <= window.until);
      return [{ series, total, window, uses, limits }];
    });
  });

/** When a limit is hit in its window; Infinity where it is not. */
export const hitOf = ({ total, window, uses }: Case, limit: number): number => {
  const before = total(window.from);
  return uses.find(({ at }) => total(at) - before >= limit * (1 - 1e-9))?.at ?? Infinity;
};
