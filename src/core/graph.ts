import type { Task, TaskId } from "./task.ts";

/** A task's place on a cycle that is kept once for all tasks on it. */
type OnCycle = { readonly ring: readonly TaskId[]; readonly at: number };

/**
 * Who waits on whom among a set of tasks, and what is wrong with that. Tasks are known by numbers in it: ten thousand of them are
 * read anew for each edit, and looking names up takes longer than all the rest.
 */
export type Graph = {
  readonly ids: readonly TaskId[];
  readonly numberOf: ReadonlyMap<TaskId, number>;
  /** Those who wait for task `n` are `children` from `starts[n]` up to `starts[n + 1]`. */
  readonly starts: Int32Array;
  readonly children: Int32Array;
  /** Parents before children; tasks on or behind a cycle are missing. */
  readonly sorted: Int32Array;
  /** Tasks on a cycle; `cycleOf` tells the way. */
  readonly cycles: ReadonlyMap<TaskId, OnCycle>;
  readonly unknown: ReadonlyMap<TaskId, readonly TaskId[]>;
};

/** So many tasks of a cycle are named to people. */
const longest = 8;

type Tasks = ReadonlyMap<TaskId, Pick<Task, "id" | "dependsOn">>;

const knownParents = (tasks: Tasks, id: TaskId): TaskId[] =>
  [...new Set(tasks.get(id)?.dependsOn)].filter((parent) => tasks.has(parent));

/** Who depends on whom, edge by edge, and which parents do not exist. */
type Edges = {
  readonly parents: number[];
  readonly children: number[];
  readonly unknown: Map<TaskId, TaskId[]>;
};

const edgesOf = (tasks: Tasks, numberOf: Graph["numberOf"]): Edges => {
  const edges: Edges = { parents: [], children: [], unknown: new Map() };
  let child = -1;
  for (const { id, dependsOn } of tasks.values()) {
    child += 1;
    if (dependsOn.length === 0) continue;
    const missing: TaskId[] = [];
    for (const parent of dependsOn.length === 1 ? dependsOn : new Set(dependsOn)) {
      const number = numberOf.get(parent);
      if (number === undefined) missing.push(parent);
      else edges.children[edges.parents.push(number) - 1] = child;
    }
    if (missing.length > 0) edges.unknown.set(id, missing);
  }
  return edges;
};

/** The children of each task in one row. */
const byParent = ({ parents, children }: Edges, count: number): Pick<Graph, "starts" | "children"> => {
  const starts = new Int32Array(count + 1);
  for (const parent of parents) starts[parent + 1] = (starts[parent + 1] as number) + 1;
  for (let n = 0; n < count; n += 1) starts[n + 1] = (starts[n + 1] as number) + (starts[n] as number);
  const next = starts.slice();
  const row = new Int32Array(children.length);
  for (let edge = 0; edge < parents.length; edge += 1) {
    const parent = parents[edge] as number;
    const at = next[parent] as number;
    row[at] = children[edge] as number;
    next[parent] = at + 1;
  }
  return { starts, children: row };
};

/** Kahn's algorithm: what can be reached from tasks without parents. */
const sortTasks = (
  { children: ends }: Edges,
  { starts, children }: Pick<Graph, "starts" | "children">,
): Int32Array => {
  const count = starts.length - 1;
  const waiting = new Int32Array(count);
  for (const child of ends) waiting[child] = (waiting[child] as number) + 1;
  const sorted = new Int32Array(count);
  let end = 0;
  for (let n = 0; n < count; n += 1) if (waiting[n] === 0) sorted[end++] = n;
  for (let at = 0; at < end; at += 1) {
    const parent = sorted[at] as number;
    for (let k = starts[parent] as number; k < (starts[parent + 1] as number); k += 1) {
      const child = children[k] as number;
      const left = (waiting[child] as number) - 1;
      waiting[child] = left;
      if (left === 0) sorted[end++] = child;
    }
  }
  return sorted.subarray(0, end);
};

/** Those who wait for a task. */
export const dependentsOf = ({ ids, numberOf, starts, children }: Graph, id: TaskId): TaskId[] => {
  const n = numberOf.get(id);
  if (n === undefined) return [];
  return Array.from(children.subarray(starts[n], starts[n + 1]), (child) => ids[child] as TaskId);
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

const findCycles = (tasks: Tasks, ids: readonly TaskId[], sorted: Int32Array): Map<TaskId, OnCycle> => {
  const cycles = new Map<TaskId, OnCycle>();
  if (sorted.length === ids.length) return cycles;
  const left = new Set(ids);
  for (const n of sorted) left.delete(ids[n] as TaskId);
  const ringed = trim(tasks, left);
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
  const ids = [...tasks.keys()];
  const numberOf = new Map<TaskId, number>();
  for (const id of ids) numberOf.set(id, numberOf.size);
  const edges = edgesOf(tasks, numberOf);
  const rows = byParent(edges, ids.length);
  const sorted = sortTasks(edges, rows);
  return { ids, numberOf, ...rows, sorted, cycles: findCycles(tasks, ids, sorted), unknown: edges.unknown };
};
