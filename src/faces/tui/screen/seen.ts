import { attemptOf } from "../../../core/state.ts";
import type { TaskId } from "../../../core/task.ts";
import type { Need } from "../feed/need.ts";
import { screenNamed } from "../screens/catalogue.ts";
import { focusedPane } from "./cursor.ts";
import { bodySize, placeOf, type Ui } from "./ui.ts";
import type { View } from "./view.ts";

/** The work of a task as it lies now: what is seen of it counts until its attempt takes another turn. */
const seenKey = ({ scene }: View, task: TaskId, n?: number): string | undefined => {
  const attempt = attemptOf(scene.state, task);
  return attempt === undefined || (n !== undefined && attempt.n !== n)
    ? undefined
    : `${attempt.key} ${attempt.turn}`;
};

type DiffNeed = Extract<Need, { kind: "diff" }>;

/** The diffs that are on the screen: one hidden behind a zoomed pane is not. */
const diffsInSight = (view: View): readonly DiffNeed[] => {
  const place = placeOf(view.ui);
  const size = bodySize(view.ui);
  const { needs, panes } = screenNamed(place.screen);
  const diffs = (needs?.(view, size) ?? []).filter((need): need is DiffNeed => need.kind === "diff");
  if (diffs.length === 0 || !place.zoomed) return diffs;
  return focusedPane(panes(view, size), place)?.name === "diff" ? diffs : [];
};

/** The room with what is on its screen remembered as seen. Every key finds it so: before it was pressed, that was painted. */
export const withSeen = (view: View): Ui => {
  const { ui, scene } = view;
  const keys = diffsInSight(view)
    .filter((need) => scene.found(need).kind === "there")
    .flatMap(({ task, attempt }) => seenKey(view, task, attempt) ?? []);
  const fresh = keys.filter((key) => !ui.seen.has(key));
  return fresh.length === 0 ? ui : { ...ui, seen: new Set([...ui.seen, ...fresh]) };
};

/** Whether the diff of a task's work, as it is now, was on the screen. */
export const isSeen = (view: View, task: TaskId): boolean => view.ui.seen.has(seenKey(view, task) ?? "");
