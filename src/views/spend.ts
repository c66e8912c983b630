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
  /** What was spent an hour lately. */
  readonly hourly: MicroUsd;
  /** At this pace, at the day's end: never more than the cap lets be spent. */
  readonly forecast: MicroUsd;
  /** When the cap is reached at this pace, where that is before the day ends. */
  readonly exhausted?: number;
};

const [hour, least] = [3_600_000, 600_000];

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

/** The pace of the last hour; of the time since the first dollar where that is shorter, but for ten minutes at least. */
const paceOf = (points: readonly SpendPoint[], now: number): MicroUsd => {
  const first = points.find(({ spent }) => spent > 0)?.at ?? now;
  const over = Math.min(hour, Math.max(least, now - first));
  const before = points.findLast(({ at }) => at <= now - over)?.spent ?? 0;
  return (((points.at(-1)?.spent ?? 0) - before) * hour) / over;
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
  const hourly = paceOf(points, now);
  const forecast = Math.max(spent, Math.min(cap, spent + (hourly * (until - now)) / hour));
  const exhausted = hourly > 0 ? now + (Math.max(0, cap - spent) * hour) / hourly : Infinity;
  return { from, until, points, cap, hourly, forecast, ...(exhausted < until ? { exhausted } : {}) };
};
