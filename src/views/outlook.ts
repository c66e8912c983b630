import { alikeTo, type Alike } from "../core/estimate/alike.ts";
import { type Ended, endedOf, workerKey, type PastWork } from "../core/estimate/ended.ts";
import type { Agenda, Bounds, Taking } from "../core/estimate/course.ts";
import { hindsightOf, type Hindsight } from "../core/estimate/hindsight.ts";
import { outlookOf, type AheadTask, type Sum } from "../core/estimate/outlook.ts";
import { usedOf } from "../core/budget/fund.ts";
import { worth } from "../core/meter.ts";
import type { Roadmap } from "../core/roadmap.ts";
import { kindOf } from "../core/route/kind.ts";
import { askedOf, rungsOf } from "../core/rung.ts";
import { capOf } from "../core/spending.ts";
import { attemptOf, type State } from "../core/state.ts";
import type { Task, TaskId } from "../core/task.ts";
import { estimatedOf, type Estimated } from "./estimated.ts";
import { roadmapRows, type MilestoneRow } from "./milestones.ts";
import { inTurn } from "./order.ts";
import { planOncePaid } from "./once-paid.ts";
import type { Plan } from "./plan.ts";

/** What forecasts are made of. */
export type Known = {
  readonly state: State;
  readonly past: PastWork;
  readonly roadmaps: readonly Roadmap[];
  /** In milliseconds since the epoch. */
  readonly now: number;
};

/** What is ahead of the tasks of a milestone, or of those that name none. */
export type MilestoneAhead = Sum &
  Pick<MilestoneRow, "key" | "title" | "due"> & {
    /** Tasks of it of which nothing is foretold, or that no run will do as things stand; missing where there are none. */
    readonly leftOut?: number;
  };

/** What of a forecast is about cost and time. */
export type Ahead = Pick<Foretold, "all" | "milestones">;

/** What the work that is left will cost and take. */
export type Foretold = {
  /** What a person is to say or to raise before anything begins: what is foretold is from then on. */
  readonly first: Plan["first"];
  /** How many tasks a run would do. */
  readonly left: number;
  /** Those of them that too few are like: nothing is foretold of them. */
  readonly unlike: readonly TaskId[];
  /** What their own files say of those; missing where none says how long it takes. */
  readonly unlikeEstimated?: Estimated;
  /** What the caps of those allow them at most, in US dollars; missing where nobody is paid for any of them. */
  readonly unlikeMost?: number;
  /** Tasks that no run will do as things stand, though everyone were paid. */
  readonly never: number;
  /** Tasks that are over, by their results in git; how many of them are proved, and for how many nobody was charged what they cost. */
  readonly ended: { readonly of: number; readonly proved: number; readonly notional: number };
  /** How many agents work at once. */
  readonly agents: number;
  /** Missing where nothing can be foretold. */
  readonly all?: Sum;
  readonly milestones: readonly MilestoneAhead[];
  readonly hindsight: Hindsight;
};

/** Tasks that are over, the last ones first. What is to be done still is not over, whatever failed at it. */
export const endedTasks = ({ state, past }: Pick<Known, "state" | "past">): readonly Ended[] => {
  const open = (id: TaskId): boolean =>
    state.tasks.get(id)?.status === "todo" && state.records.get(id)?.rest.kind !== "final";
  const ended: Ended[] = [];
  for (const [id, results] of past) {
    const one = endedOf(results);
    if (one !== undefined && (one.proved || !open(id))) ended.push(one);
  }
  return ended.sort((a, b) => b.at - a.at);
};

/** Finds the tasks that one is judged by; many tasks ask for the same, and are given the same. */
export const likenesses = (state: State, ended: readonly Ended[]): ((task: Task) => Alike | undefined) => {
  // Where that counts against limits as if somebody were charged, it is as if somebody were.
  const all = state.fleet.config.countSubscriptions
    ? ended.map((one) => ({ ...one, notional: false }))
    : ended;
  const known = new Map<string, Alike | undefined>();
  return (task) => {
    const kind = kindOf(task);
    const key = JSON.stringify([askedOf(state.fleet, task), task.model, kind]);
    if (!known.has(key)) {
      const workers = new Set(rungsOf(state, task).map(({ agent, model }) => workerKey(agent.name, model)));
      known.set(key, alikeTo(all, { kind, workers }));
    }
    return known.get(key);
  };
};

/** What a task has taken so far, the attempt that it is at among it. */
export const takenBy = (state: State, id: TaskId, now: number): Taking => {
  const record = state.records.get(id);
  const attempt = attemptOf(state, id);
  const past = record?.past ?? [];
  const ms = past.reduce((sum, one) => sum + Math.max(0, one.endedAt - one.claimedAt), 0);
  const meters = [...past, ...(attempt === undefined ? [] : [attempt])].flatMap(({ meter }) => meter ?? []);
  return {
    usd: meters.reduce((sum, meter) => sum + worth(meter), 0) / 1e6,
    seconds: (ms + (attempt === undefined ? 0 : Math.max(0, now - attempt.claimedAt))) / 1000,
  };
};

/** What the caps of tasks allow them from now on, in US dollars; undefined where nobody is paid for any of them. */
export const mostOf = (state: State, tasks: readonly Task[], now: number): number | undefined => {
  const paid = tasks.filter((task) => rungsOf(state, task).some(({ model }) => model !== undefined));
  if (paid.length === 0) return undefined;
  return paid.reduce(
    (sum, task) => sum + Math.max(0, capOf(state, task) / 1e6 - takenBy(state, task.id, now).usd),
    0,
  );
};

const dayMs = 86_400_000;

const boundsOf = (state: State, now: number): Bounds => {
  const days = usedOf(state.fleet, now).flatMap(({ budget: { over, per, limit }, used, until }) =>
    over.kind === "fleet" && per === "day" && limit.microUsd !== undefined
      ? [
          {
            usd: limit.microUsd / 1e6,
            spent: used.microUsd / 1e6,
            left: ((until ?? now + dayMs) - now) / 1000,
          },
        ]
      : [],
  );
  const [day = { usd: Infinity, spent: 0, left: dayMs / 1000 }] = days.sort((a, b) => a.usd - b.usd);
  return { agents: state.fleet.config.slots.agents, day };
};

const agendaOf = (state: State, tasks: readonly Task[]): Agenda => {
  const numbers = new Map(tasks.map(({ id }, at) => [id, at]));
  const isMoving = ({ id }: Task): boolean => attemptOf(state, id) !== undefined;
  // What is at work already waits for nobody, whatever its file says now.
  const parents = tasks.map((task) =>
    isMoving(task) ? [] : task.dependsOn.flatMap((id) => numbers.get(id) ?? []),
  );
  const children = tasks.map((): number[] => []);
  for (const [at, own] of parents.entries()) for (const parent of own) children[parent]?.push(at);
  return {
    size: tasks.length,
    children: (task) => children[task] ?? [],
    parents: (task) => parents[task]?.length ?? 0,
    moving: tasks.flatMap((task, at) => (isMoving(task) ? [at] : [])),
  };
};

/** A milestone is over with its last task: while one of them is left out, nobody can tell whether that is in time. */
const milestoneAhead = (
  { key, title, due, tasks }: MilestoneRow,
  sum: Sum | undefined,
  outside: ReadonlySet<TaskId>,
): MilestoneAhead[] => {
  if (sum === undefined) return [];
  const leftOut = tasks.filter((id) => outside.has(id)).length;
  const { inTime, ...rest } = sum;
  return [
    {
      ...rest,
      ...(leftOut > 0 ? { leftOut } : inTime === undefined ? {} : { inTime }),
      key,
      title,
      ...(due === undefined ? {} : { due }),
    },
  ];
};

/** Tells what the work that is left will cost and take, by what tasks like it did. */
export const foretell = ({ state, past, roadmaps, now }: Known): Foretold => {
  const ended = endedTasks({ state, past });
  const alike = likenesses(state, ended);
  const { first, waves, never } = planOncePaid(state, now);
  const left = inTurn(
    state,
    waves.flat().flatMap((id) => state.tasks.get(id) ?? []),
  );
  const rows = roadmapRows(state, roadmaps, () => undefined).flatMap(({ milestones }) => milestones);
  const groupOf = new Map(rows.flatMap(({ key, tasks }) => tasks.map((id) => [id, key] as const)));
  const known = left.flatMap((task) => {
    const own = alike(task);
    return own === undefined ? [] : [{ task, alike: own }];
  });
  const ahead = known.map(({ task, alike: own }): AheadTask => {
    const [taken, cap] = [takenBy(state, task.id, now), capOf(state, task) / 1e6];
    return { alike: own, taken, cap, group: groupOf.get(task.id) ?? "" };
  });
  const tasks = known.map(({ task }) => task);
  const bounds = boundsOf(state, now);
  const dues = new Map(
    rows.flatMap(({ key, due }) => (due === undefined ? [] : [[key, (due - now) / 1000]])),
  );
  const { groups, ...sum } = outlookOf(ahead, { agenda: agendaOf(state, tasks), bounds }, dues);
  const foretold = new Set(tasks);
  const rest = left.filter((task) => !foretold.has(task));
  const [unlike, unlikeMost] = [rest.map(({ id }) => id), mostOf(state, rest, now)];
  const unlikeEstimated = estimatedOf(state, rest, {
    agendaOf: (some) => agendaOf(state, some),
    taken: ({ id }) => takenBy(state, id, now).seconds,
  });
  const outside = new Set([...unlike, ...never.map(({ task }) => task)]);
  return {
    first,
    left: left.length,
    unlike,
    ...(unlikeEstimated === undefined ? {} : { unlikeEstimated }),
    ...(unlikeMost === undefined ? {} : { unlikeMost }),
    never: never.length,
    ended: {
      of: ended.length,
      proved: ended.filter(({ proved }) => proved).length,
      notional: ended.filter(({ notional }) => notional).length,
    },
    agents: bounds.agents,
    ...(tasks.length === 0 ? {} : { all: sum }),
    milestones: rows.flatMap((row) => milestoneAhead(row, groups.get(row.key), outside)),
    hindsight: hindsightOf(ended),
  };
};
