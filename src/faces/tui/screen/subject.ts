import type { TaskId } from "../../../core/task.ts";
import { chosenId } from "./cursor.ts";
import type { Turn } from "./handler.ts";
import { placeOf } from "./ui.ts";

/** The task of an attempt's key. */
export const taskOfKey = (key: string): TaskId => key.slice(0, key.lastIndexOf("@"));

/** The task that keys are about: the one stood on, of the attempt stood on, or that the screen is about. */
export const taskHere = ({ pane, ui, screen, view }: Turn): TaskId | undefined => {
  const id = chosenId(pane, placeOf(ui));
  const of = pane?.list?.of;
  if (id !== undefined && of === "task") return id;
  if (id !== undefined && of === "attempt") return taskOfKey(id);
  return screen.task?.(view);
};

/** The tasks that keys act on: those that are marked, else the one that is stood on. */
export const tasksHere = (turn: Turn): readonly TaskId[] => {
  const { state } = turn.view.scene;
  const marked = [...placeOf(turn.ui).marks].filter((id) => state.tasks.has(id));
  if (marked.length > 0) return marked;
  const one = taskHere(turn);
  return one !== undefined && state.tasks.has(one) ? [one] : [];
};
