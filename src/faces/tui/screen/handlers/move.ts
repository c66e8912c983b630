import { cursorOn, focusedPane, paneCursor } from "../cursor.ts";
import { become, type Handler, type Handlers, type Step, type Turn } from "../handler.ts";
import { enter, inPlace, leave, placeOf, showTab } from "../ui.ts";
import { tabOf } from "../../screens/catalogue.ts";
import { chosenId } from "../cursor.ts";

const stand = (turn: Turn, to: (at: number, count: number) => number): Step => {
  const { ui, pane } = turn;
  if (pane?.list === undefined || pane.list.count === 0) return become(ui);
  const place = placeOf(ui);
  const cursor = cursorOn(pane.list, to(paneCursor(pane, place), pane.list.count));
  const { [pane.name]: _, ...others } = place.cursors;
  return become(inPlace(ui, { cursors: cursor === undefined ? others : { ...others, [pane.name]: cursor } }));
};

const by =
  (rows: (turn: Turn) => number): Handler =>
  (turn) =>
    stand(turn, (at) => at + rows(turn));

const half = ({ pane }: Turn): number => Math.max(1, Math.floor((pane?.box.height ?? 2) / 2) - 1);

const focusNext =
  (step: 1 | -1): Handler =>
  ({ ui, panes }) => {
    const able = panes.filter(({ list }) => list !== undefined);
    const now = focusedPane(panes, placeOf(ui));
    const at = able.findIndex((one) => one === now);
    const next = able.at((at + step + able.length) % Math.max(1, able.length));
    return become(next === undefined ? ui : inPlace(ui, { focus: next.name }));
  };

const open: Handler = ({ ui, view, pane, screen }) => {
  const id = chosenId(pane, placeOf(ui));
  const of = pane?.list?.of;
  const place = id === undefined || of === undefined ? undefined : screen.deeper?.(view, id, of);
  return become(place === undefined ? ui : enter(ui, place));
};

/** Takes back the last thing that was put on: marks, a filter, the zoom; then one level. */
const back: Handler = ({ ui }) => {
  const place = placeOf(ui);
  if (place.marks.size > 0) return become(inPlace(ui, { marks: new Set() }));
  if (place.filter !== "") return become(inPlace(ui, { filter: "" }));
  if (place.zoomed) return become(inPlace(ui, { zoomed: false }));
  return become(leave(ui));
};

/** Keys that move within the screen and between screens. */
export const moving: Handlers = {
  down: by(() => 1),
  up: by(() => -1),
  half_down: by(half),
  half_up: by((turn) => -half(turn)),
  first: (turn) => stand(turn, () => 0),
  last: (turn) => stand(turn, (_, count) => count - 1),
  next_pane: focusNext(1),
  last_pane: focusNext(-1),
  open,
  back,
  zoom: ({ ui }) => become(inPlace(ui, { zoomed: !placeOf(ui).zoomed })),
  show_tab: ({ ui, press }) => {
    const tab = tabOf(press.key);
    return become(tab === undefined ? ui : showTab(ui, tab));
  },
};
