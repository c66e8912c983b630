import { situationOf } from "../../../views/phase.ts";
import { inside } from "../compose/panel.ts";
import type { Row } from "../compose/span.ts";
import { chosenId, focusedPane, paneCursor } from "../screen/cursor.ts";
import type { Turn } from "../screen/handler.ts";
import { turnOf } from "../screen/reduce.ts";
import type { Pane } from "../screen/screen.ts";
import { shownBox } from "../screen/shown-box.ts";
import { placeOf, trail } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { screenNamed } from "../screens/catalogue.ts";
import { overlayBlock } from "../shell/overlay.ts";

/** What a screen says to someone who does not see it. */
export type Spoken = {
  /** Where one is: another place is told whole. */
  readonly place: string;
  /** What stands beside the list there: told when one comes, not each time a number in it changes. */
  readonly around: readonly string[];
  /** The list that the keys are in, and how far one is in it. */
  readonly list: string;
  /** What is stood on. */
  readonly here: string;
  readonly overlay: readonly string[];
  readonly notice: string;
};

/** Frames, bars and plots are for the eye. */
const drawn = /[\u2500-\u259f\u2800-\u28ff·•]+/gu;

const textOf = (row: Row): string =>
  row
    .map(({ text }) => text)
    .join("")
    .replaceAll(drawn, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

const linesOf = (rows: readonly Row[]): readonly string[] => rows.map(textOf).filter((line) => line !== "");

/** Nothing that is said has to fit between two edges: no end of a sentence is left out. */
const wide = 1000;

const bodyOf = (view: View, pane: Pane): readonly Row[] => {
  const box = shownBox(view, pane.box);
  return pane.body({ ...(pane.bare === true ? box : inside(box)), width: wide });
};

/** A task in words: its signs are for the eye too. */
const taskWords = ({ scene: { state }, ui }: View, id: string): string | undefined => {
  const task = state.tasks.get(id);
  if (task === undefined) return undefined;
  const marked = placeOf(ui).marks.has(id) ? ", marked" : "";
  return `${id}, ${task.title}, ${situationOf(state, task).phase}, P${task.priority}${marked}`;
};

/** The row that is stood on; where a log is followed, its last one. */
const rowHere = (view: View, pane: Pane): string => {
  const rows = bodyOf(view, pane);
  const chosen = rows.find((row) => row.some(({ back }) => back === "selected"));
  return chosen === undefined ? (linesOf(rows).at(-1) ?? "") : textOf(chosen);
};

const hereIn = (turn: Turn): string => {
  const { view, pane } = turn;
  if (pane?.list === undefined || pane.list.count === 0) return "";
  const id = chosenId(pane, placeOf(view.ui)) ?? "";
  if (pane.list.of === "task") return taskWords(view, id) ?? id;
  if (pane.list.of !== "attempt") return rowHere(view, pane);
  const attempt = view.scene.state.attempts.get(id);
  return attempt === undefined ? rowHere(view, pane) : `${id}, ${attempt.spec.title}, ${attempt.step.phase}`;
};

const listIn = ({ view, pane }: Turn): string => {
  if (pane?.list === undefined) return "";
  const { count } = pane.list;
  const at = count === 0 ? "empty" : `${paneCursor(pane, placeOf(view.ui)) + 1} of ${count}`;
  return `${pane.title}, ${at}`;
};

/** Dialogs as they look where there is little room across and no end below: one thing a line. */
const overlayLines = (view: View): readonly string[] => {
  const { overlay } = view.ui;
  const narrow = { ...view, ui: { ...view.ui, size: { width: 66, height: 200 } } };
  return overlay === undefined ? [] : linesOf(overlayBlock(narrow, overlay));
};

/** The screen as it is said. */
export const spoken = (view: View): Spoken => {
  const { ui } = view;
  const turn = turnOf(view, { key: "" });
  const place = placeOf(ui);
  const path = trail(ui).map((one) => one.subject ?? screenNamed(one.screen).title);
  const beside = turn.panes.filter(
    (pane) => pane.list === undefined && pane !== focusedPane(turn.panes, place),
  );
  return {
    place: [...path, place.mode ?? ""].filter((word) => word !== "").join(", "),
    around: beside.flatMap((pane) => [`${pane.title}:`, ...linesOf(bodyOf(view, pane))]),
    list: listIn(turn),
    here: hereIn(turn),
    overlay: overlayLines(view),
    notice: ui.filtering ? `filter: ${place.filter}` : (ui.notice?.text ?? ""),
  };
};
