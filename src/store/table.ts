import { packColumns, unpackColumns, type Column, type Columns } from "./columns.ts";
import type { FoundFolder } from "./disk.ts";
import type { TaskDraft } from "./draft.ts";
import type { Entry, Saying } from "./entry.ts";
import { taskColumns, tasksIn } from "./task-columns.ts";

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
const version = 22;

type TaskEntry = Entry & { readonly value: TaskDraft };

const isRow = (entry: Entry): entry is TaskEntry =>
  entry.kind === "task" &&
  entry.problems.length === 0 &&
  (entry.value as TaskDraft | undefined)?.task.digest === entry.digest;

/** What most drafts hold beside their tasks, said once for all. */
const unassigned: Omit<TaskDraft, "task"> = { assignees: [] };

const columnsOf = (rows: readonly TaskEntry[]): Record<string, Column> => {
  const numbers = (of: (entry: TaskEntry) => number): Column => ({
    kind: "numbers",
    of: new Float64Array(rows.map(of)),
  });
  const values = (of: (entry: TaskEntry) => unknown): Column => ({ kind: "values", of: rows.map(of) });
  return {
    mtime: numbers(({ stamp }) => stamp.mtimeMs),
    size: numbers(({ stamp }) => stamp.size),
    ino: numbers(({ stamp }) => stamp.ino),
    racy: values(({ racy }) => racy),
    ...taskColumns(rows.map(({ value }) => value.task)),
    draft: values(({ value: { alias, assignees } }) => {
      if (alias === undefined) return assignees.length === 0 ? unassigned : { assignees };
      return { alias, assignees };
    }),
  };
};

/** Entries in the order of their paths, as bytes. */
export const packTable = (entries: readonly Entry[], about: Pick<Table, "id" | "folders">): Buffer => {
  const rows = entries.filter(isRow);
  const others = entries.filter((entry) => !isRow(entry));
  return packColumns({ version, ...about, others }, rows.length, columnsOf(rows));
};

const fine: Saying["problems"] = [];

const sayingsIn = (columns: Columns, paths: Table["paths"]): Table["saying"] => {
  const task = tasksIn(columns, paths);
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
      return (paths ??= columns.texts("file"));
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
