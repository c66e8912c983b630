import { SortedList } from "./sorted.ts";
import type { Priority, TaskId } from "./task.ts";

/** A ready task, with what orders it among the others. */
export type Ready = { readonly id: TaskId; readonly turn: number; readonly priority: Priority };

/** Ready tasks that any gate stops or lets through together: same agent, same files, same budgets. */
export type ReadyGroup = {
  readonly agent: string;
  readonly touches: readonly string[];
  readonly tasks: SortedList<Ready>;
};

/** A task that waits until a moment. */
export type Wait = { readonly id: TaskId; readonly at: number };

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The order of ready tasks: turn, priority, name. */
export const compareReady = (a: Ready, b: Ready): number =>
  a.turn - b.turn || a.priority - b.priority || compareText(a.id, b.id);

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
  { agent, touches }: Pick<ReadyGroup, "agent" | "touches">,
  ready: readonly Ready[],
): ReadyGroup => ({ agent, touches, tasks: sorted(ready, compareReady) });

export const sortGroups = (groups: readonly ReadyGroup[]): SortedList<ReadyGroup> =>
  sorted(groups, compareGroups);

export const sortWaits = (waits: readonly Wait[]): SortedList<Wait> => sorted(waits, compareWaits);
