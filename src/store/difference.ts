import type { Input } from "../core/input.ts";
import { isSame } from "../core/same.ts";
import type { Task, TaskId } from "../core/task.ts";
import type { Snapshot } from "./snapshot.ts";

/** A file that vanishes may be on its way elsewhere, by a checkout or an editor: it counts as deleted after this long. */
export const graceOnDisk = 5_000;

/** Since when a task has been missing from the files, and since when it was seen to be there before; undefined where it never was. */
type Absence = { readonly since: number; readonly shown: number | undefined };

/** What others have been told is in force, and what of it is missing from the files. */
export type Told = {
  readonly tasks: ReadonlyMap<TaskId, Task>;
  readonly missing: ReadonlyMap<TaskId, Absence>;
  /** When the files were first looked at. */
  readonly began?: number;
  /** When tasks that had been missing were there again. */
  readonly back?: ReadonlyMap<TaskId, number>;
  readonly agents?: Snapshot["agents"];
  readonly config?: Snapshot["config"];
};

/** What is to be told now, and when to look again although nothing may change. */
export type Difference = {
  readonly told: Told;
  readonly inputs: readonly Input[];
  readonly lookAgainAt?: number;
};

const inputsOf = (
  told: Told,
  next: Snapshot,
  { set, gone }: { readonly set: readonly Task[]; readonly gone: readonly TaskId[] },
): Input[] => {
  const inputs: Input[] = [];
  if (!isSame(told.config, next.config)) inputs.push({ kind: "config", config: next.config });
  if (!isSame(told.agents, next.agents)) inputs.push({ kind: "agents", agents: next.agents });
  if (set.length + gone.length > 0) inputs.push({ kind: "tasks", set, gone });
  return inputs;
};

/** How long a task stays in force without its file, which was seen to be there since a moment. */
type GraceOf = (task: Task, shown: number | undefined) => number;

/**
 * Compares what was told with what the files say now; tasks that are missing stay in force for their grace, in milliseconds:
 * for ever where that is infinite, until it is another one.
 */
export const differ = (
  told: Told,
  next: Snapshot,
  { now, graceOf }: { readonly now: number; readonly graceOf: GraceOf },
): Difference => {
  const absent = [...told.tasks.values()].filter(({ id }) => !next.tasks.has(id));
  const began = told.began ?? now;
  const absenceOf = (id: TaskId): Absence =>
    told.missing.get(id) ?? { since: now, shown: told.back?.get(id) ?? told.began };
  const missing = new Map(absent.map(({ id }) => [id, absenceOf(id)]));
  const ends = new Map(
    absent.map((task) => {
      const { since, shown } = absenceOf(task.id);
      return [task.id, since + graceOf(task, shown)];
    }),
  );
  const gone = [...ends].filter(([, end]) => now >= end).map(([id]) => id);
  const set = [...next.tasks.values()].filter((task) => !isSame(told.tasks.get(task.id), task));
  for (const id of gone) [missing, ends].forEach((one) => one.delete(id));
  const lookAgainAt = Math.min(...ends.values());
  const kept = absent.filter(({ id }) => missing.has(id));
  const tasks = new Map([...next.tasks, ...kept.map((task) => [task.id, task] as const)]);
  const returned = [...told.missing.keys()].filter((id) => next.tasks.has(id));
  const back = new Map([...(told.back ?? []), ...returned.map((id) => [id, now] as const)]);
  for (const id of gone) back.delete(id);
  return {
    told: { tasks, missing, began, back, agents: next.agents, config: next.config },
    inputs: inputsOf(told, next, { set, gone }),
    ...(Number.isFinite(lookAgainAt) ? { lookAgainAt } : {}),
  };
};
