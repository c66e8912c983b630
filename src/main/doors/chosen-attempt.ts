import type { State } from "../../core/state.ts";
import type { TaskId } from "../../core/task.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { command, count } from "../../views/words.ts";

/** The attempt that a person names, or the last one. Throws a `UsageError` where there is none such. */
export const chosenAttempt = (state: State, task: TaskId, named: number | undefined): number => {
  const attempts = state.records.get(task)?.attempts ?? 0;
  if (attempts === 0)
    throw new UsageError(
      `${task} has not been tried yet: there is nothing to show. \`${command("why", task)}\` tells what it waits for.`,
    );
  const n = named ?? attempts;
  if (n >= 1 && n <= attempts) return n;
  throw new UsageError(
    `there is no ${task}@${n}: ${task} has had ${count(attempts, "attempt")}, counted from 1 (\`${command("show", task)}\`)`,
  );
};
