import { random } from "../random.ts";
import { enough, type Alike } from "./alike.ts";
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
const most = 200_000;
const rounds = { fewest: 40, most: 400 } as const;

/** Those that took more than one has taken so far; all, where they are too few to tell. */
export const further = (tasks: readonly Ended[], taken: Taking): readonly Ended[] => {
  if (taken.seconds === 0 && taken.usd === 0) return tasks;
  const longer = tasks.filter((one) => isLonger(one, taken));
  return longer.length >= enough ? longer : tasks;
};

const isLonger = ({ usd, seconds }: Ended, taken: Taking): boolean =>
  seconds > taken.seconds && usd >= taken.usd;

/** What is left of what such a task takes; where it has taken more already, it is as if it began anew. */
const leftOf = (one: Ended, { taken, cap }: AheadTask): Taking => {
  const begun = isLonger(one, taken) ? taken : { usd: 0, seconds: 0 };
  return {
    usd: Math.min(one.usd - begun.usd, Math.max(0, cap - taken.usd)),
    seconds: one.seconds - begun.seconds,
    notional: one.notional,
  };
};

/** So often one that took longer is looked for in a sample before it is taken from all that did. */
const tries = 8;

/** Draws what tasks take. */
class Draws {
  readonly #next: () => number;
  readonly #ahead: readonly AheadTask[];
  readonly #lists: ReadonlySet<readonly Ended[]>;
  /** Of tasks that are judged by fewer than are like them, since something was done at them: those few. */
  readonly #further = new Map<number, readonly Ended[]>();

  constructor(ahead: readonly AheadTask[]) {
    this.#next = random(ahead.length);
    this.#ahead = ahead;
    this.#lists = new Set(ahead.map(({ alike }) => alike.tasks));
    for (const [task, { alike, taken }] of ahead.entries()) {
      const few = further(alike.tasks, taken);
      if (few !== alike.tasks) this.#further.set(task, few);
    }
  }

  /** What each task takes in one course. Of those known it knows a sample of its own, one for all that are judged by the same. */
  round(): readonly Taking[] {
    const samples = new Map(Array.from(this.#lists, (list) => [list, list.map(() => this.#pick(list))]));
    return this.#ahead.map((task, at) =>
      leftOf(this.#like(samples.get(task.alike.tasks) as readonly Ended[], at), task),
    );
  }

  #like(sample: readonly Ended[], task: number): Ended {
    const few = this.#further.get(task);
    if (few === undefined) return this.#pick(sample);
    const { taken } = this.#ahead[task] as AheadTask;
    for (let left = tries; left > 0; left -= 1) {
      const one = this.#pick(sample);
      if (isLonger(one, taken)) return one;
    }
    return this.#pick(few);
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#next() * list.length)] as T;
  }
}

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
  const draw = new Draws(ahead);
  const groups = Map.groupBy(ahead.keys(), (task) => (ahead[task] as AheadTask).group);
  const all: Totals = { usd: [], seconds: [] };
  const totals = new Map(
    [...groups.keys()].map((group): [string, Totals] => [group, { usd: [], seconds: [] }]),
  );
  const often = Math.min(rounds.most, Math.max(rounds.fewest, Math.floor(most / Math.max(1, ahead.length))));
  for (let round = 0; round < often; round += 1) {
    const takings = draw.round();
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
