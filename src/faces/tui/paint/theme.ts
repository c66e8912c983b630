import type { Back, Ink, Span } from "../compose/span.ts";

type Inks = Readonly<Record<Ink, string>>;

/** How inks look: SGR parameters, by what the text lies on. */
export type Theme = {
  readonly inks: Inks;
  /** On the row that is stood on. */
  readonly selected: (ink: Ink) => string;
  readonly marked: (ink: Ink) => string;
  readonly faded: string;
};

const overlaid = (inks: Inks, ground: string, plain: string): ((ink: Ink) => string) => {
  return (ink) => `${ground};${ink === "plain" || ink === "dim" || ink === "frame" ? plain : inks[ink]}`;
};

const terminal: Inks = {
  plain: "",
  dim: "90",
  strong: "1",
  good: "32",
  warn: "33",
  bad: "31",
  busy: "36",
  check: "35",
  link: "34",
  key: "36",
  frame: "90",
  focus: "36",
  brand: "1;30;46",
  tab: "1;7",
};

const bright: Inks = {
  ...terminal,
  plain: "97",
  dim: "37",
  strong: "1;97",
  good: "1;92",
  warn: "1;93",
  bad: "1;91",
  busy: "1;96",
  check: "1;95",
  link: "1;94",
  key: "1;96",
  frame: "37",
  focus: "1;97",
};

/** Nobody need tell red from green: good is blue, a warning yellow, bad orange. */
const blueOrange: Inks = {
  ...terminal,
  good: "38;5;39",
  warn: "38;5;227",
  bad: "38;5;208",
  link: "38;5;153",
  busy: "38;5;80",
};

const noColour: Inks = {
  plain: "",
  dim: "2",
  strong: "1",
  good: "",
  warn: "1",
  bad: "1",
  busy: "",
  check: "",
  link: "",
  key: "1",
  frame: "2",
  focus: "1",
  brand: "1;7",
  tab: "1;7",
};

/**
 * The row that is stood on, where only the terminal knows what its colours look like: its own two, the other way round, which
 * can be read whatever they are. What tells of a state keeps its colour, as the ground of its sign.
 */
const reversed = (ink: Ink): string => {
  const states: readonly Ink[] = ["good", "warn", "bad", "busy", "check"];
  return states.includes(ink) ? `${terminal[ink]};7` : ink === "strong" ? "1;7" : "7";
};

const themes: Readonly<Record<string, Theme>> = {
  terminal: {
    inks: terminal,
    selected: reversed,
    marked: overlaid(terminal, "100", "97"),
    faded: "90",
  },
  contrast: { inks: bright, selected: () => "1;30;107", marked: () => "30;47", faded: "90" },
  "blue and orange": {
    inks: blueOrange,
    selected: overlaid(blueOrange, "48;5;24", "97"),
    marked: overlaid(blueOrange, "48;5;238", "97"),
    faded: "90",
  },
};

const plainTheme: Theme = { inks: noColour, selected: () => "7", marked: () => "4", faded: "2" };

export const themeNames: readonly string[] = Object.keys(themes);

/** The theme of a name; without colour there is only one. */
export const themeOf = (name: string, colour: boolean): Theme =>
  colour ? (themes[name] ?? (themes["terminal"] as Theme)) : plainTheme;

const grounds: Readonly<Record<Back, (theme: Theme, ink: Ink) => string>> = {
  selected: (theme, ink) => theme.selected(ink),
  marked: (theme, ink) => theme.marked(ink),
  faded: (theme) => theme.faded,
};

/** The SGR parameters that a span is written with; empty for none. */
export const sgrOf = (theme: Theme, { ink, back }: Pick<Span, "ink" | "back">): string =>
  back === undefined ? theme.inks[ink] : grounds[back](theme, ink);
