import type { Box } from "../compose/block.ts";
import { whole } from "../compose/boxes.ts";
import { tabAt } from "../shell/head.ts";
import { cursorOn, focusedPane, paneCursor } from "./cursor.ts";
import { become, type Step, type Turn } from "./handler.ts";
import { modeOf, reduce, turnOf } from "./reduce.ts";
import { runRoom } from "./run-room.ts";
import type { Pane } from "./screen.ts";
import type { Pointed } from "./pointer.ts";
import { bodySize, inPlace, placeOf, showTab } from "./ui.ts";
import type { View } from "./view.ts";

/** The body begins below the two lines at the top. */
const top = 2;

/** So many rows a turn of the wheel moves. */
const wheelRows = 3;

const isIn = ({ x, y, width, height }: Box, at: Pointed): boolean =>
  at.x >= x && at.x < x + width && at.y - top >= y && at.y - top < y + height;

/** The pane under the mouse, with the box in which it is shown. */
const paneAt = ({ view, panes, pane }: Turn, at: Pointed): Pane | undefined => {
  if (!placeOf(view.ui).zoomed) return panes.find(({ box }) => isIn(box, at));
  return pane === undefined ? undefined : { ...pane, box: whole(bodySize(view.ui)) };
};

const moved = (turn: Turn, pane: Pane, to: number): Step => {
  const place = placeOf(turn.ui);
  const { [pane.name]: _, ...others } = place.cursors;
  const cursor = pane.list === undefined ? undefined : cursorOn(pane.list, to);
  const cursors = cursor === undefined ? others : { ...others, [pane.name]: cursor };
  return become(inPlace(turn.ui, { focus: pane.name, cursors }));
};

const clicked = (turn: Turn, pane: Pane, at: Pointed): Step => {
  const place = placeOf(turn.ui);
  const edge = pane.bare === true ? 0 : 1;
  const inner = { x: at.x - pane.box.x - edge, y: at.y - top - pane.box.y - edge };
  const found = pane.pick?.(inner);
  if (pane.list === undefined || found === undefined || found < 0 || found >= pane.list.count)
    return become(pane.list === undefined ? turn.ui : inPlace(turn.ui, { focus: pane.name }));
  const isHere = focusedPane(turn.panes, place)?.name === pane.name && paneCursor(pane, place) === found;
  return isHere ? runRoom("open", { ...turn, pane }) : moved(turn, pane, found);
};

/** What the mouse does: a click moves to what is under it, another opens it; the wheel moves in the pane that it is over. */
export const point = (view: View, at: Pointed): Step => {
  const turn = turnOf(view, { key: "" });
  const isWheel = at.kind !== "click";
  if (modeOf(view.ui) !== "room")
    return isWheel ? reduce(view, { key: at.kind === "wheel_up" ? "up" : "down" }) : become(view.ui);
  if (!isWheel && at.y === 1) {
    const tab = tabAt(view, at.x);
    return become(tab === undefined ? view.ui : showTab(view.ui, tab));
  }
  const pane = paneAt(turn, at);
  if (pane === undefined) return become(view.ui);
  if (!isWheel) return clicked(turn, pane, at);
  const by = at.kind === "wheel_up" ? -wheelRows : wheelRows;
  return pane.list === undefined
    ? become(view.ui)
    : moved(turn, pane, paneCursor(pane, placeOf(view.ui)) + by);
};
