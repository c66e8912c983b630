import { everyone, rungsOf } from "../../core/rung.ts";
import type { State } from "../../core/state.ts";
import type { Task } from "../../core/task.ts";
import { UsageError } from "../doors/usage-error.ts";
import { pick } from "./pick.ts";

/** What is said of a task that nobody has written. */
export type Sketch = {
  readonly agent?: string;
  readonly label?: readonly string[];
  readonly touches?: readonly string[];
};

/** A task that nobody has written, to ask about. */
const imagined = (title: string, { agent = everyone, label = [], touches = [] }: Sketch): Task => ({
  id: "",
  file: "the task",
  title,
  status: "todo",
  priority: 2,
  dependsOn: [],
  agent,
  budget: {},
  maxAttempts: 3,
  touches,
  verify: [],
  labels: label,
  hold: false,
  handoff: "local",
  digest: "",
});

const isWritten = ({ tasks }: State, given: string): boolean =>
  [...tasks.values()].some(({ id, file }) => id.startsWith(given) || file === given.replace(/^\.\//, ""));

/** The task that is meant: one that is there, or else one that the text describes. `command` is asked in an example. */
export const taskMeant = (
  state: State,
  given: string,
  { command, ...sketch }: Sketch & { command: string },
): Task => {
  const example = `traffic ${command} 'Fix the login'`;
  if (given.trim() === "") throw new UsageError(`say what is to be done, or name a task: ${example}`);
  if (isWritten(state, given)) return pick(state, given);
  if (!/\s/.test(given))
    throw new UsageError(
      `no task is called ${JSON.stringify(given)}, and one word is no task: say in a few what is to be done, such as ${example}`,
    );
  const task = imagined(given, sketch);
  if (rungsOf(state, task).length === 0)
    throw new UsageError(
      `no agent and no team is called ${JSON.stringify(task.agent)}: traffic.yaml and agents/ name them`,
    );
  return task;
};
