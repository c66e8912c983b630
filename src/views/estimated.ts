import { courseOf, type Agenda } from "../core/estimate/course.ts";
import type { State } from "../core/state.ts";
import type { Task } from "../core/task.ts";

/** What the estimates in their files say of tasks: nothing that was ever measured. */
export type Estimated = {
  /** How many tasks have one. */
  readonly tasks: number;
  /** All the work of them that is left, in seconds. */
  readonly workSeconds: number;
  /** In how many seconds the last of them is over, with as many agents at once as there may be. */
  readonly seconds: number;
};

type Asked = {
  readonly agendaOf: (tasks: readonly Task[]) => Agenda;
  /** How long a task has taken so far, in seconds. */
  readonly taken: (task: Task) => number;
};

/** Adds up the estimates of tasks, and plays them once; undefined where none of them has one. */
export const estimatedOf = (
  { fleet }: State,
  tasks: readonly Task[],
  { agendaOf, taken }: Asked,
): Estimated | undefined => {
  const some = tasks.filter(({ estimate }) => estimate !== undefined);
  if (some.length === 0) return undefined;
  const left = some.map((task) => Math.max(0, (task.estimate ?? 0) * 60 - taken(task)));
  const bounds = {
    agents: fleet.config.slots.agents,
    day: { usd: Infinity, spent: 0, left: Infinity },
  };
  const ends = courseOf(agendaOf(some), bounds, (task) => ({ usd: 0, seconds: left[task] ?? 0 }));
  return {
    tasks: some.length,
    workSeconds: left.reduce((sum, seconds) => sum + seconds, 0),
    seconds: ends.reduce((latest, end) => Math.max(latest, end), 0),
  };
};
