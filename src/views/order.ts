import { compareReady, readyBy } from "../core/ready.ts";
import type { State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";

/**
 * Tasks in the order of their turns, as the queue takes them; where `group` tells them apart, by that first. What is
 * compared is looked up once for each: a list may hold ten thousand.
 */
export const inTurn = <T extends { readonly id: TaskId }>(
  state: State,
  tasks: readonly T[],
  group: (task: T) => number = () => 0,
): T[] =>
  tasks
    .map((task) => ({
      task,
      group: group(task),
      ready: readyBy(state.queue.turns, {
        id: task.id,
        priority: state.tasks.get(task.id)?.priority ?? 4,
      }),
    }))
    .sort((a, b) => a.group - b.group || compareReady(a.ready, b.ready))
    .map(({ task }) => task);
