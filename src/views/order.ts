import type { State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";
import { turnAt } from "../core/turn.ts";

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
      id: task.id,
      group: group(task),
      turn: turnAt(state.queue.turns, task.id) ?? Number.MAX_SAFE_INTEGER,
      priority: state.tasks.get(task.id)?.priority ?? 4,
    }))
    .sort((a, b) => a.group - b.group || a.turn - b.turn || a.priority - b.priority || (a.id < b.id ? -1 : 1))
    .map(({ task }) => task);
