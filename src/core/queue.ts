import { readGraph, type Graph } from "./graph.ts";
import { OpenGroups } from "./open-groups.ts";
import {
  readyBy,
  readyGroup,
  sortGroups,
  sortWaits,
  type Ready,
  type ReadyGroup,
  type Wait,
} from "./ready.ts";
import type { SortedList } from "./sorted.ts";
import type { Task, TaskId } from "./task.ts";
import { turnsOf, wishesOf, type Turns } from "./turn.ts";

/** What follows from tasks and records, kept up to date so that a decision reads heads and not the whole queue. */
export type Queue = {
  readonly graph: Graph;
  readonly turns: Turns;
  /** Groups by the turn of their first task. */
  readonly groups: SortedList<ReadyGroup>;
  /** Those of them whose files nobody in motion may change. */
  readonly open: Iterable<ReadyGroup>;
  /** Tasks that wait until a moment, the next first. */
  readonly waits: SortedList<Wait>;
  /** Tasks that ended without landing and whose record is not on the target yet. */
  readonly unrecorded: ReadonlySet<TaskId>;
  /** Tasks that begin as soon as GitHub lets their work in, as far as that keeps them. */
  readonly leaving: ReadonlySet<TaskId>;
};

const isBroken = ({ cycles, unknown }: Graph, id: TaskId): boolean => cycles.has(id) || unknown.has(id);

/** Whether graph and turns read the same off both. */
export const linksAlike = (a: Task | undefined, b: Task): boolean =>
  a !== undefined &&
  a.status === b.status &&
  a.hold === b.hold &&
  a.priority === b.priority &&
  a.due === b.due &&
  a.estimate === b.estimate &&
  a.dependsOn.length === b.dependsOn.length &&
  a.dependsOn.every((parent, at) => parent === b.dependsOn[at]);

/** Tasks whose groups have equal keys are in one group. */
const groupKey = ({ agent, budgets, leaves, task: { touches } }: Standby): string => {
  const own = touches.length === 0 ? "" : JSON.stringify(touches);
  const key = own === "" && budgets === "" ? agent : `${agent}\n${own}\n${budgets}`;
  return leaves ? `\n${key}` : key;
};

/** A task that is ready for an agent, which budgets are over it but not over all that the agent does, and how its work leaves. */
type Standby = {
  readonly task: Task;
  readonly agent: string;
  readonly budgets: string;
  readonly leaves: boolean;
};

/** Where a task belongs: its agent where it is ready, the moment it waits for where it waits for one. */
export type Place = {
  readonly task: Task;
  readonly agent: string | undefined;
  readonly budgets: string;
  /** Its work is to leave by pull request. */
  readonly leaves: boolean;
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
  readonly open = new OpenGroups();
  waits = sortWaits([]);
  readonly unrecorded = new Set<TaskId>();
  readonly leaving = new Set<TaskId>();
  readonly #byKey = new Map<string, ReadyGroup>();
  readonly #ready = new Map<TaskId, { ready: Ready; group: string }>();
  readonly #waiting = new Map<TaskId, number>();

  /** Reads graph and turns anew; returns how to tell which tasks must be placed again for it. */
  relink(
    tasks: ReadonlyMap<TaskId, Task>,
    firstSeen: (id: TaskId) => number,
  ): { readonly isMoved: (task: Task) => boolean } {
    const { graph, turns } = this;
    this.graph = readGraph(tasks);
    this.turns = turnsOf(wishesOf(tasks, firstSeen), this.graph);
    return {
      isMoved: (task) => {
        const [before, now] = [readyBy(turns, task), readyBy(this.turns, task)];
        return (
          before.turn !== now.turn ||
          before.children !== now.children ||
          isBroken(graph, task.id) !== isBroken(this.graph, task.id)
        );
      },
    };
  }

  /** Puts every task where it belongs, whatever was there. */
  fill(places: Iterable<Place>): void {
    this.#byKey.clear();
    this.#ready.clear();
    this.#waiting.clear();
    const members = new Map<string, Standby & { readonly ready: Ready[] }>();
    for (const { task, agent, budgets, leaves, until } of places) {
      if (until !== undefined) this.#waiting.set(task.id, until);
      if (agent === undefined) continue;
      const standby = { task, agent, budgets, leaves };
      const group = groupKey(standby);
      const ready = readyBy(this.turns, task);
      const others = members.get(group);
      if (others === undefined) members.set(group, { ...standby, ready: [ready] });
      else others.ready.push(ready);
      this.#ready.set(task.id, { ready, group });
    }
    for (const [key, { task, agent, leaves, ready }] of members)
      this.#byKey.set(key, readyGroup({ agent, touches: task.touches, leaves }, ready));
    this.groups = sortGroups([...this.#byKey.values()]);
    this.open.reset([...this.#byKey.values()]);
    this.waits = sortWaits(Array.from(this.#waiting, ([id, at]) => ({ id, at })));
  }

  /** Puts a task among the ready ones, or takes it out. */
  setReady({ task, agent, budgets, leaves }: Omit<Place, "until">): void {
    this.#unready(task.id);
    if (agent === undefined) return;
    const key = groupKey({ task, agent, budgets, leaves });
    const ready = readyBy(this.turns, task);
    const group = this.#byKey.get(key) ?? readyGroup({ agent, touches: task.touches, leaves }, []);
    this.#byKey.set(key, group);
    this.#change(group, () => group.tasks.add(ready));
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
    this.leaving.delete(id);
  }

  #unready(id: TaskId): void {
    const placed = this.#ready.get(id);
    const group = placed === undefined ? undefined : this.#byKey.get(placed.group);
    if (placed === undefined || group === undefined) return;
    this.#change(group, () => group.tasks.remove(placed.ready));
    this.#ready.delete(id);
    if (group.tasks.size === 0) this.#byKey.delete(placed.group);
  }

  /** A group is found by its first task: it is out of all lists while that may change. An empty one is in none. */
  #change(group: ReadyGroup, change: () => void): void {
    if (group.tasks.size > 0) {
      this.groups.remove(group);
      this.open.remove(group);
    }
    change();
    if (group.tasks.size > 0) {
      this.groups.add(group);
      this.open.add(group);
    }
  }
}
