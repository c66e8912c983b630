import type { Task } from "./task.ts";

/** What a change brings beside the work itself: results, and the files of the tasks that they are of. */
export type Record = {
  /** The tasks whose results it brings; none where it is no work of ours. */
  readonly tasks: readonly string[];
  readonly isResult: (path: string) => boolean;
};

/** Reads off the paths of a change whose work it is: only we write results. */
export const recordIn = (paths: readonly string[], results: string): Record => {
  const owner = (path: string): string | undefined =>
    path.startsWith(`${results}/`)
      ? /^([^/]+)\/\d+\.md$/.exec(path.slice(results.length + 1))?.[1]
      : undefined;
  return {
    tasks: [...new Set(paths.flatMap((path) => owner(path) ?? []))],
    isResult: (path) => owner(path) !== undefined,
  };
};

/** What the tasks of a change demand of it together, as the base has them; a task that the base has not demands nothing. */
export const demandsOf = (tasks: readonly Pick<Task, "touches" | "verify">[]) => ({
  touches: tasks.flatMap(({ touches }) => touches),
  verify: [...new Set(tasks.flatMap(({ verify }) => verify))],
});
