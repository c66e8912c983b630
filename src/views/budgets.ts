import type { Unit } from "../core/budget/amounts.ts";
import { forecastsOf } from "../core/budget/forecast.ts";
import { fundsOf } from "../core/budget/fund.ts";
import type { State } from "../core/state.ts";
import { budgetKey, budgetName } from "./budget-words.ts";

/** One limit of a budget: how it stands and where it goes. */
export type BudgetRow = {
  readonly name: string;
  /** Where it is written in `traffic.yaml`. */
  readonly key: string;
  readonly unit: Unit;
  readonly limit: number;
  readonly used: number;
  readonly reserved: number;
  /** When it begins anew; missing for what is counted in all. */
  readonly until?: number;
  /** What is used of it an hour, and when it is used up at this pace, where that comes first. */
  readonly hourly: number;
  readonly hit?: number;
};

/** Every limit of every budget that is over more than one task. */
export const budgetRows = (state: State, now: number): readonly BudgetRow[] =>
  forecastsOf(state, fundsOf(state, now), now).map(({ fund, unit, limit, hourly, hit }) => ({
    name: budgetName(fund.budget, unit),
    key: budgetKey(fund.budget, unit),
    unit,
    limit,
    used: fund.used[unit],
    reserved: fund.reserved[unit],
    ...(fund.until === undefined ? {} : { until: fund.until }),
    hourly: Math.round(hourly),
    ...(hit === undefined ? {} : { hit }),
  }));
