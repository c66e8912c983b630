import type { Task } from "../core/task.ts";
import { idOf, optionalOf, type Optional, type TaskDraft } from "./draft.ts";
import type { Entry, Kind, Kinds } from "./entry.ts";

/**
 * A task by position, without what its path tells. Ten thousand of them are read at every start: names for each value
 * would triple the text, and copying objects the time.
 */
type PackedTask = readonly [
  title: string,
  status: Task["status"],
  priority: Task["priority"],
  dependsOn: Task["dependsOn"],
  budget: Task["budget"],
  maxAttempts: number,
  touches: Task["touches"],
  verify: Task["verify"],
  labels: Task["labels"],
  hold: boolean,
  /** Empty where it is that of the entry. */
  digest: string,
  optional: Optional,
  assignees: TaskDraft["assignees"],
  alias: string | null,
];

type PackedEntry = readonly [
  path: string,
  kind: Kind,
  mtimeMs: number,
  size: number,
  ino: number,
  racy: boolean,
  digest: string,
  value: PackedTask | Kinds[Kind] | null,
  problems: Entry["problems"],
];

const packTask = ({ task, alias, assignees }: TaskDraft, digest: string): PackedTask => [
  task.title,
  task.status,
  task.priority,
  task.dependsOn,
  task.budget,
  task.maxAttempts,
  task.touches,
  task.verify,
  task.labels,
  task.hold,
  task.digest === digest ? "" : task.digest,
  optionalOf(task),
  assignees,
  alias ?? null,
];

/** By index: destructuring an array walks its iterator, which is slow until it is compiled. */
const unpackTask = (packed: PackedTask, path: string, digest: string): TaskDraft => {
  const task: Task = {
    id: idOf(path),
    file: path,
    title: packed[0],
    status: packed[1],
    priority: packed[2],
    dependsOn: packed[3],
    budget: packed[4],
    maxAttempts: packed[5],
    touches: packed[6],
    verify: packed[7],
    labels: packed[8],
    hold: packed[9],
    digest: packed[10] === "" ? digest : packed[10],
  };
  Object.assign(task, packed[11]);
  return packed[13] === null
    ? { task, assignees: packed[12] }
    : { task, alias: packed[13], assignees: packed[12] };
};

/** An entry as one short line of JSON. */
export const pack = ({ path, kind, stamp, racy, digest, value, problems }: Entry): string => {
  const short =
    kind === "task" && value !== undefined ? packTask(value as TaskDraft, digest) : (value ?? null);
  const packed: PackedEntry = [
    path,
    kind,
    stamp.mtimeMs,
    stamp.size,
    stamp.ino,
    racy,
    digest,
    short,
    problems,
  ];
  return JSON.stringify(packed);
};

const unpackOne = (packed: PackedEntry): Entry => {
  const path = packed[0];
  const kind = packed[1];
  const value = packed[7];
  const entry = {
    path,
    kind,
    stamp: { mtimeMs: packed[2], size: packed[3], ino: packed[4] },
    racy: packed[5],
    digest: packed[6],
    problems: packed[8],
  };
  if (value === null) return entry;
  return Object.assign(entry, {
    value: kind === "task" ? unpackTask(value as PackedTask, path, packed[6]) : (value as Kinds[Kind]),
  });
};

/** The entries behind any number of packed ones, joined by commas. Throws a SyntaxError for anything else. */
export const unpack = (lines: string): Entry[] => (JSON.parse(`[${lines}]`) as PackedEntry[]).map(unpackOne);
