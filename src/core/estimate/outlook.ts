import { random } from "../random.ts";
import type { Alike } from "./alike.ts";
import { courseOf, type Agenda, type Bounds, type Taking } from "./course.ts";
import type { Ended } from "./ended.ts";
import { spreadOf, type Range } from "./range.ts";

/** A task whose cost and time are to be foreseen. */
export type AheadTask = {
  readonly alike: Alike;
  /** What it has taken so far. */
  readonly taken: Taking;
  /** The most it may cost in all, in US dollars. */
  readonly cap: number;
  /** What it is added up under. */
  readonly group: string;
};

/** What is ahead of some tasks together. */
export type Sum = {
  readonly tasks: number;
  /** What they will cost from now on, in US dollars. */
  readonly usd: Range;
  /** In how many seconds the last of them is over; Infinity where that never comes. */
  readonly seconds: Range;
  /** In which share of all courses they are over by their date, where they have one. */
  readonly inTime?: number;
};

/** What is ahead of all tasks, and of each group of them. */
export type Outlook = Sum & { readonly groups: ReadonlyMap<string, Sum> };

/** So many tasks are drawn, at most: for few tasks many courses, and for many tasks, whose sums vary little, few. */
const draws = 200_000;
const [fewest, most] = [40, 400];

/** So many of the tasks that took longer have to be known for them alone to tell how one goes on. */
const tellingEnough = 9;

/** Those that took more than this one has taken so far; all, where they are too few to tell. */
const further = (tasks: readonly Ended[], taken: Taking): readonly Ended[] => {
  if (taken.seconds === 0 && taken.usd === 0) return tasks;
  const longer = tasks.filter((one) => one.seconds > taken.seconds && one.usd >= taken.usd);
  return longer.length >= tellingEnough ? longer : tasks;
};

/** What is left of what such a task takes; where it has taken more already, it is as if it began anew. */
const leftOf = ({ usd, seconds, notional }: Ended, taken: Taking, cap: number): Taking => {
  const isLonger = seconds > taken.seconds && usd >= taken.usd;
  const left = isLonger ? usd - taken.usd : usd;
  return {
    usd: Math.min(left, Math.max(0, cap - taken.usd)),
    seconds: isLonger ? seconds - taken.seconds : seconds,
    notional,
  };
};

/** What tasks like one have left to take, as often as they are there: for all tasks of which nothing was done, the same list. */
const poolOf = ({ alike, taken, cap }: AheadTask): readonly Taking[] =>
  further(alike.tasks, taken).map((one) => leftOf(one, taken, cap));

/** Pools of tasks, one for all that are alike in everything. */
const poolsOf = (
  ahead: readonly AheadTask[],
): { readonly pools: (readonly Taking[])[]; readonly of: Int32Array } => {
  const pools: (readonly Taking[])[] = [];
  const known = new Map<Alike["tasks"], Map<number, number>>();
  const of = Int32Array.from(ahead, (one) => {
    const isFresh = one.taken.seconds === 0 && one.taken.usd === 0;
    const byCap = known.get(one.alike.tasks) ?? new Map<number, number>();
    known.set(one.alike.tasks, byCap);
    const before = isFresh ? byCap.get(one.cap) : undefined;
    if (before !== undefined) return before;
    const place = pools.push(poolOf(one)) - 1;
    if (isFresh) byCap.set(one.cap, place);
    return place;
  });
  return { pools, of };
};

type Totals = { usd: number[]; seconds: number[] };

const sumOf = (tasks: number, { usd, seconds }: Totals, due: number | undefined): Sum => ({
  tasks,
  usd: spreadOf(usd),
  seconds: spreadOf(seconds),
  ...(due === undefined ? {} : { inTime: seconds.filter((end) => end <= due).length / seconds.length }),
});

/**
 * Plays what is ahead many times, each time with other takings of tasks like these. Of those, too, each course knows only a
 * sample of its own (a bootstrap): few known tasks make sums as unsure as they are. The same question has the same answer.
 */
export const outlookOf = (
  ahead: readonly AheadTask[],
  { agenda, bounds }: { readonly agenda: Agenda; readonly bounds: Bounds },
  dues: ReadonlyMap<string, number>,
): Outlook => {
  const { pools, of } = poolsOf(ahead);
  const groups = Map.groupBy(ahead.keys(), (task) => (ahead[task] as AheadTask).group);
  const all: Totals = { usd: [], seconds: [] };
  const totals = new Map(
    [...groups.keys()].map((group): [string, Totals] => [group, { usd: [], seconds: [] }]),
  );
  const rounds = Math.min(most, Math.max(fewest, Math.floor(draws / Math.max(1, ahead.length))));
  const next = random(ahead.length);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  for (let round = 0; round < rounds; round += 1) {
    const samples = pools.map((pool) => pool.map(() => pick(pool)));
    const takings = Array.from(of, (pool) => pick(samples[pool] as readonly Taking[]));
    const ends = courseOf(agenda, bounds, (task) => takings[task] as Taking);
    const add = (to: Totals, tasks: readonly number[]): void => {
      to.usd.push(tasks.reduce((sum, task) => sum + (takings[task] as Taking).usd, 0));
      to.seconds.push(tasks.reduce((latest, task) => Math.max(latest, ends[task] as number), 0));
    };
    add(all, [...ahead.keys()]);
    for (const [group, tasks] of groups) add(totals.get(group) as Totals, tasks);
  }
  const sums = [...groups].map(
    ([group, tasks]) => [group, sumOf(tasks.length, totals.get(group) as Totals, dues.get(group))] as const,
  );
  return { ...sumOf(ahead.length, all, undefined), groups: new Map(sums) };
};
