import type { Task, TaskId } from "./task.ts";

/** A task's place on a cycle that is kept once for all tasks on it. */
type OnCycle = { readonly ring: readonly TaskId[]; readonly at: number };

/** What is wrong with the dependencies of a set of tasks, and who waits on whom. */
export type Graph = {
  readonly dependents: ReadonlyMap<TaskId, readonly TaskId[]>;
  /** Parents before children; tasks on or behind a cycle are missing. */
  readonly sorted: readonly TaskId[];
  /** Tasks on a cycle; `cycleOf` tells the way. */
  readonly cycles: ReadonlyMap<TaskId, OnCycle>;
  readonly unknown: ReadonlyMap<TaskId, readonly TaskId[]>;
};

/** So many tasks of a cycle are named to people. */
const longest = 8;

type Tasks = ReadonlyMap<TaskId, Pick<Task, "id" | "dependsOn">>;

const push = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
};

const knownParents = (tasks: Tasks, id: TaskId): TaskId[] =>
  [...new Set(tasks.get(id)?.dependsOn)].filter((parent) => tasks.has(parent));

/** Kahn's algorithm: what can be reached from tasks without parents. `waiting` counts the parents of those that have any. */
const sortTasks = (
  tasks: Tasks,
  dependents: ReadonlyMap<TaskId, readonly TaskId[]>,
  waiting: Map<TaskId, number>,
): TaskId[] => {
  const sorted = [...tasks.keys()].filter((id) => !waiting.has(id));
  for (const id of sorted) {
    for (const child of dependents.get(id) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) sorted.push(child);
    }
  }
  return sorted;
};

/** A shortest way from a task back to itself along its dependencies, within the tasks that did not sort. */
const wayBack = (tasks: Tasks, start: TaskId, unsorted: ReadonlySet<TaskId>): TaskId[] | undefined => {
  const cameFrom = new Map<TaskId, TaskId>();
  const queue = [start];
  for (const id of queue) {
    for (const parent of knownParents(tasks, id)) {
      if (parent === start) return unwind(cameFrom, start, id);
      if (!unsorted.has(parent) || cameFrom.has(parent)) continue;
      cameFrom.set(parent, id);
      queue.push(parent);
    }
  }
  return undefined;
};

const unwind = (cameFrom: ReadonlyMap<TaskId, TaskId>, start: TaskId, last: TaskId): TaskId[] => {
  const path = [start];
  for (let at: TaskId | undefined = last; at !== undefined && at !== start; at = cameFrom.get(at))
    path.push(at);
  return [start, ...path.slice(1).reverse(), start];
};

/** Drops, again and again, what nothing unsorted waits for: tasks that only stand behind a cycle. */
const trim = (tasks: Tasks, unsorted: ReadonlySet<TaskId>): Set<TaskId> => {
  const left = new Set(unsorted);
  const waiting = new Map<TaskId, number>();
  for (const id of left)
    for (const parent of knownParents(tasks, id)) waiting.set(parent, (waiting.get(parent) ?? 0) + 1);
  const loose = [...left].filter((id) => !waiting.has(id));
  for (const id of loose) {
    left.delete(id);
    for (const parent of knownParents(tasks, id)) {
      const count = (waiting.get(parent) ?? 0) - 1;
      waiting.set(parent, count);
      if (count === 0 && left.has(parent)) loose.push(parent);
    }
  }
  return left;
};

const findCycles = (tasks: Tasks, sorted: readonly TaskId[]): Map<TaskId, OnCycle> => {
  if (sorted.length === tasks.size) return new Map();
  const done = new Set(sorted);
  const ringed = trim(tasks, new Set([...tasks.keys()].filter((id) => !done.has(id))));
  const cycles = new Map<TaskId, OnCycle>();
  for (const id of ringed) {
    const ring = cycles.has(id) ? [] : (wayBack(tasks, id, ringed) ?? []).slice(0, -1);
    for (const [at, member] of ring.entries()) if (!cycles.has(member)) cycles.set(member, { ring, at });
  }
  return cycles;
};

/** The way from a task along its dependencies back to itself, the task first and last; undefined where there is none. */
export const cycleOf = (graph: Graph, id: TaskId): TaskId[] | undefined => {
  const on = graph.cycles.get(id);
  return on && [...on.ring.slice(on.at), ...on.ring.slice(0, on.at), id];
};

/** The same for people to read: what lies in the middle of a long way is only counted. */
export const cycleText = (graph: Graph, id: TaskId): string | undefined => {
  const on = graph.cycles.get(id);
  if (on === undefined || on.ring.length <= longest) return cycleOf(graph, id)?.join(" -> ");
  const { ring, at } = on;
  const shown = Array.from({ length: longest }, (_, step) => ring[(at + step) % ring.length]);
  return [...shown, `… ${ring.length - longest} more …`, id].join(" -> ");
};

/** Reads the graph off the tasks. Linear but for tasks on cycles. */
export const readGraph = (tasks: Tasks): Graph => {
  const dependents = new Map<TaskId, TaskId[]>();
  const unknown = new Map<TaskId, TaskId[]>();
  const parents = new Map<TaskId, number>();
  for (const { id, dependsOn } of tasks.values()) {
    if (dependsOn.length === 0) continue;
    let known = 0;
    for (const parent of new Set(dependsOn)) {
      if (tasks.has(parent)) {
        push(dependents, parent, id);
        known += 1;
      } else push(unknown, id, parent);
    }
    if (known > 0) parents.set(id, known);
  }
  const sorted = sortTasks(tasks, dependents, parents);
  return { dependents, sorted, cycles: findCycles(tasks, sorted), unknown };
};
