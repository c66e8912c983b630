import type { Box, Size } from "../compose/block.ts";
import type { Row } from "../compose/span.ts";
import type { Need } from "../feed/need.ts";
import type { ActionName } from "./keymap.ts";
import type { Place, ScreenName } from "./ui.ts";
import type { View } from "./view.ts";

/** What a pane lists, so that keys can move in it. Ids must be unique. */
export type Listing = {
  /** What its ids name: this decides which keys can do something with them. Lines are only moved over. */
  readonly of: "task" | "attempt" | "milestone" | "event" | "line";
  readonly count: number;
  readonly idAt: (at: number) => string | undefined;
  /** Where an id is now; needed where the order may change. Tried only when it is not where it was. */
  readonly indexOf?: (id: string) => number;
  /** Stays at the end while the person has not moved away from it: logs. */
  readonly follows?: true;
};

/** A part of a screen in a frame of its own. */
export type Pane = {
  readonly name: string;
  /** Where it is in the body of the screen, frame included. */
  readonly box: Box;
  readonly title: string;
  /** Words at the right of its upper edge. */
  readonly right?: Row;
  readonly below?: Row;
  readonly list?: Listing;
  /** The place in its list of what is drawn at a cell inside the frame; needed for the mouse to find it. */
  readonly pick?: (at: { readonly x: number; readonly y: number }) => number | undefined;
  /** Its rows for the size inside the frame; they are cut and filled to it. Called only when it is shown. */
  readonly body: (inner: Size) => readonly Row[];
  /** Drawn without a frame. */
  readonly bare?: true;
};

/**
 * A screen. Everything about it is a pure function of the view; keys act on what its focused pane lists, so that a screen
 * need not know of keys.
 */
export type Screen = {
  readonly name: ScreenName;
  readonly title: string;
  /** The title where there is little room. */
  readonly short: string;
  /** The key of its tab; screens without one are gone into. */
  readonly digit?: string;
  /** Its panes; their boxes tile the body without overlapping. `body` is the room for them. */
  readonly panes: (view: View, body: Size) => readonly Pane[];
  /** The keys that the bottom line names, the most useful first. */
  readonly hints: readonly ActionName[];
  /** Where entering what the focused list stands on leads. */
  readonly deeper?: (view: View, id: string, of: Listing["of"]) => Place | undefined;
  /** The task that keys are about where no list names one. */
  readonly task?: (view: View) => string | undefined;
  /** Words of the path at the right of the tabs. */
  readonly crumb: (view: View) => string;
  /** The modes its `s` key turns through. */
  readonly modes?: readonly string[];
  /** Things outside of the journal that it shows: logs, diffs, files. Loaded while it is shown. */
  readonly needs?: (view: View, body: Size) => readonly Need[];
};
