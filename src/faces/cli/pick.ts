import type { State } from "../../core/state.ts";
import type { Task, TaskId } from "../../core/task.ts";
import { list } from "../../views/words.ts";
import { UsageError } from "../doors/usage-error.ts";

/** How many letters differ between two words, at most `most` + 1 (Levenshtein). */
const distance = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (b[j - 1] === a[i] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

const nearest = (ids: readonly TaskId[], given: string): TaskId[] => {
  const most = given.length < 4 ? 1 : 2;
  const inside = ids.filter((id) => id.includes(given));
  return inside.length > 0 ? inside : ids.filter((id) => distance(id, given, most) <= most);
};

const unknown = (ids: readonly TaskId[], given: string): UsageError => {
  const near = nearest(ids, given);
  if (ids.length === 0)
    return new UsageError("there is no task here yet: write one with traffic add 'What to do'");
  const hint = near.length > 0 ? `did you mean ${list(near)}?` : "traffic ls --all shows every task";
  return new UsageError(`no task is called ${JSON.stringify(given)}: ${hint}`);
};

const byPrefix = (ids: readonly TaskId[], given: string): TaskId => {
  const found = ids.filter((id) => id.startsWith(given));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length === 0) throw unknown(ids, given);
  throw new UsageError(`${JSON.stringify(given)} could be ${list(found.sort(), 8)}: write more of it`);
};

/** The tasks there are, by their names. */
type Names = {
  readonly has: (id: TaskId) => boolean;
  readonly all: () => TaskId[];
  readonly files: () => Iterable<readonly [TaskId, string]>;
};

/** The task whose file is meant, by its path from anywhere: the shell may stand in a folder, or name it from the root of the disk. */
const byFile = ({ files }: Names, given: string): TaskId | undefined => {
  const path = given.replace(/^(?:\.{1,2}\/)+/, "");
  for (const [id, file] of files()) if (path === file || given.endsWith(`/${file}`)) return id;
  return undefined;
};

/** The id that a person means: by itself, by the task's file, or by a beginning that only one id has. */
const idMeant = (names: Names, given: string): TaskId => {
  if (given === "") throw new UsageError("a task's id is missing: it is empty (traffic ls shows them)");
  if (names.has(given)) return given;
  const found = /\.md$/i.test(given) ? byFile(names, given) : undefined;
  return found ?? byPrefix(names.all(), given);
};

/** The task a person means: by its id, its file, or a beginning that only one id has. Throws a `UsageError` otherwise. */
export const pick = ({ tasks }: State, given: string): Task => {
  const names: Names = {
    has: (id) => tasks.has(id),
    all: () => [...tasks.keys()],
    files: () => tasks.values().map(({ id, file }) => [id, file] as const),
  };
  return tasks.get(idMeant(names, given)) as Task;
};

/** The ids of the tasks a person means, each once, told from the names of their files alone. */
export const pickFiles = (files: ReadonlyMap<TaskId, string>, given: readonly string[]): TaskId[] => {
  const names: Names = {
    has: (id) => files.has(id),
    all: () => [...files.keys()],
    files: () => files,
  };
  return [...new Set(given.map((one) => idMeant(names, one)))];
};

/** The task a person means, and the attempt where it is named as events name it: `login@2`. */
export const pickAttempt = (
  state: State,
  given: string,
): { readonly task: Task; readonly attempt?: number } => {
  const [, name, n] = /^(.+)@(\d{1,9})$/.exec(given) ?? [];
  return name === undefined || state.tasks.has(given)
    ? { task: pick(state, given) }
    : { task: pick(state, name), attempt: Number(n) };
};

/** The tasks a person means, each once. */
export const pickAll = (state: State, given: readonly string[]): Task[] => [
  ...new Set(given.map((one) => pick(state, one))),
];
