import type { Graph } from "../core/graph.ts";
import type { Image } from "../core/image.ts";
import { once } from "../core/once.ts";
import type { TaskRecord } from "../core/record.ts";
import type { Priority, Task, TaskId } from "../core/task.ts";
import type { Problem } from "../core/problem.ts";
import { packColumns, unpackColumns, type Column, type Columns } from "./columns.ts";
import { openColumns } from "./columns-file.ts";
import { idOf } from "./draft.ts";
import { listColumns, listsIn, wholeOf, type KeptLists, type Lists } from "./lists.ts";
import { taskColumns, tasksIn } from "./task-columns.ts";

/** What an image stands on: it holds as long as all of that is as it was. */
export type Origin = Readonly<Record<string, string | number>>;

/** What is kept beside a state. */
type About = {
  readonly origin: Origin;
  /** What is wrong with the files that it was made from. */
  readonly problems: readonly Problem[];
  /** Tasks that no engine has seen yet: to whoever looks, they are as old as the look. */
  readonly unseen: ReadonlySet<TaskId>;
  /** What lists say of it, where they say so for a while. */
  readonly lists?: Lists | undefined;
};

/** An image as it was kept, and the state in it as it is to be taken up at a moment. */
export type KeptImage = Pick<About, "origin" | "problems"> &
  Pick<Image, "seq" | "fleet"> & {
    readonly at: (now: number) => Image;
    /** What lists say; undefined where that changes from moment to moment. */
    readonly lists: () => ListedTasks | undefined;
    /** For whoever asks neither. */
    readonly close: () => void;
  };

/** What lists say of tasks, and what the tasks' own files say; tasks go by their numbers. */
export type ListedTasks = KeptLists & {
  readonly id: (n: number) => TaskId;
  readonly title: (n: number) => string;
  readonly priority: (n: number) => Priority;
  readonly task: (n: number) => Task;
};

/** What is looked at to see whether an image holds. */
type Head = Pick<About, "origin" | "problems"> &
  Pick<Image, "seq" | "fleet"> & { readonly whole?: ReturnType<typeof wholeOf> };

/** What of a state is no column. */
type Rest = Pick<Image, "attempts" | "tallies" | "others" | "groups" | "waits" | "unrecorded"> & {
  readonly cycles: readonly (readonly [TaskId, { readonly ring: readonly TaskId[]; readonly at: number }])[];
  readonly unknown: readonly (readonly [TaskId, readonly TaskId[]])[];
};

const restOf = ({ attempts, tallies, others, groups, waits, unrecorded, graph }: Image): Rest => ({
  attempts,
  tallies,
  others,
  groups,
  waits,
  unrecorded,
  cycles: [...graph.cycles],
  unknown: [...graph.unknown],
});

const numbers = (of: Iterable<number>): Column => ({ kind: "numbers", of: Float64Array.from(of) });

/** Of a record, what many have in common. */
type Shared = Omit<TaskRecord, "task" | "firstSeen">;

const sharedOf = ({ attempts, spent, rest, past, landed, reopened }: TaskRecord): Shared => ({
  attempts,
  spent,
  rest,
  past,
  reopened,
  ...(landed === undefined ? {} : { landed }),
});

const columnsOf = (
  image: Image,
  tasks: readonly Task[],
  { unseen, lists }: About,
): Record<string, Column> => {
  const { graph, wishes, ready, record } = image;
  return {
    rest: { kind: "one", of: restOf(image) },
    ...taskColumns(tasks),
    ...(lists === undefined ? {} : listColumns(lists, graph.numberOf)),
    record: { kind: "values", of: tasks.map((_, n) => sharedOf(record(n))) },
    unseen: { kind: "values", of: tasks.map(({ id }) => unseen.has(id)) },
    starts: numbers(graph.starts),
    children: numbers(graph.children),
    sorted: numbers(graph.sorted),
    ready: numbers(ready),
    urgency: numbers(wishes.priority),
    due: numbers(wishes.due),
    takes: numbers(wishes.takes),
    hurries: numbers(wishes.hurries),
    firstSeen: numbers(wishes.firstSeen),
  };
};

/** An image as bytes; undefined for one that could not be read back as it is. */
export const packImage = (image: Image, about: About): Buffer | undefined => {
  const { origin, problems, lists } = about;
  const { seq, fleet, graph } = image;
  const tasks = graph.ids.map((_, n) => image.task(n));
  if (tasks.some(({ id, file }) => id !== idOf(file))) return undefined;
  const whole = lists === undefined ? {} : { whole: wholeOf(lists) };
  const head: Head = { origin, problems, seq, fleet, ...whole };
  return packColumns(head, tasks.length, columnsOf(image, tasks, about));
};

const graphIn = (columns: Columns, ids: readonly TaskId[], { cycles, unknown }: Rest): Graph => {
  const integers = (name: string): Int32Array => Int32Array.from(columns.numbers(name));
  const numberOf = new Map<TaskId, number>();
  for (const id of ids) numberOf.set(id, numberOf.size);
  return {
    ids,
    numberOf,
    starts: integers("starts"),
    children: integers("children"),
    sorted: integers("sorted"),
    cycles: new Map(cycles),
    unknown: new Map(unknown),
  };
};

const imageIn = (columns: Columns, now: number): Image => {
  const { seq, fleet } = columns.head as Head;
  const rest = columns.one("rest") as Rest;
  const { attempts, tallies, others, groups, waits, unrecorded } = rest;
  const files = columns.texts("file");
  const graph = graphIn(columns, files.map(idOf), rest);
  const unseen = columns.values<boolean>("unseen");
  const firstSeen = columns.numbers("firstSeen").map((at, n) => (unseen(n) === true ? now : at));
  const shared = columns.values<Shared>("record");
  let task: Image["task"] | undefined;
  return {
    seq,
    fleet,
    attempts,
    tallies,
    graph,
    wishes: {
      priority: columns.numbers("urgency"),
      due: columns.numbers("due"),
      takes: columns.numbers("takes"),
      hurries: columns.numbers("hurries"),
      firstSeen,
    },
    task: (n) => (task ??= tasksIn(columns, files))(n),
    record: (n) => ({
      task: graph.ids[n] as TaskId,
      firstSeen: firstSeen[n] as number,
      ...(shared(n) as Shared),
    }),
    others,
    groups,
    ready: Int32Array.from(columns.numbers("ready")),
    waits,
    unrecorded,
  };
};

const listedTasks = (columns: Columns): ListedTasks | undefined => {
  const { whole } = columns.head as Head;
  if (whole === undefined) return undefined;
  const [file, title] = [columns.text("file"), columns.text("title")];
  const priority = columns.values<Priority>("priority");
  const task = once(() => tasksIn(columns, columns.texts("file")));
  return {
    ...listsIn(columns, whole),
    id: (n) => idOf(file(n)),
    title,
    priority: (n) => priority(n) as Priority,
    task: (n) => task()(n),
  };
};

const kept = (columns: Columns, close: () => void): KeptImage => {
  const { origin, problems, seq, fleet } = columns.head as Head;
  return {
    origin,
    problems,
    seq,
    fleet,
    at: (now) => imageIn(columns, now),
    lists: () => listedTasks(columns),
    close,
  };
};

/** Reads what `packImage` made. Throws a SyntaxError for anything else. */
export const unpackImage = (bytes: Uint8Array): KeptImage => kept(unpackColumns(bytes), () => undefined);

/** The same off a file, of which most is read only when it is asked for. */
export const openImage = (path: string): KeptImage => {
  const columns = openColumns(path);
  return kept(columns, columns.close);
};
