import type { Attempt } from "./attempt.ts";
import type { Graph } from "./graph.ts";
import { askedAmong } from "./intake/tended.ts";
import { Lookup } from "./lookup.ts";
import { once } from "./once.ts";
import { OpenGroups } from "./open-groups.ts";
import type { Queue } from "./queue.ts";
import {
  readyBy,
  readyGroup,
  sortGroups,
  sortWaits,
  type Ready,
  type ReadyGroup,
  type Wait,
} from "./ready.ts";
import { isReached, waitsForReach } from "./reach.ts";
import type { TaskRecord } from "./record.ts";
import { tallyKey, type Tally } from "./route/tally.ts";
import { standingOf } from "./standing.ts";
import type { Entities, State } from "./state.ts";
import type { Priority, Task, TaskId } from "./task.ts";
import { turnsOf, wishesOf, type Turns, type Wishes } from "./turn.ts";

/**
 * A state laid out flat, to be kept and taken up again without looking at every task: it says which are ready, and turns are
 * read off columns. Tasks go by their numbers in the graph.
 */
export type Image = Pick<Entities, "seq" | "fleet"> & {
  readonly attempts: readonly Attempt[];
  readonly tallies: readonly Tally[];
  readonly graph: Graph;
  readonly wishes: Wishes;
  readonly task: (n: number) => Task;
  readonly record: (n: number) => TaskRecord;
  /** Of tasks that are gone. */
  readonly others: readonly TaskRecord[];
  readonly groups: readonly Omit<ReadyGroup, "tasks">[];
  /** The group of each ready task; -1 for the others. */
  readonly ready: Int32Array;
  readonly waits: readonly Wait[];
  readonly unrecorded: readonly TaskId[];
};

const readyIn = ({ queue: { graph, groups } }: State): Int32Array => {
  const ready = new Int32Array(graph.ids.length).fill(-1);
  let group = 0;
  for (const { tasks } of groups) {
    for (const { id } of tasks) ready[graph.numberOf.get(id) as number] = group;
    group += 1;
  }
  return ready;
};

/** Lays a state out flat; undefined for one that holds tasks without records, which no engine makes. */
export const imageOf = (state: State): Image | undefined => {
  const { seq, fleet, tasks, records, attempts, tallies, queue } = state;
  const { graph, waits, unrecorded } = queue;
  if (graph.ids.length !== tasks.size || graph.ids.some((id) => !records.has(id))) return undefined;
  return {
    seq,
    fleet,
    attempts: [...attempts.values()],
    tallies: [...tallies.values()],
    graph,
    wishes: wishesOf(tasks, (id) => records.get(id)?.firstSeen ?? 0),
    task: (n) => tasks.get(graph.ids[n] as TaskId) as Task,
    record: (n) => records.get(graph.ids[n] as TaskId) as TaskRecord,
    others: [...records.values()].filter(({ task }) => !tasks.has(task)),
    groups: Array.from(queue.groups, ({ agent, touches, leaves }) => ({ agent, touches, leaves })),
    ready: readyIn(state),
    waits: [...waits],
    unrecorded: [...unrecorded],
  };
};

/** The ready tasks in their groups, each in its order. */
const groupsOf = ({ graph, wishes, groups, ready }: Image, turns: Turns): ReadyGroup[] => {
  const members: Ready[][] = groups.map(() => []);
  for (let n = 0; n < ready.length; n += 1)
    members[ready[n] as number]?.push(
      readyBy(turns, { id: graph.ids[n] as TaskId, priority: wishes.priority[n] as Priority }),
    );
  return groups.map((group, at) => readyGroup(group, members[at] ?? []));
};

const openOf = ({ fleet, attempts }: Image, groups: readonly ReadyGroup[]): OpenGroups => {
  const open = new OpenGroups();
  open.letLeave(isReached({ fleet }));
  for (const { step, spec } of attempts) if (step.phase !== "ending") open.begin(spec.touches);
  open.reset(groups);
  return open;
};

const leavingIn = (state: State): ReadonlySet<TaskId> =>
  new Set(
    Iterator.from(state.tasks.values())
      .filter((task) => waitsForReach(state, standingOf(state, task), task))
      .map(({ id }) => id),
  );

/** Of most questions, most of a queue is not asked. */
const queueOf = (image: Image, state: () => State): Queue => {
  const turns = once(() => turnsOf(image.wishes, image.graph));
  const inOrder = once(() => groupsOf(image, turns()));
  const groups = once(() => sortGroups(inOrder()));
  const open = once(() => openOf(image, inOrder()));
  return {
    graph: image.graph,
    get turns() {
      return turns();
    },
    get groups() {
      return groups();
    },
    get open() {
      return open();
    },
    waits: sortWaits(image.waits),
    unrecorded: new Set(image.unrecorded),
    // Only an engine asks.
    get leaving() {
      return leavingIn(state());
    },
  };
};

const recordsOf = ({ graph: { ids, numberOf }, record, others }: Image): State["records"] => {
  if (others.length === 0) return new Lookup({ ids, numberOf: (id) => numberOf.get(id) }, record);
  const places = new Map(others.map(({ task }, at) => [task, ids.length + at]));
  return new Lookup(
    { ids: [...ids, ...places.keys()], numberOf: (id) => numberOf.get(id) ?? places.get(id) },
    (n) => others[n - ids.length] ?? record(n),
  );
};

/** Takes a state up again: what it was laid out from, made when it is asked for. */
export const stateOf = (image: Image): State => {
  const { seq, fleet, graph, task } = image;
  const { ids, numberOf } = graph;
  const state: State = {
    seq,
    fleet,
    // Seldom asked for, and never where it has to be quick.
    get asked() {
      return askedAmong(this.tasks.values());
    },
    tasks: new Lookup({ ids, numberOf: (id) => numberOf.get(id) }, task),
    records: recordsOf(image),
    attempts: new Map(image.attempts.map((attempt) => [attempt.key, attempt])),
    tallies: new Map(image.tallies.map((tally) => [tallyKey(tally), tally])),
    current: new Map(image.attempts.map((attempt) => [attempt.task, attempt.key])),
    queue: queueOf(image, () => state),
  };
  return state;
};
