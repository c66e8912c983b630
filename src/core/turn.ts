import type { Graph } from "./graph.ts";
import type { Priority, Task, TaskId } from "./task.ts";

const minute = 60_000;
const hour = 60 * minute;

/**
 * How long a task of each priority may wait before it is due its turn. Every wait is finite, so nothing waits for ever:
 * a task of the lowest priority outranks the most urgent ones that arrive a week after it.
 */
export const patience: Readonly<Record<Priority, number>> = {
  0: 0,
  1: 4 * hour,
  2: 24 * hour,
  3: 72 * hour,
  4: 168 * hour,
};

/** How much earlier a task's turn comes for each task in line behind it, and before a due date. */
export const link = 30 * minute;

/** How much earlier than its arrival a task's turn can be for its due date: however late, it overtakes no more than this. */
const head = 168 * hour;

/** What makes up a task's turn, for people to read. */
export type Turn = {
  /** Milliseconds since the epoch. The task with the earliest turn goes first. */
  readonly at: number;
  readonly from: "priority" | "due" | { readonly waiting: TaskId };
};

/** The turn of every task, by its number in the graph. */
export type Turns = {
  readonly graph: Pick<Graph, "ids" | "numberOf">;
  readonly at: Float64Array;
  /** What makes it so: `byPriority`, `byDue`, or the number of the task that waits. */
  readonly from: Int32Array;
};

const [byPriority, byDue] = [-1, -2];

type Seen = (id: TaskId) => number;

const atPriority = ({ priority }: Task, firstSeen: number): number => firstSeen + patience[priority];

const atDue = ({ due }: Task, firstSeen: number): number =>
  due === undefined ? Infinity : Math.max(due - link, firstSeen - head);

/** The turns that tasks have of their own, whatever waits for them. */
const ownTurns = (tasks: readonly Task[], firstSeen: Seen): Pick<Turns, "at" | "from"> => {
  const at = new Float64Array(tasks.length);
  const from = new Int32Array(tasks.length);
  let n = 0;
  for (const task of tasks) {
    const seen = firstSeen(task.id);
    const [due, priority] = [atDue(task, seen), atPriority(task, seen)];
    at[n] = Math.min(due, priority);
    from[n] = due < priority ? byDue : byPriority;
    n += 1;
  }
  return { at, from };
};

const hurries = ({ status, hold }: Task): boolean => status === "todo" && !hold;

/**
 * When each task is due its turn: by its priority and age, its due date, or what waits for it, whichever is first. A task
 * on or behind a cycle has its own turn only: it can run once people say that what it waits for is done.
 */
export const turnsOf = (tasks: ReadonlyMap<TaskId, Task>, graph: Graph, firstSeen: Seen): Turns => {
  const { starts, children, sorted } = graph;
  const all = [...tasks.values()];
  const { at, from } = ownTurns(all, firstSeen);
  /** Tasks on or behind a cycle hurry nobody. */
  const isSorted = new Uint8Array(all.length);
  for (let place = sorted.length - 1; place >= 0; place -= 1) {
    const n = sorted[place] as number;
    isSorted[n] = 1;
    for (let k = starts[n] as number; k < (starts[n + 1] as number); k += 1) {
      const child = children[k] as number;
      const before = (at[child] as number) - link;
      if (isSorted[child] === 0 || before >= (at[n] as number) || !hurries(all[child] as Task)) continue;
      at[n] = before;
      from[n] = child;
    }
  }
  return { graph, at, from };
};

/** When a task is due its turn; undefined for one that is not known. */
export const turnAt = ({ graph, at }: Turns, id: TaskId): number | undefined => {
  const n = graph.numberOf.get(id);
  return n === undefined ? undefined : at[n];
};

/** A task's turn, and what makes it so. */
export const turnOf = ({ graph, at, from }: Turns, id: TaskId): Turn | undefined => {
  const n = graph.numberOf.get(id);
  if (n === undefined) return undefined;
  const cause = from[n] as number;
  const why = cause === byPriority ? "priority" : cause === byDue ? "due" : undefined;
  return { at: at[n] as number, from: why ?? { waiting: graph.ids[cause] as TaskId } };
};
