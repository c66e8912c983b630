import { bodySize, leastSize, placeOf } from "../screen/ui.ts";
import { focusedPane } from "../screen/cursor.ts";
import { screenNamed } from "../screens/catalogue.ts";
import type { Pane } from "../screen/screen.ts";
import type { View } from "../screen/view.ts";
import { plainRows } from "../compose/ascii.ts";
import { assemble, dialog, fitBlock, type Size } from "../compose/block.ts";
import { whole } from "../compose/boxes.ts";
import { footRows } from "./foot.ts";
import { headLine, tabLine } from "./head.ts";
import { overlayBlock } from "./overlay.ts";
import { inside, panel } from "../compose/panel.ts";
import { row, type Row } from "../compose/span.ts";

/** Only where the keys go is the row that is stood on laid on a ground of its own. */
const unlit = (rows: readonly Row[]): readonly Row[] =>
  rows.map((whole) =>
    whole.some(({ back }) => back === "selected")
      ? whole.map(({ back, ...one }) => (back === "selected" || back === undefined ? one : { ...one, back }))
      : whole,
  );

type Lit = { readonly focused: boolean; readonly framed: boolean };

const paneRows = (view: View, pane: Pane, { focused: isHere, framed }: Lit): readonly Row[] => {
  const { box, title, right, below, bare } = pane;
  const focused = isHere && framed;
  const body = (size: Size): readonly Row[] => (isHere ? pane.body(size) : unlit(pane.body(size)));
  if (bare === true) return fitBlock(body(box), box);
  const heading = {
    title,
    focused,
    ...(right === undefined ? {} : { right }),
    ...(below === undefined ? {} : { below }),
  };
  return panel(view.look, heading, { size: box, rows: body(inside(box)) });
};

/** One pane takes all the room where a person zoomed it. */
const shownPanes = (view: View, panes: readonly Pane[], body: Size): readonly Pane[] => {
  const focused = focusedPane(panes, placeOf(view.ui));
  return placeOf(view.ui).zoomed && focused !== undefined ? [{ ...focused, box: whole(body) }] : panes;
};

const bodyRows = (view: View): readonly Row[] => {
  const size = bodySize(view.ui);
  const place = placeOf(view.ui);
  const panes = screenNamed(place.screen).panes(view, size);
  const able = panes.filter(({ list }) => list !== undefined).length > 1;
  const focused = focusedPane(panes, place)?.name;
  const parts = shownPanes(view, panes, size)
    .filter(({ box }) => box.width > 0 && box.height > 0)
    .map((pane) => ({
      box: pane.box,
      rows: paneRows(view, pane, { focused: pane.name === focused, framed: able }),
    }));
  return assemble(parts, size);
};

/** Where no screen fits: how the fleet is, in three lines. */
const summary = (view: View): readonly Row[] => {
  const { scene } = view;
  const n = (word: Parameters<typeof scene.board.counts.get>[0]): number => scene.board.counts.get(word) ?? 0;
  const moving = n("working") + n("preparing") + n("verifying") + n("landing");
  return [
    row(["⇄ ", "busy"], `${moving} at work, ${n("ready")} ready, ${n("done")} done`),
    row([`${scene.board.asking.size} for you`, scene.board.asking.size > 0 ? "warn" : "dim"]),
    row([`needs ${leastSize.width}x${leastSize.height}; q quits`, "dim"]),
  ];
};

const richFrame = (view: View): readonly Row[] => {
  const { size, overlay } = view.ui;
  if (size.width < leastSize.width || size.height < leastSize.height) return fitBlock(summary(view), size);
  const foot = footRows(view);
  const above = [headLine(view), tabLine(view), ...bodyRows(view)];
  // What takes more than its one line covers the last rows of the body, for as long as it is told.
  const rows = [...above.slice(0, size.height - foot.length), ...foot];
  return fitBlock(overlay === undefined ? rows : dialog(rows, overlayBlock(view, overlay)), size);
};

/** The whole screen: exactly as many rows as it has, each of exactly its width, whatever is shown. */
export const frame = (view: View): readonly Row[] =>
  view.look.isRich ? richFrame(view) : plainRows(richFrame(view));
