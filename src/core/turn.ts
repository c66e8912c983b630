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

/** How long a task takes where nobody says. */
export const usual = 30 * minute;

/**
 * How much earlier than its arrival a task's turn can be for its due date: however late, it overtakes no more than this. No
 * estimate counts for more either.
 */
const head = 168 * hour;

/** How long a task takes, as its file says or as is usual, in milliseconds. */
export const takesOf = ({ estimate }: Pick<Task, "estimate">): number =>
  estimate === undefined ? usual : Math.min(head, estimate * minute);

/** What makes up a task's turn, for people to read. */
export type Turn = {
  /** Milliseconds since the epoch. The task with the earliest turn goes first. */
  readonly at: number;
  readonly from: "priority" | "due" | { readonly waiting: TaskId };
  /** How long the task takes, as far as its turn counts that, in milliseconds. */
  readonly takes: number;
};

/** The turn of every task, by its number in the graph. */
export type Turns = {
  readonly graph: Pick<Graph, "ids" | "numberOf" | "starts">;
  readonly at: Float64Array;
  /** What makes it so: `byPriority`, `byDue`, or the number of the task that waits. */
  readonly from: Int32Array;
  readonly takes: Float64Array;
};

const [byPriority, byDue] = [-1, -2];

/** What turns are read off, task by task in the order of the graph's numbers. */
export type Wishes = {
  readonly priority: Float64Array;
  /** Infinity where nothing is due. */
  readonly due: Float64Array;
  /** How long it takes, in milliseconds. */
  readonly takes: Float64Array;
  /** 1 where it hurries what it waits for: it is to be done, and not held. */
  readonly hurries: Float64Array;
  readonly firstSeen: Float64Array;
};

const noWishes = (count: number): Wishes => ({
  priority: new Float64Array(count),
  due: new Float64Array(count),
  takes: new Float64Array(count),
  hurries: new Float64Array(count),
  firstSeen: new Float64Array(count),
});

/** Reads off tasks what their turns depend on. */
export const wishesOf = (tasks: ReadonlyMap<TaskId, Task>, firstSeen: (id: TaskId) => number): Wishes => {
  const wishes = noWishes(tasks.size);
  let n = 0;
  for (const task of tasks.values()) {
    const { id, priority, due, status, hold } = task;
    wishes.priority[n] = priority;
    wishes.due[n] = due ?? Infinity;
    wishes.takes[n] = takesOf(task);
    wishes.hurries[n] = status === "todo" && !hold ? 1 : 0;
    wishes.firstSeen[n] = firstSeen(id);
    n += 1;
  }
  return wishes;
};

/** The turns that tasks have of their own, whatever waits for them: what takes longer has to begin sooner. */
const ownTurns = ({ priority, due, takes, firstSeen }: Wishes): Pick<Turns, "at" | "from"> => {
  const at = new Float64Array(priority.length);
  const from = new Int32Array(priority.length);
  for (let n = 0; n < priority.length; n += 1) {
    const seen = firstSeen[n] as number;
    const atPriority = seen + patience[priority[n] as Priority] + usual - (takes[n] as number);
    const atDue = Math.max((due[n] as number) - (takes[n] as number), seen - head);
    at[n] = Math.min(atDue, atPriority);
    from[n] = atDue < atPriority ? byDue : byPriority;
  }
  return { at, from };
};

/**
 * When each task is due its turn: by its priority and age, its due date, or what waits for it, whichever is first. A task
 * on or behind a cycle has its own turn only: it can run once people say that what it waits for is done.
 */
export const turnsOf = (wishes: Wishes, graph: Graph): Turns => {
  const { starts, children, sorted } = graph;
  const { at, from } = ownTurns(wishes);
  /** Tasks on or behind a cycle hurry nobody. */
  const hurries = new Uint8Array(at.length);
  for (let place = sorted.length - 1; place >= 0; place -= 1) {
    const n = sorted[place] as number;
    hurries[n] = wishes.hurries[n] as number;
    for (let k = starts[n] as number; k < (starts[n + 1] as number); k += 1) {
      const child = children[k] as number;
      const before = (at[child] as number) - (wishes.takes[n] as number);
      if (hurries[child] === 0 || before >= (at[n] as number)) continue;
      at[n] = before;
      from[n] = child;
    }
  }
  return { graph, at, from, takes: wishes.takes };
};

/** When a task is due its turn; undefined for one that is not known. */
export const turnAt = ({ graph, at }: Turns, id: TaskId): number | undefined => {
  const n = graph.numberOf.get(id);
  return n === undefined ? undefined : at[n];
};

/** A task's turn, and what makes it so. */
export const turnOf = ({ graph, at, from, takes }: Turns, id: TaskId): Turn | undefined => {
  const n = graph.numberOf.get(id);
  if (n === undefined) return undefined;
  const cause = from[n] as number;
  const why = cause === byPriority ? "priority" : cause === byDue ? "due" : undefined;
  return {
    at: at[n] as number,
    from: why ?? { waiting: graph.ids[cause] as TaskId },
    takes: takes[n] as number,
  };
};
