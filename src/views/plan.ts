import { literalPrefix } from "../core/scope.ts";
import type { State } from "../core/state.ts";
import type { Task, TaskId } from "../core/task.ts";
import { takesOf } from "../core/turn.ts";
import { inTurn } from "./order.ts";
import { situationOf, stuck, type PhaseWord } from "./phase.ts";
import { pleaOf } from "./plea.ts";
import { reasonOf } from "./reason.ts";
import { fleetWaits, type Waiting } from "./waiting.ts";
import { list } from "./words.ts";

/** Tasks that may change the same files: none of `tasks` runs beside any other named here. */
export type Conflict = {
  /** The folder or file they meet in; empty for the whole repository. */
  readonly path: string;
  readonly tasks: readonly TaskId[];
  /** Tasks that touch only something inside; these may run beside each other. */
  readonly inside: readonly TaskId[];
};

/** A task that no run will do as things stand. */
export type Never = {
  readonly task: TaskId;
  readonly phase: PhaseWord;
  readonly why: string;
  readonly answer?: string;
};

/** What a run would do, before it does anything. */
export type Plan = {
  /** What a person is to say or to raise before it begins what is ready. */
  readonly first: readonly Waiting[];
  /** Each wave needs the ones before it; inside a wave, in the order in which they would start. */
  readonly waves: readonly (readonly TaskId[])[];
  /** The chain of tasks that wait for each other and take longest: no run is over sooner, however many agents it has. */
  readonly criticalPath: readonly TaskId[];
  /** How long that takes, where one of them has an estimate. */
  readonly criticalMinutes?: number;
  readonly conflicts: readonly Conflict[];
  readonly never: readonly Never[];
};

type Reading = {
  /** How many waves come before a task's own. */
  readonly levels: Map<TaskId, number>;
  /** How long a task and the chain before it take, in milliseconds. */
  readonly ends: Map<TaskId, number>;
  /** The parent that is over last. */
  readonly last: Map<TaskId, TaskId>;
  readonly never: Map<TaskId, Never>;
};

const neverOf = (state: State, task: Task, now: number): Never | undefined => {
  const situation = situationOf(state, task);
  if (!stuck.has(situation.phase)) return undefined;
  const plea = pleaOf(task, situation.standing);
  const why = reasonOf(state, task, { situation, now });
  return {
    task: task.id,
    phase: situation.phase,
    why,
    ...(plea === undefined ? {} : { answer: plea.answer }),
  };
};

/** The one that is over last; of equals the first. */
const latestOf = (ends: ReadonlyMap<TaskId, number>, ids: readonly TaskId[]): TaskId | undefined => {
  const end = (id: TaskId | undefined): number => (id === undefined ? -1 : (ends.get(id) ?? -1));
  return ids.reduce<TaskId | undefined>((a, b) => (end(b) > end(a) ? b : a), undefined);
};

const place = (reading: Reading, task: Task, parents: readonly TaskId[]): void => {
  const { levels, ends, last, never } = reading;
  const missing = parents.filter((id) => !levels.has(id));
  if (missing.length > 0) {
    const words = missing.map((id) => `${id} (${never.get(id)?.phase ?? "unknown"})`);
    never.set(task.id, { task: task.id, phase: "blocked", why: `behind ${list(words)}` });
    return;
  }
  levels.set(task.id, parents.reduce((most, id) => Math.max(most, levels.get(id) ?? -1), -1) + 1);
  const latest = latestOf(ends, parents);
  ends.set(task.id, takesOf(task) + (latest === undefined ? 0 : (ends.get(latest) ?? 0)));
  if (latest !== undefined) last.set(task.id, latest);
};

/** Parents first; tasks on or behind a cycle last. */
const inOrder = (state: State): Task[] => {
  const { ids, sorted, cycles } = state.queue.graph;
  const first = Array.from(sorted, (n) => ids[n] as TaskId);
  const known = new Set(first);
  const looped = ids.filter((id) => !known.has(id));
  const onCycle = (id: TaskId): number => (cycles.has(id) ? 0 : 1);
  looped.sort((a, b) => onCycle(a) - onCycle(b));
  return [...first, ...looped].flatMap((id) => state.tasks.get(id) ?? []);
};

const read = (state: State, now: number): Reading => {
  const reading: Reading = { levels: new Map(), ends: new Map(), last: new Map(), never: new Map() };
  for (const task of inOrder(state)) {
    const { phase, standing } = situationOf(state, task);
    if (phase === "done") continue;
    const never = neverOf(state, task, now);
    if (never !== undefined) reading.never.set(task.id, never);
    else place(reading, task, standing.kind === "blocked" ? standing.by : []);
  }
  return reading;
};

const wavesOf = (state: State, levels: ReadonlyMap<TaskId, number>): TaskId[][] => {
  const waves: { id: TaskId }[][] = [];
  for (const [id, level] of levels) (waves[level] ??= []).push({ id });
  return waves.map((wave) => inTurn(state, wave).map(({ id }) => id));
};

const chain = (last: ReadonlyMap<TaskId, TaskId>, end: TaskId | undefined): TaskId[] => {
  const path: TaskId[] = [];
  for (let at = end; at !== undefined; at = last.get(at)) path.push(at);
  return path.reverse();
};

/** The folders a path lies in, the root among them, without the path itself. */
const above = (path: string): string[] => {
  if (path === "") return [];
  const folders = [""];
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) folders.push(path.slice(0, at));
  return folders;
};

type Meeting = { readonly tasks: Set<TaskId>; readonly inside: Set<TaskId> };

/** By folder, and never by comparing each task with each other one: there may be ten thousand. */
const conflictsOf = (state: State, wave: readonly TaskId[]): Conflict[] => {
  const meetings = new Map<string, Meeting>();
  const places = wave.flatMap((id) =>
    [...new Set(state.tasks.get(id)?.touches.map(literalPrefix))].map((path) => ({ id, path })),
  );
  for (const { id, path } of places) {
    const meeting = meetings.get(path) ?? { tasks: new Set(), inside: new Set() };
    meetings.set(path, meeting);
    meeting.tasks.add(id);
  }
  for (const { id, path } of places) {
    for (const folder of above(path)) {
      const meeting = meetings.get(folder);
      if (meeting !== undefined && !meeting.tasks.has(id)) meeting.inside.add(id);
    }
  }
  return [...meetings]
    .filter(([, { tasks, inside }]) => tasks.size + inside.size > 1)
    .map(([path, { tasks, inside }]) => ({ path, tasks: [...tasks], inside: [...inside] }));
};

/** What a run would do: its waves, its longest chain, who keeps whom waiting, and what it could never do. */
export const planOf = (state: State, now: number): Plan => {
  const { levels, ends, last, never } = read(state, now);
  const waves = wavesOf(state, levels);
  const end = latestOf(ends, waves.flat());
  const criticalPath = chain(last, end);
  const isEstimated = criticalPath.some((id) => state.tasks.get(id)?.estimate !== undefined);
  return {
    first: fleetWaits(state, now),
    waves,
    criticalPath,
    ...(end !== undefined && isEstimated ? { criticalMinutes: (ends.get(end) ?? 0) / 60_000 } : {}),
    conflicts: waves.flatMap((wave) => conflictsOf(state, wave)),
    never: [...never.values()].filter(({ phase }) => phase !== "cancelled"),
  };
};
