import { on, row, signs, type Row } from "../compose/span.ts";
import { wrapLine } from "../compose/wrap.ts";
import { windowOf, windowWords } from "../compose/window.ts";
import { cursorAt } from "../screen/cursor.ts";
import type { Listing, Pane } from "../screen/screen.ts";
import { shownBox } from "../screen/shown-box.ts";
import { placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";

/** A pane that lists things, a row each: what is seen of them, and the one that is stood on. */
export type ListPane = Pick<Pane, "name" | "title" | "box" | "below"> & {
  readonly list: Listing;
  /** The row of the thing at a place, without the cell at its start. */
  readonly line: (at: number, width: number) => Row;
  /** What is said where the list is empty. */
  readonly none: string;
};

/** The place that is stood on in a pane's list. */
export const standsAt = (view: View, { name, list }: Pick<ListPane, "name" | "list">): number =>
  cursorAt(list, placeOf(view.ui).cursors[name]);

/** A pane of rows that keys move in. */
export const listPane = (view: View, { list, line, none, ...pane }: ListPane): Pane => {
  const { marks } = placeOf(view.ui);
  const at = standsAt(view, { name: pane.name, list });
  const seen = windowOf(at, list.count, Math.max(0, shownBox(view, pane.box).height - 2));
  const rowAt = (index: number, width: number): Row => {
    const isMarked = marks.has(list.idAt(index) ?? "");
    const sign =
      index === at ? signs(view.look.cursor, "focus") : signs(isMarked ? view.look.mark : " ", "warn");
    const whole = [sign, ...line(index, width - 1)];
    if (index === at) return on(whole, "selected");
    return isMarked ? on(whole, "marked") : whole;
  };
  return {
    ...pane,
    list,
    pick: ({ y }) => (y < seen.until - seen.from ? seen.from + y : undefined),
    right: row([windowWords(seen, list.count), "dim"]),
    body: ({ width }) =>
      list.count === 0
        ? wrapLine(none, width - 3).map((text) => row([`  ${text}`, "dim"]))
        : Array.from({ length: seen.until - seen.from }, (_, index) => rowAt(seen.from + index, width)),
  };
};
