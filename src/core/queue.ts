import { readGraph, type Graph } from "./graph.ts";
import { SortedList } from "./sorted.ts";
import type { Priority, Task, TaskId } from "./task.ts";
import { turnAt, turnsOf, wishesOf, type Turns } from "./turn.ts";

/** A ready task, with what orders it among the others. */
export type Ready = { readonly id: TaskId; readonly turn: number; readonly priority: Priority };

/** Ready tasks that any gate stops or lets through together: same agent, same files. */
export type ReadyGroup = {
  readonly agent: string;
  readonly touches: readonly string[];
  readonly tasks: SortedList<Ready>;
};

/** A task that waits until a moment. */
export type Wait = { readonly id: TaskId; readonly at: number };

/** What follows from tasks and records, kept up to date so that a decision reads heads and not the whole queue. */
export type Queue = {
  readonly graph: Graph;
  readonly turns: Turns;
  /** Groups by the turn of their first task. */
  readonly groups: SortedList<ReadyGroup>;
  /** Tasks that wait until a moment, the next first. */
  readonly waits: SortedList<Wait>;
  /** Tasks that ended without landing and whose record is not on the target yet. */
  readonly unrecorded: ReadonlySet<TaskId>;
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The order of ready tasks: turn, priority, name. */
export const compareReady = (a: Ready, b: Ready): number =>
  a.turn - b.turn || a.priority - b.priority || compareText(a.id, b.id);

const compareGroups = (a: ReadyGroup, b: ReadyGroup): number => {
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

const isBroken = ({ cycles, unknown }: Graph, id: TaskId): boolean => cycles.has(id) || unknown.has(id);

/** Whether graph and turns read the same off both. */
export const linksAlike = (a: Task | undefined, b: Task): boolean =>
  a !== undefined &&
  a.status === b.status &&
  a.hold === b.hold &&
  a.priority === b.priority &&
  a.due === b.due &&
  a.dependsOn.length === b.dependsOn.length &&
  a.dependsOn.every((parent, at) => parent === b.dependsOn[at]);

/** Tasks whose groups have equal keys are in one group. */
const groupKey = (agent: string, touches: readonly string[]): string =>
  touches.length === 0 ? agent : `${agent}\n${JSON.stringify(touches)}`;

/** Where a task belongs: its agent where it is ready, the moment it waits for where it waits for one. */
export type Place = {
  readonly task: Task;
  readonly agent: string | undefined;
  readonly until: number | undefined;
};

/** The queue as `evolve` keeps it. */
export class LiveQueue implements Queue {
  graph: Graph = readGraph(new Map());
  turns: Turns = turnsOf(
    wishesOf(new Map(), () => 0),
    this.graph,
  );
  groups = sortGroups([]);
  waits = sortWaits([]);
  readonly unrecorded = new Set<TaskId>();
  readonly #byKey = new Map<string, ReadyGroup>();
  readonly #ready = new Map<TaskId, { ready: Ready; group: string }>();
  readonly #waiting = new Map<TaskId, number>();

  /** Reads graph and turns anew; returns how to tell which tasks must be placed again for it. */
  relink(
    tasks: ReadonlyMap<TaskId, Task>,
    firstSeen: (id: TaskId) => number,
  ): { readonly isMoved: (id: TaskId) => boolean } {
    const { graph, turns } = this;
    this.graph = readGraph(tasks);
    this.turns = turnsOf(wishesOf(tasks, firstSeen), this.graph);
    return {
      isMoved: (id) =>
        turnAt(turns, id) !== turnAt(this.turns, id) || isBroken(graph, id) !== isBroken(this.graph, id),
    };
  }

  /** Puts every task where it belongs, whatever was there. */
  fill(places: Iterable<Place>): void {
    this.#byKey.clear();
    this.#ready.clear();
    this.#waiting.clear();
    const members = new Map<
      string,
      { readonly task: Task; readonly agent: string; readonly ready: Ready[] }
    >();
    for (const { task, agent, until } of places) {
      if (until !== undefined) this.#waiting.set(task.id, until);
      if (agent === undefined) continue;
      const group = groupKey(agent, task.touches);
      const ready = this.#readyOf(task);
      const others = members.get(group);
      if (others === undefined) members.set(group, { task, agent, ready: [ready] });
      else others.ready.push(ready);
      this.#ready.set(task.id, { ready, group });
    }
    for (const [
      key,
      {
        task: { touches },
        agent,
        ready,
      },
    ] of members)
      this.#byKey.set(key, readyGroup({ agent, touches }, ready));
    this.groups = sortGroups([...this.#byKey.values()]);
    this.waits = sortWaits(Array.from(this.#waiting, ([id, at]) => ({ id, at })));
  }

  /** Puts a task among the ready ones, or takes it out. */
  setReady(task: Task, agent: string | undefined): void {
    this.#unready(task.id);
    if (agent === undefined) return;
    const key = groupKey(agent, task.touches);
    const ready = this.#readyOf(task);
    const group = this.#byKey.get(key) ?? {
      agent,
      touches: task.touches,
      tasks: new SortedList(compareReady),
    };
    this.groups.remove(group);
    this.#byKey.set(key, group);
    group.tasks.add(ready);
    this.groups.add(group);
    this.#ready.set(task.id, { ready, group: key });
  }

  /** Notes until when a task waits; `undefined` when it does not. */
  setWait(id: TaskId, at: number | undefined): void {
    const before = this.#waiting.get(id);
    if (before === at) return;
    if (before !== undefined) this.waits.remove({ id, at: before });
    this.#waiting.delete(id);
    if (at === undefined) return;
    this.#waiting.set(id, at);
    this.waits.add({ id, at });
  }

  /** Forgets a task that is gone. */
  forget(id: TaskId): void {
    this.#unready(id);
    this.setWait(id, undefined);
    this.unrecorded.delete(id);
  }

  #readyOf({ id, priority }: Task): Ready {
    return { id, turn: turnAt(this.turns, id) ?? Infinity, priority };
  }

  #unready(id: TaskId): void {
    const placed = this.#ready.get(id);
    const group = placed === undefined ? undefined : this.#byKey.get(placed.group);
    if (placed === undefined || group === undefined) return;
    this.groups.remove(group);
    group.tasks.remove(placed.ready);
    this.#ready.delete(id);
    if (group.tasks.size === 0) this.#byKey.delete(placed.group);
    else this.groups.add(group);
  }
}
