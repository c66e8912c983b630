import type { Unit } from "../core/budget/amounts.ts";
import { forecastsOf, type Forecast } from "../core/budget/forecast.ts";
import { fundsOf } from "../core/budget/fund.ts";
import type { RunOut } from "../core/budget/run-out.ts";
import type { State } from "../core/state.ts";
import { budgetKey, budgetName } from "./budget-words.ts";

/** One limit of a budget: how it stands and where it goes. */
export type BudgetRow = Partial<RunOut> & {
  readonly name: string;
  /** Where it is written in `traffic.yaml`. */
  readonly key: string;
  readonly unit: Unit;
  readonly limit: number;
  readonly used: number;
  readonly reserved: number;
  /** When it begins anew; missing for what is counted in all. */
  readonly until?: number;
  /** What was used of it in the last hour. */
  readonly hourly: number;
};

const rowOf = ({ fund, unit, limit, hourly, soonest, hit, latest }: Forecast): BudgetRow => ({
  name: budgetName(fund.budget, unit),
  key: budgetKey(fund.budget, unit),
  unit,
  limit,
  used: fund.used[unit],
  reserved: fund.reserved[unit],
  ...(fund.until === undefined ? {} : { until: fund.until }),
  hourly: Math.round(hourly),
  ...(soonest === undefined ? {} : { soonest }),
  ...(hit === undefined ? {} : { hit }),
  ...(latest === undefined ? {} : { latest }),
});

/** Every limit of every budget that is over more than one task. */
export const budgetRows = (state: State, now: number): readonly BudgetRow[] =>
  forecastsOf(state, fundsOf(state, now), now).map(rowOf);

/** The rows that say more than the line of the day's money does: that one has its own place everywhere. */
export const besideDay = (rows: readonly BudgetRow[]): readonly BudgetRow[] =>
  rows.filter(({ key, soonest }) => key !== "caps.day_usd" || soonest !== undefined);
