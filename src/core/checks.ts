import type { Check, Config } from "./config.ts";
import type { Task } from "./task.ts";

/** Limit of a check that a task brings itself, in minutes awake. */
const minutes = 30;

/** Everything that judges a task's work: the repository's checks, then its own. Without a task, the repository's. */
export const checksFor = (config: Config, task: Pick<Task, "verify"> | undefined): readonly Check[] => [
  ...config.checks,
  ...(task?.verify ?? []).map((run): Check => ({ name: run, run, minutes, own: "task" })),
];
