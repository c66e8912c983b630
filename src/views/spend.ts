import { forecastsOf } from "../core/budget/forecast.ts";
import { usedOf } from "../core/budget/fund.ts";
import { charged } from "../core/meter.ts";
import type { MicroUsd } from "../core/prices.ts";
import { dayOf } from "../core/spending.ts";
import type { State } from "../core/state.ts";

/** A moment, and all that was spent in the day until then. */
type SpendPoint = { readonly at: number; readonly spent: MicroUsd };

/** How the day's money went, and where it goes if it goes on like this. */
export type Spend = {
  readonly from: number;
  readonly until: number;
  /** From nothing at the day's beginning to what is spent now; an attempt counts when it ended. */
  readonly points: readonly SpendPoint[];
  readonly cap: MicroUsd;
  /** What was spent in the last hour. */
  readonly hourly: MicroUsd;
  /** At this pace, at the day's end: never more than the cap lets be spent. */
  readonly forecast: MicroUsd;
  /** When the cap is reached at this pace, where that is before the day ends. */
  readonly exhausted?: number;
};

const endedIn = (state: State, from: number): SpendPoint[] =>
  [...state.records.values()]
    .flatMap(({ past }) =>
      past.flatMap(({ endedAt, meter }) =>
        endedAt < from || meter === undefined ? [] : [{ at: endedAt, spent: charged(meter) }],
      ),
    )
    .sort((a, b) => a.at - b.at);

const summed = (ended: readonly SpendPoint[]): SpendPoint[] => {
  let spent = 0;
  return ended.map((point) => ({ at: point.at, spent: (spent += point.spent) }));
};

/** How the day's money goes; undefined while no engine has begun a day. */
export const spendOf = (state: State, now: number): Spend | undefined => {
  const { spent, cap, until } = dayOf(state, now);
  const from = state.fleet.day?.from;
  if (until === undefined || from === undefined) return undefined;
  const points = [
    { at: from, spent: 0 },
    ...summed(endedIn(state, from)).filter((point) => point.spent <= spent),
    { at: now, spent },
  ];
  const day = usedOf(state.fleet, now).filter(
    ({ budget }) => budget.per === "day" && budget.over.kind === "fleet",
  );
  const { hourly = 0, byEnd = spent, hit } = forecastsOf(state, day, now)[0] ?? {};
  const forecast = Math.max(spent, Math.min(cap, byEnd));
  return { from, until, points, cap, hourly, forecast, ...(hit === undefined ? {} : { exhausted: hit }) };
};
