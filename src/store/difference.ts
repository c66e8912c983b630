import type { Input } from "../core/input.ts";
import { isSame } from "../core/same.ts";
import type { Task, TaskId } from "../core/task.ts";
import type { Snapshot } from "./snapshot.ts";

/** A file that vanishes may be on its way elsewhere, by a checkout or an editor: it counts as deleted after this long. */
export const graceOnDisk = 5_000;

/** What others have been told is in force, and since when some of it has been missing from the files. */
export type Told = {
  readonly tasks: ReadonlyMap<TaskId, Task>;
  readonly missing: ReadonlyMap<TaskId, number>;
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

/**
 * Compares what was told with what the files say now; tasks that are missing stay in force for their grace, in milliseconds:
 * for ever where that is infinite, until it is another one.
 */
export const differ = (
  told: Told,
  next: Snapshot,
  { now, graceOf }: { readonly now: number; readonly graceOf: (task: Task) => number },
): Difference => {
  const absent = [...told.tasks.values()].filter(({ id }) => !next.tasks.has(id));
  const missing = new Map(absent.map(({ id }) => [id, told.missing.get(id) ?? now]));
  const ends = new Map(absent.map((task) => [task.id, (missing.get(task.id) ?? now) + graceOf(task)]));
  const gone = [...ends].filter(([, end]) => now >= end).map(([id]) => id);
  const set = [...next.tasks.values()].filter((task) => !isSame(told.tasks.get(task.id), task));
  for (const id of gone) [missing, ends].forEach((one) => one.delete(id));
  const lookAgainAt = Math.min(...ends.values());
  const kept = absent.filter(({ id }) => missing.has(id));
  const tasks = new Map([...next.tasks, ...kept.map((task) => [task.id, task] as const)]);
  return {
    told: { tasks, missing, agents: next.agents, config: next.config },
    inputs: inputsOf(told, next, { set, gone }),
    ...(Number.isFinite(lookAgainAt) ? { lookAgainAt } : {}),
  };
};
