import type { Listing, Pane } from "./screen.ts";
import type { Cursor, Place } from "./ui.ts";

const clamp = (at: number, count: number): number => Math.max(0, Math.min(at, count - 1));

/** The row of a list that is stood on now: where the id is that was chosen, or else where it was. */
export const cursorAt = (list: Listing, cursor: Cursor | undefined): number => {
  if (cursor === undefined) return list.follows === true ? clamp(Infinity, list.count) : 0;
  const at = clamp(cursor.at, list.count);
  if (cursor.id === undefined || list.idAt(at) === cursor.id) return at;
  const found = list.indexOf?.(cursor.id) ?? -1;
  return found === -1 ? at : found;
};

/** Standing on a row. At the end of a list that is followed, that is the end wherever it goes. */
export const cursorOn = (list: Listing, at: number): Cursor | undefined => {
  const own = clamp(at, list.count);
  if (list.follows === true && own >= list.count - 1) return undefined;
  const id = list.idAt(own);
  return id === undefined ? { at: own } : { id, at: own };
};

/** The pane that has the focus: the one named, else the first that lists something, else the first. */
export const focusedPane = (panes: readonly Pane[], place: Place): Pane | undefined =>
  panes.find(({ name }) => name === place.focus) ?? panes.find(({ list }) => list !== undefined) ?? panes[0];

/** The row that a pane's list is stood on. */
export const paneCursor = (pane: Pane, place: Place): number =>
  pane.list === undefined ? 0 : cursorAt(pane.list, place.cursors[pane.name]);

/** The id that a pane's list is stood on. */
export const chosenId = (pane: Pane | undefined, place: Place): string | undefined =>
  pane?.list?.idAt(paneCursor(pane, place));
