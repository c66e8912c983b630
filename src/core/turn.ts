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

type Seen = (id: TaskId) => number;

const ownTurn = (task: Task, firstSeen: number): Turn => {
  const byPriority = firstSeen + patience[task.priority];
  const byDue = task.due === undefined ? Infinity : Math.max(task.due - link, firstSeen - head);
  return byDue < byPriority ? { at: byDue, from: "due" } : { at: byPriority, from: "priority" };
};

const counts = (task: Task | undefined): task is Task => task?.status === "todo" && !task.hold;

/**
 * When each task is due its turn: by its priority and age, its due date, or what waits for it, whichever is first. A task
 * on or behind a cycle has its own turn only: it can run once people say that what it waits for is done.
 */
export const turnsOf = (
  tasks: ReadonlyMap<TaskId, Task>,
  graph: Graph,
  firstSeen: Seen,
): Map<TaskId, Turn> => {
  const turns = new Map<TaskId, Turn>();
  for (let at = graph.sorted.length - 1; at >= 0; at -= 1) {
    const id = graph.sorted[at] as TaskId;
    const task = tasks.get(id);
    if (task === undefined) continue;
    let turn = ownTurn(task, firstSeen(id));
    for (const child of graph.dependents.get(id) ?? []) {
      const theirs = counts(tasks.get(child)) ? turns.get(child) : undefined;
      if (theirs !== undefined && theirs.at - link < turn.at)
        turn = { at: theirs.at - link, from: { waiting: child } };
    }
    turns.set(id, turn);
  }
  for (const task of tasks.values())
    if (!turns.has(task.id)) turns.set(task.id, ownTurn(task, firstSeen(task.id)));
  return turns;
};
