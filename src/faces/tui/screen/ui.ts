import type { Size } from "../compose/block.ts";
import type { Effect } from "./effect.ts";

/** A screen by its name. Those with a digit are tabs; the others are reached from one. */
export type ScreenName = string;

/** Where a person stands in one list: on something by its id, and at which row that was. */
export type Cursor = { readonly id?: string; readonly at: number };

/** One screen as a person left it: everything that coming back to it brings back. */
export type Place = {
  readonly screen: ScreenName;
  /** What the screen is about, where it is about one thing: a task's id, an attempt's key. */
  readonly subject?: string;
  /** The pane that the keys go to; the first one where missing. */
  readonly focus?: string;
  readonly cursors: Readonly<Record<string, Cursor>>;
  readonly filter: string;
  readonly marks: ReadonlySet<string>;
  readonly zoomed: boolean;
  /** Which way of many the screen shows its things: an order, a page. The screen gives them names. */
  readonly mode?: string;
};

/** What lies over the screen and takes the keys. */
export type Overlay =
  | { readonly kind: "help"; readonly top: number }
  | {
      readonly kind: "palette";
      /** Commands and places, or only places to go to. */
      readonly scope: "all" | "places";
      readonly typed: string;
      readonly at: number;
    }
  /** A line of text is asked for; `asks` makes effects of it. */
  | {
      readonly kind: "prompt";
      readonly title: string;
      readonly hint: string;
      readonly typed: string;
      /** It may be left empty. */
      readonly optional?: true;
      readonly asks: (typed: string) => readonly Effect[];
    }
  | {
      readonly kind: "confirm";
      readonly title: string;
      readonly lines: readonly string[];
      readonly yes: readonly Effect[];
      /** What `n` asks of the world, where it is an answer as well; esc never does anything. */
      readonly no?: readonly Effect[];
      /** What the two answers are called, where yes and no would not say it. */
      readonly answers?: string;
    };

/** A sentence for the person, shown until the next one or for a while. */
export type Notice = { readonly text: string; readonly tone: "plain" | "good" | "bad"; readonly at: number };

/** Everything the control room knows of what its person is doing. It holds no facts of the fleet. */
export type Ui = {
  readonly size: Size;
  readonly tab: ScreenName;
  /** What was gone into, from each tab: never empty, the last one is shown. */
  readonly trails: Readonly<Record<ScreenName, readonly Place[]>>;
  readonly overlay?: Overlay;
  /** The filter's line takes the keys. */
  readonly filtering: boolean;
  readonly notice?: Notice;
  readonly theme: string;
  /** Whether the terminal tells of the mouse. */
  readonly mouse: boolean;
  /** The work whose diff was in sight, as `seenKey` names it. */
  readonly seen: ReadonlySet<string>;
};

export const newPlace = (screen: ScreenName, subject?: string): Place => ({
  screen,
  ...(subject === undefined ? {} : { subject }),
  cursors: {},
  filter: "",
  marks: new Set(),
  zoomed: false,
});

/** A control room just opened. */
export const newUi = (tab: ScreenName, size: Size): Ui => ({
  size,
  tab,
  trails: { [tab]: [newPlace(tab)] },
  filtering: false,
  theme: "terminal",
  mouse: true,
  seen: new Set(),
});

const trailOf = ({ trails, tab }: Ui): readonly Place[] => trails[tab] ?? [newPlace(tab)];

/** The screens from the tab down to the one that is shown. */
export const trail = trailOf;

/** The place that is shown. */
export const placeOf = (ui: Ui): Place => trailOf(ui).at(-1) ?? newPlace(ui.tab);

const withTrail = (ui: Ui, places: readonly Place[]): Ui => ({
  ...ui,
  trails: { ...ui.trails, [ui.tab]: places },
});

/** The place that is shown, changed. */
export const inPlace = (ui: Ui, change: Partial<Place>): Ui =>
  withTrail(ui, [...trailOf(ui).slice(0, -1), { ...placeOf(ui), ...change }]);

/** Goes one deeper. */
export const enter = (ui: Ui, place: Place): Ui => withTrail(ui, [...trailOf(ui), place]);

/** Goes one back; at a tab there is nowhere to go. */
export const leave = (ui: Ui): Ui => (trailOf(ui).length > 1 ? withTrail(ui, trailOf(ui).slice(0, -1)) : ui);

/** Shows a tab as it was left; asked for again, its first screen. */
export const showTab = (ui: Ui, tab: ScreenName): Ui =>
  ui.tab === tab ? withTrail(ui, trailOf(ui).slice(0, 1)) : { ...ui, tab };

/** Less room than this holds no screen: then a summary is shown. */
export const leastSize: Size = { width: 60, height: 15 };

/** The room between the two lines at the top and the one at the bottom. */
export const bodySize = ({ size }: Pick<Ui, "size">): Size => ({
  width: size.width,
  height: Math.max(0, size.height - 3),
});
