import { attemptKey } from "../../../core/attempt.ts";
import { roadmapRows } from "../../../views/milestones.ts";
import { pickAttempt } from "../../cli/pick.ts";
import type { Size } from "../compose/block.ts";
import type { Scene } from "../feed/scene.ts";
import { screens } from "../screens/catalogue.ts";
import { enter, newPlace, newUi, type Ui } from "./ui.ts";

/** The roadmap or milestone of a name, as the roadmap's screen knows it. */
const lineNamed = ({ state, roadmaps, board }: Scene, where: string): string | undefined => {
  const rows = roadmapRows(state, roadmaps, (id) => board.placeOf(id)?.phase);
  if (rows.some(({ id }) => id !== "" && id === where)) return `roadmap ${where}`;
  const keys = rows.flatMap(({ milestones }) => milestones.map(({ key }) => key));
  return keys.some((key) => key !== "" && key === where) ? `milestone ${where}` : undefined;
};

/**
 * The room as it is opened at a screen, a roadmap, a milestone (`core#m1`), a task, an attempt (`login@2`) or an action
 * (`login@2/6`), by its name. Throws a `UsageError` where there is none.
 */
export const uiAt = (scene: Scene, where: string, size: Size): Ui => {
  const { state } = scene;
  const tab = screens.find(({ name, digit }) => digit !== undefined && name === where.toLowerCase());
  if (tab !== undefined) return newUi(tab.name, size);
  const line = state.tasks.has(where) ? undefined : lineNamed(scene, where);
  if (line !== undefined) return enter(newUi("roadmap", size), newPlace("milestone", line));
  const [, whole = where, action] = /^(.+@\d+)\/(\d{1,6})$/.exec(where) ?? [];
  const { task, attempt } = pickAttempt(state, whole);
  const room = enter(newUi("queue", size), newPlace("task", task.id));
  if (attempt === undefined) return room;
  const key = attemptKey(task.id, attempt);
  const tried = enter(room, newPlace("attempt", key));
  if (action === undefined) return tried;
  const cursors = { actions: { id: action, at: Math.max(0, Number(action) - 1) } };
  return enter(tried, { ...newPlace("action", key), cursors });
};
