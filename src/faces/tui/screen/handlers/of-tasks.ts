import type { Task } from "../../../../core/task.ts";
import { count } from "../../../../views/words.ts";
import type { Effect } from "../effect.ts";
import { tell, type Handler, type Step, type Turn } from "../handler.ts";
import { tasksHere } from "../subject.ts";
import { inPlace } from "../ui.ts";

/** Said where a key needs a task and there is none. */
export const noTask = (turn: Turn): Step =>
  tell(turn, "Stand on a task first: this key does something with one.", "bad");

/** Nothing can be asked of the past. */
export const now =
  (handler: Handler): Handler =>
  (turn) =>
    turn.view.scene.past
      ? tell(turn, "This is the past: nothing can be changed in it.", "bad")
      : handler(turn);

/** The tasks that are marked, else the one that is stood on. */
export const tasksOf = (turn: Turn): readonly Task[] =>
  tasksHere(turn).flatMap((id) => turn.view.scene.state.tasks.get(id) ?? []);

/** Asks the same of every task that is marked or stood on; the marks are used up by it. */
export const each = (effectOf: (task: Task, turn: Turn) => Effect | undefined): Handler =>
  now((turn) => {
    const effects = tasksOf(turn).flatMap((task) => effectOf(task, turn) ?? []);
    if (effects.length === 0) return noTask(turn);
    return { ui: inPlace(turn.ui, { marks: new Set() }), effects };
  });

/** Several tasks in a word or two. */
export const named = (tasks: readonly Task[]): string =>
  tasks.length === 1 ? (tasks[0]?.id ?? "") : count(tasks.length, "task");
