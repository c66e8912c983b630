import type { Fleet, State } from "../state.ts";
import { units, type Unit } from "./amounts.ts";
import { overName, type Budget } from "./budget.ts";
import { usedOf, type Fund } from "./fund.ts";
import { hourly } from "./lately.ts";

/** How something that is limited goes on like this. */
export type Forecast = {
  readonly fund: Fund;
  readonly unit: Unit;
  readonly limit: number;
  /** What is used of it an hour. */
  readonly hourly: number;
  /** When it is used up at this pace; missing where that is not before it begins anew, or never. */
  readonly hit?: number;
};

/** What a person is warned of. */
export type Warning = {
  readonly budget: Budget;
  readonly unit: Unit;
  readonly used: number;
  readonly hit?: number;
  /** Until when it counts; missing for what is counted in all. */
  readonly until?: number;
};

const hour = 3_600_000;

const forecastOf = (
  fleet: Fleet,
  { fund, unit }: Pick<Forecast, "fund" | "unit">,
  now: number,
): Forecast[] => {
  const limit = fund.budget.limit[unit];
  if (limit === undefined) return [];
  const pace = hourly(fleet.lately, overName(fund.budget.over), now)[unit];
  const left = Math.max(0, limit - fund.used[unit]);
  const hit = pace > 0 ? Math.round(now + (left / pace) * hour) : Infinity;
  return [{ fund, unit, limit, hourly: pace, ...(hit < (fund.until ?? Infinity) ? { hit } : {}) }];
};

/** How every limit of some budgets goes on like this. */
export const forecastsOf = (
  { fleet }: Pick<State, "fleet">,
  funds: readonly Fund[],
  now: number,
): readonly Forecast[] =>
  funds.flatMap((fund) => units.flatMap((unit) => forecastOf(fleet, { fund, unit }, now)));

/** A budget is nearly used up once so much of it is; so long before it is, a person is warned, in milliseconds. */
const [nearly, ahead] = [0.8, hour / 2];

/** Before so much of it is used its pace says little. */
const telling = 0.1;

const isNear = ({ fund, unit, limit, hit = Infinity }: Forecast, now: number): boolean => {
  const used = fund.used[unit];
  return limit > 0 && (used >= nearly * limit || (used >= telling * limit && hit - now <= ahead));
};

/** One warning for each limit, in each day or week. */
export const markOf = ({ budget, unit, until }: Warning): Readonly<Record<string, number>> => ({
  [`${budget.per} ${overName(budget.over)} ${budget.limit[unit]} ${unit}`]: until ?? 0,
});

const warningOf = ({ fund: { budget, used, until }, unit, hit }: Forecast): Warning => ({
  budget,
  unit,
  used: used[unit],
  ...(hit === undefined ? {} : { hit }),
  ...(until === undefined ? {} : { until }),
});

/** The next budget that a person is to be warned of; undefined where there is none. */
export const nextWarning = (state: State, now: number): Warning | undefined => {
  const { warned = {}, lately } = state.fleet;
  if (lately === undefined) return undefined;
  for (const forecast of forecastsOf(state, usedOf(state.fleet, now), now)) {
    if (!isNear(forecast, now)) continue;
    const warning = warningOf(forecast);
    if (Object.entries(markOf(warning)).some(([key, mark]) => warned[key] !== mark)) return warning;
  }
  return undefined;
};
