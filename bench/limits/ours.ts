import { nothing } from "../../src/core/budget/amounts.ts";
import { book } from "../../src/core/budget/book.ts";
import { forecastsOf, nextWarning, type Forecast } from "../../src/core/budget/forecast.ts";
import { usedOf } from "../../src/core/budget/fund.ts";
import { defaultConfig } from "../../src/core/config.ts";
import type { Event } from "../../src/core/event.ts";
import { evolve } from "../../src/core/evolve.ts";
import { LiveState } from "../../src/core/live.ts";
import type { Task } from "../../src/core/task.ts";
import { makeTask } from "../../test/world/tasks.ts";
import type { Case } from "./cases.ts";
import { hour } from "./series.ts";

/** What the product says of each limit of a case: when it warned, and its forecast at each whole hour. */
export type Told = {
  readonly warnedAt: ReadonlyMap<number, number>;
  readonly forecasts: readonly { readonly at: number; readonly of: ReadonlyMap<number, Forecast> }[];
};

const happen = (state: LiveState, event: Event, at: number): void =>
  evolve(state, { seq: state.seq + 1, at, event });

/** A fleet with one task, whose labels have a budget each: the window is the fleet's day. */
const fleetFor = ({ limits, window }: Case): { readonly state: LiveState; readonly task: Task } => {
  const state = new LiveState();
  const labels = [...new Set(limits)].map(String);
  const task = makeTask("a", { agent: "shell", labels });
  const budgets = labels.map((name) => ({
    over: { kind: "label", name } as const,
    per: "day" as const,
    limit: { tokens: Number(name) },
  }));
  happen(state, { kind: "tasks.changed", set: [task], gone: [] }, window.from);
  happen(state, { kind: "config.changed", config: { ...defaultConfig, budgets } }, window.from);
  return { state, task };
};

const bookUse = (state: LiveState, { task, at, amount }: { task: Task; at: number; amount: number }): void =>
  book(state, { task: task.id, agent: "shell" }, { amounts: { ...nothing, tokens: amount }, at });

const limitedBy = (forecasts: readonly Forecast[]): ReadonlyMap<number, Forecast> =>
  new Map(forecasts.flatMap((one) => (one.unit === "tokens" ? [[one.limit, one] as const] : [])));

const warnAll = (state: LiveState, at: number, warnedAt: Map<number, number>): void => {
  for (let next = nextWarning(state, at); next !== undefined; next = nextWarning(state, at)) {
    happen(state, { kind: "budget.near", warning: next }, at);
    warnedAt.set(next.budget.limit.tokens ?? 0, at);
  }
};

/** Replays the uses of a window, and of the hours before it, through what books, forecasts and warns in the product. */
export const tell = (one: Case): Told => {
  const { series, window, uses } = one;
  const { state, task } = fleetFor(one);
  const warnedAt = new Map<number, number>();
  const forecasts: { at: number; of: ReadonlyMap<number, Forecast> }[] = [];
  for (const use of series.uses)
    if (use.at > window.from - 3 * hour && use.at <= window.from) bookUse(state, { task, ...use });
  happen(state, { kind: "day.began", ...window }, window.from);
  let next = window.from + hour;
  const look = (until: number): void => {
    for (; next < until; next += hour)
      forecasts.push({ at: next, of: limitedBy(forecastsOf(state, usedOf(state.fleet, next), next)) });
  };
  for (const use of uses) {
    look(use.at);
    bookUse(state, { task, ...use });
    warnAll(state, use.at, warnedAt);
  }
  look(window.until);
  return { warnedAt, forecasts };
};
