import type { Task } from "../core/task.ts";
import { packColumns, unpackColumns, type Column, type Columns } from "./columns.ts";
import type { FoundFolder } from "./disk.ts";
import { idOf, optionalOf, type TaskDraft } from "./draft.ts";
import type { Entry, Saying } from "./entry.ts";

/** A folder that was walked. */
export type FolderSeen = FoundFolder & { readonly racy: boolean };

/** Every file as it was last read: a row for each task that is as it should be, in the order of their paths. */
export type Table = {
  /** Tells this table from all others. */
  readonly id: string;
  /** The folders that hold all the files; missing where more than their stamps would have to be looked at. */
  readonly folders?: readonly FolderSeen[];
  /** Other kinds of documents, and tasks with something to remark. */
  readonly others: readonly Entry[];
  readonly paths: readonly string[];
  readonly mtimes: Float64Array;
  readonly sizes: Float64Array;
  readonly inodes: Float64Array;
  readonly isRacy: (row: number) => boolean;
  /** What the file of a row says; made when it is first asked for. */
  saying(row: number): Saying & { readonly value: TaskDraft };
};

/** Raise it with every change of what a parser makes of the same text, and of how a table is laid out. */
const version = 5;

type TaskEntry = Entry & { readonly value: TaskDraft };

const isRow = (entry: Entry): entry is TaskEntry =>
  entry.kind === "task" &&
  entry.problems.length === 0 &&
  (entry.value as TaskDraft | undefined)?.task.digest === entry.digest;

/** What many tasks have in common. */
type Common = Omit<Task, "id" | "file" | "title" | "dependsOn" | "touches" | "verify" | "command" | "digest">;

const commonOf = (task: Task): Common => {
  const { status, priority, budget, maxAttempts, labels, hold, handoff } = task;
  const { command: _, ...optional } = optionalOf(task);
  return { status, priority, budget, maxAttempts, labels, hold, handoff, ...optional };
};

const columnsOf = (rows: readonly TaskEntry[]): Record<string, Column> => {
  const numbers = (of: (entry: TaskEntry) => number): Column => ({
    kind: "numbers",
    of: Float64Array.from(rows, of),
  });
  const texts = (of: (entry: TaskEntry) => string): Column => ({ kind: "texts", of: rows.map(of) });
  const values = (of: (entry: TaskEntry) => unknown): Column => ({ kind: "values", of: rows.map(of) });
  return {
    path: texts(({ path }) => path),
    mtime: numbers(({ stamp }) => stamp.mtimeMs),
    size: numbers(({ stamp }) => stamp.size),
    ino: numbers(({ stamp }) => stamp.ino),
    racy: values(({ racy }) => racy),
    digest: texts(({ digest }) => digest),
    title: texts(({ value }) => value.task.title),
    dependsOn: { kind: "lists", of: rows.map(({ value }) => value.task.dependsOn) },
    touches: values(({ value }) => value.task.touches),
    verify: values(({ value }) => value.task.verify),
    command: values(({ value }) => value.task.command),
    common: values(({ value }) => commonOf(value.task)),
    draft: values(({ value: { alias, assignees } }) => ({
      ...(alias === undefined ? {} : { alias }),
      assignees,
    })),
  };
};

/** Entries in the order of their paths, as bytes. */
export const packTable = (entries: readonly Entry[], about: Pick<Table, "id" | "folders">): Buffer => {
  const rows = entries.filter(isRow);
  const others = entries.filter((entry) => !isRow(entry));
  return packColumns({ version, ...about, others }, rows.length, columnsOf(rows));
};

const taskIn = (columns: Columns, paths: Table["paths"]): ((row: number) => Task) => {
  const [titles, digests] = [columns.texts("title"), columns.texts("digest")];
  const dependsOn = columns.lists("dependsOn");
  const [touches, verify] = [columns.values<string[]>("touches"), columns.values<string[]>("verify")];
  const [common, commands] = [columns.values<Common>("common"), columns.values<string>("command")];
  return (row) => {
    const file = paths[row] as string;
    const shared = common(row) as Common;
    const command = commands(row);
    // In one literal, and what is optional one by one: copying objects takes longer than all the rest.
    const task: { -readonly [Key in keyof Task]: Task[Key] } = {
      id: idOf(file),
      file,
      title: titles[row] as string,
      status: shared.status,
      priority: shared.priority,
      dependsOn: dependsOn(row),
      budget: shared.budget,
      maxAttempts: shared.maxAttempts,
      touches: touches(row) ?? [],
      verify: verify(row) ?? [],
      labels: shared.labels,
      hold: shared.hold,
      handoff: shared.handoff,
      digest: digests[row] as string,
    };
    const { agent, model, due, milestone, adopts } = shared;
    if (agent !== undefined) task.agent = agent;
    if (model !== undefined) task.model = model;
    if (due !== undefined) task.due = due;
    if (milestone !== undefined) task.milestone = milestone;
    if (adopts !== undefined) task.adopts = adopts;
    if (command !== undefined) task.command = command;
    return task;
  };
};

const fine: Saying["problems"] = [];

const sayingsIn = (columns: Columns, paths: Table["paths"]): Table["saying"] => {
  const task = taskIn(columns, paths);
  const drafts = columns.values<Omit<TaskDraft, "task">>("draft");
  return (row) => {
    const made = task(row);
    const { alias, assignees } = drafts(row) as Omit<TaskDraft, "task">;
    const value = alias === undefined ? { task: made, assignees } : { task: made, alias, assignees };
    return { path: made.file, kind: "task", value, problems: fine };
  };
};

/** Reads what `packTable` made, a row when it is asked for. Throws a SyntaxError for anything else. */
export const unpackTable = (bytes: Uint8Array): Table => {
  const columns = unpackColumns(bytes);
  const head = columns.head as { readonly version: number } & Pick<Table, "id" | "folders" | "others">;
  if (head.version !== version) throw new SyntaxError(`this is a table of version ${head.version}`);
  const racy = columns.values<boolean>("racy");
  const said: ReturnType<Table["saying"]>[] = Array.from({ length: columns.rows });
  let paths: readonly string[] | undefined;
  let saying: Table["saying"] | undefined;
  return {
    ...head,
    get paths() {
      return (paths ??= columns.texts("path"));
    },
    mtimes: columns.numbers("mtime"),
    sizes: columns.numbers("size"),
    inodes: columns.numbers("ino"),
    isRacy: (row) => racy(row) === true,
    saying(row) {
      return (said[row] ??= (saying ??= sayingsIn(columns, this.paths))(row));
    },
  };
};

/** The whole entry of a row. */
export const entryAt = (table: Table, row: number): Entry => {
  const saying = table.saying(row);
  return {
    ...saying,
    stamp: {
      mtimeMs: table.mtimes[row] as number,
      size: table.sizes[row] as number,
      ino: table.inodes[row] as number,
    },
    racy: table.isRacy(row),
    digest: saying.value.task.digest,
  };
};
