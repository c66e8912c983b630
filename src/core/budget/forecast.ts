import type { Fleet, State } from "../state.ts";
import { units, type Unit } from "./amounts.ts";
import { overName, type Budget } from "./budget.ts";
import { usedOf, type Fund } from "./fund.ts";
import { hourly, perHour } from "./lately.ts";
import { mean, runOutOf, type RunOut } from "./run-out.ts";

/** How something that is limited goes on like this. */
export type Forecast = Partial<RunOut> & {
  readonly fund: Fund;
  readonly unit: Unit;
  readonly limit: number;
  /** What was used of it in the last hour. */
  readonly hourly: number;
  /** What is used of it once it begins anew, whatever the limit; missing for what is counted in all. */
  readonly byEnd?: number;
};

/** What a person is warned of. */
export type Warning = Partial<RunOut> & {
  readonly budget: Budget;
  readonly unit: Unit;
  readonly used: number;
  /** Until when it counts; missing for what is counted in all. */
  readonly until?: number;
};

const hour = 3_600_000;

/** The pace of an hour says nothing of what is farther away than this, in milliseconds. */
const farthest = 7 * 24 * hour;

/** What is used an hour: in the last one, and from the window's beginning until now. */
const pacesOf = (fleet: Fleet, { fund, unit }: Pick<Forecast, "fund" | "unit">, now: number): number[] => {
  const { budget, used, from } = fund;
  const lately = hourly(fleet.lately, overName(budget.over), now)[unit];
  return from === undefined ? [lately] : [lately, perHour(used[unit], now - from)];
};

const forecastOf = (
  fleet: Fleet,
  { fund, unit }: Pick<Forecast, "fund" | "unit">,
  now: number,
): Forecast[] => {
  const limit = fund.budget.limit[unit];
  if (limit === undefined) return [];
  const { used, until } = fund;
  const paces = pacesOf(fleet, { fund, unit }, now);
  const left = Math.max(0, limit - used[unit]);
  return [
    {
      fund,
      unit,
      limit,
      hourly: paces[0] ?? 0,
      ...runOutOf({ left, until: until ?? now + farthest, paces }, now),
      ...(until === undefined ? {} : { byEnd: used[unit] + (mean(paces) * (until - now)) / hour }),
    },
  ];
};

/** How every limit of some budgets goes on like this. */
export const forecastsOf = (
  { fleet }: Pick<State, "fleet">,
  funds: readonly Fund[],
  now: number,
): readonly Forecast[] =>
  funds.flatMap((fund) => units.flatMap((unit) => forecastOf(fleet, { fund, unit }, now)));

/** A person is warned so long before it may be used up, in milliseconds. */
const ahead = hour;

/** What never begins anew is used up one day: a person is warned once so much of it is. */
const nearly = 0.8;

/** Before so much of it is used its pace says little. */
const telling = 0.1;

const isNear = ({ fund, unit, limit, soonest = Infinity }: Forecast, now: number): boolean => {
  const used = fund.used[unit];
  if (limit <= 0) return false;
  if (fund.budget.per === "all" && used >= nearly * limit) return true;
  return used >= telling * limit && soonest - now <= ahead;
};

/** One warning for each limit, in each day or week. */
export const markOf = ({ budget, unit, until }: Warning): Readonly<Record<string, number>> => ({
  [`${budget.per} ${overName(budget.over)} ${budget.limit[unit]} ${unit}`]: until ?? 0,
});

const warningOf = ({ fund, unit, soonest, hit, latest }: Forecast): Warning => ({
  budget: fund.budget,
  unit,
  used: fund.used[unit],
  ...(soonest === undefined ? {} : { soonest }),
  ...(hit === undefined ? {} : { hit }),
  ...(latest === undefined ? {} : { latest }),
  ...(fund.until === undefined ? {} : { until: fund.until }),
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
