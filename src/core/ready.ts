import { SortedList } from "./sorted.ts";
import type { Priority, Task, TaskId } from "./task.ts";
import type { Turns } from "./turn.ts";

/** A ready task, with what orders it among the others. */
export type Ready = {
  readonly id: TaskId;
  readonly turn: number;
  readonly priority: Priority;
  /** How many tasks depend on it. */
  readonly children: number;
};

/** Ready tasks that any gate stops or lets through together: same agent, same files, same budgets, same way to the target. */
export type ReadyGroup = {
  readonly agent: string;
  readonly touches: readonly string[];
  /** Their work is to leave by pull request. */
  readonly leaves: boolean;
  readonly tasks: SortedList<Ready>;
};

/** A task that waits until a moment. */
export type Wait = { readonly id: TaskId; readonly at: number };

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A task as the turns order it; last of all where they do not know it. */
export const readyBy = ({ graph, at }: Turns, { id, priority }: Pick<Task, "id" | "priority">): Ready => {
  const n = graph.numberOf.get(id);
  if (n === undefined) return { id, turn: Infinity, priority, children: 0 };
  const children = (graph.starts[n + 1] as number) - (graph.starts[n] as number);
  return { id, turn: at[n] as number, priority, children };
};

/** The order of ready tasks: turn, priority, then what more others depend on, then the name. */
export const compareReady = (a: Ready, b: Ready): number =>
  a.turn - b.turn || a.priority - b.priority || b.children - a.children || compareText(a.id, b.id);

/** The order of groups: that of their first tasks. */
export const compareGroups = (a: ReadyGroup, b: ReadyGroup): number => {
  const [x, y] = [a.tasks.first(), b.tasks.first()];
  return x === undefined || y === undefined ? (x === y ? 0 : x === undefined ? 1 : -1) : compareReady(x, y);
};

const compareWaits = (a: Wait, b: Wait): number => a.at - b.at || compareText(a.id, b.id);

const sorted = <T>(items: readonly T[], compare: (a: T, b: T) => number): SortedList<T> => {
  const list = new SortedList(compare);
  list.reset(items);
  return list;
};

/** A group with its ready tasks in order: sorting once is much less than finding each its place. */
export const readyGroup = (
  { agent, touches, leaves }: Omit<ReadyGroup, "tasks">,
  ready: readonly Ready[],
): ReadyGroup => ({ agent, touches, leaves, tasks: sorted(ready, compareReady) });

export const sortGroups = (groups: readonly ReadyGroup[]): SortedList<ReadyGroup> =>
  sorted(groups, compareGroups);

export const sortWaits = (waits: readonly Wait[]): SortedList<Wait> => sorted(waits, compareWaits);
