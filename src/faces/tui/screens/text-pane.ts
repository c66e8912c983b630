import { on, row, span, type Ink, type Row } from "../compose/span.ts";
import { wrapLine } from "../compose/wrap.ts";
import { windowOf, number } from "../compose/window.ts";
import type { Found } from "../feed/need.ts";
import { cursorAt } from "../screen/cursor.ts";
import { newMemo } from "../screen/memo.ts";
import type { Listing, Pane } from "../screen/screen.ts";
import { shownBox } from "../screen/shown-box.ts";
import { placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";

/** A row of text as it is shown, and what it means. */
type Shown = { readonly text: string; readonly ink: Ink };

/** How lines of a kind of text look. */
export type Reading = (line: string) => Ink;

const diffInks: readonly (readonly [RegExp, Ink])[] = [
  [/^(?:diff --git|Binary files)/, "strong"],
  [/^(?:index |--- |\+\+\+ |new file|deleted file|similarity|rename |old mode|new mode)/, "dim"],
  [/^@@/, "busy"],
  [/^\+/, "good"],
  [/^-/, "bad"],
];

/** A patch, as git prints it. */
export const readDiff: Reading = (line) => diffInks.find(([pattern]) => pattern.test(line))?.[1] ?? "plain";

const logInks: readonly (readonly [RegExp, Ink])[] = [
  [/^--- turn /, "dim"],
  [/^--- /, "check"],
  [/^✓ /, "good"],
  [/^✗ /, "bad"],
  [/^\$ /, "warn"],
  [/^\s*(?:error|fatal|fail(?:ed|ure)?)\b/i, "bad"],
];

/** What agents and checks print. */
export const readLog: Reading = (line) => logInks.find(([pattern]) => pattern.test(line))?.[1] ?? "plain";

export const readPlain: Reading = (line) => (/^#{1,6} /.test(line) ? "strong" : "plain");

const broken = (lines: readonly string[], width: number, reading: Reading): readonly Shown[] =>
  lines.flatMap((line) => {
    const ink = reading(line);
    return wrapLine(line, width, 2).map((text) => ({ text, ink }));
  });

const memo = newMemo<readonly Shown[]>();
const loading: readonly string[] = ["loading …"];

const linesOf = (found: Found, empty: string): readonly string[] => {
  if (found.kind === "loading") return loading;
  if (found.kind === "failed") return [found.why];
  return found.lines.length === 0 || (found.lines.length === 1 && found.lines[0] === "")
    ? [empty]
    : found.lines;
};

type Text = {
  readonly found: Found;
  readonly reading: Reading;
  /** What is said where there is none. */
  readonly empty: string;
  /** Stays at its end while it grows. */
  readonly follows: boolean;
  /** The filter of the screen is for its lines. */
  readonly searched?: true;
};

/** A pane of text that is moved through line by line; long lines are broken. A log stays at its end until one moves away. */
export const textPane = (
  view: View,
  pane: Pick<Pane, "name" | "box" | "title" | "right">,
  text: Text,
): Pane => {
  const seen = shownBox(view, pane.box);
  const width = Math.max(1, seen.width - 2);
  const lines = linesOf(text.found, text.empty);
  const wanted = text.searched === true ? placeOf(view.ui).filter.toLowerCase() : "";
  const shown = memo([lines, width, text.reading, wanted], () =>
    broken(
      wanted === "" ? lines : lines.filter((line) => line.toLowerCase().includes(wanted)),
      width,
      text.reading,
    ),
  );
  const list: Listing = {
    of: "line",
    count: shown.length,
    idAt: (at) => (at < shown.length ? String(at) : undefined),
    ...(text.follows ? { follows: true } : {}),
  };
  const cursor = placeOf(view.ui).cursors[pane.name];
  const at = cursorAt(list, cursor);
  const isFollowing = text.follows && cursor === undefined;
  const stands = isFollowing ? shown.length : at;
  return {
    ...pane,
    list,
    pick: ({ y }) => windowOf(stands, shown.length, Math.max(0, seen.height - 2)).from + y,
    right: [...(pane.right ?? []), ...whereWords(isFollowing, at, shown.length)],
    body: ({ height }) => {
      const { from, until } = windowOf(stands, shown.length, height);
      return shown.slice(from, until).map((one, index): Row => {
        const line = [span(one.text, one.ink)];
        return !isFollowing && from + index === at ? on([...line, span(" ")], "selected") : line;
      });
    },
  };
};

const whereWords = (isFollowing: boolean, at: number, count: number): Row =>
  isFollowing ? row(["  follows", "good"]) : row([`  ${number(at + 1)}/${number(count)}`, "dim"]);
