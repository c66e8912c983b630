import { clean } from "../../cli/text/clean.ts";
import { cut, widthOf } from "../../cli/text/width.ts";

/** What a piece of text means. How that looks, the theme says. */
export type Ink =
  | "plain"
  | "dim"
  | "strong"
  | "good"
  | "warn"
  | "bad"
  | "busy"
  | "check"
  | "link"
  | "key"
  | "frame"
  | "focus"
  | "brand"
  | "tab";

/** What a piece of text lies on: the row a person stands on, one that is marked, or what a dialog has put in the background. */
export type Back = "selected" | "marked" | "faded";

/** A piece of a row: harmless text that takes exactly `width` cells. */
export type Span = {
  readonly text: string;
  readonly width: number;
  readonly ink: Ink;
  readonly back?: Back;
};

export type Row = readonly Span[];

type Measured = { readonly text: string; readonly width: number };

const ascii = /^[\x20-\x7e]*$/;
/** One code unit a cell: letters, and the lines, blocks and dots that frames, bars and plots are made of. */
const even = /^[\x20-\x7e\u2190-\u21ff\u2500-\u259f\u2800-\u28ff]*$/;
const known = new Map<string, Measured>();
const most = 4000;

/** Text made harmless, and its width. What is shown is mostly what was shown before: measuring is remembered. */
const measure = (given: string): Measured => {
  if (ascii.test(given)) return { text: given, width: given.length };
  const before = known.get(given);
  if (before !== undefined) return before;
  const text = clean(given);
  // A sign at the edge may join with the space beside it: it is measured among its neighbours.
  const measured = { text, width: widthOf(` ${text} `) - 2 };
  if (known.size >= most) known.clear();
  known.set(given, measured);
  return measured;
};

/** A span of any text, whatever it holds. */
export const span = (given: string, ink: Ink = "plain"): Span => ({ ...measure(given), ink });

/** Signs of our own, each one cell wide. */
export const signs = (text: string, ink: Ink = "plain"): Span => ({ text, width: text.length, ink });

/** Empty cells. */
export const space = (width: number): Span => ({ text: " ".repeat(width), width, ink: "plain" });

export const rowWidth = (row: Row): number => row.reduce((sum, { width }) => sum + width, 0);

/** A span in at most `width` cells, cut with an ellipsis. */
export const cutSpan = (one: Span, width: number): Span => {
  if (one.width <= width) return one;
  if (width <= 0) return { ...one, text: "", width: 0 };
  const text = cut(one.text, width);
  const measured = measure(text);
  // A cut may leave signs that join otherwise: then it is cut by one more cell.
  return measured.width > width ? cutSpan(one, width - 1) : { ...one, ...measured };
};

/** A row in exactly `width` cells: cut with an ellipsis, or filled up with space. */
export const fitRow = (row: Row, width: number): Row => {
  const whole = rowWidth(row);
  if (whole === width) return row;
  if (whole < width) return [...row, space(width - whole)];
  const fitted: Span[] = [];
  let left = width;
  for (const one of row) {
    if (one.width > left) {
      const last = cutSpan(one, left);
      fitted.push(last, ...(last.width < left ? [space(left - last.width)] : []));
      return fitted;
    }
    fitted.push(one);
    left -= one.width;
  }
  return fitted;
};

/** Text in exactly `width` cells, at the left of them. */
export const left = (given: string, width: number, ink: Ink = "plain"): Row =>
  fitRow([span(given, ink)], Math.max(0, width));

/** Text in exactly `width` cells, at the right of them. */
export const right = (given: string, width: number, ink: Ink = "plain"): Row => {
  const one = cutSpan(span(given, ink), Math.max(0, width));
  return one.width < width ? [space(width - one.width), one] : [one];
};

/** Two rows at the ends of one: where both do not fit, the first is cut. */
export const ends = (first: Row, last: Row, width: number): Row => {
  const own = rowWidth(last);
  if (own >= width) return fitRow(last, width);
  return [...fitRow(first, width - own), ...last];
};

/** The row on another ground. */
export const on = (row: Row, back: Back): Row => row.map((one) => ({ ...one, back }));

/** Rows of one text, one span a word and its style: `[["held", "dim"], " by you"]`. */
export const row = (...parts: readonly (Span | string | readonly [string, Ink])[]): Row =>
  parts.map((part) => {
    if (typeof part === "string") return span(part);
    return "text" in part ? part : span(part[0], part[1]);
  });

/** The cells of a row from `from` on, exactly `width` of them. A wide sign that is cut through becomes space. */
export const sliceRow = (whole: Row, from: number, width: number): Row => {
  const sliced: Span[] = [];
  let x = 0;
  for (const one of whole) {
    const start = Math.max(from, x);
    const end = Math.min(from + width, x + one.width);
    if (start < end) sliced.push(...sliceSpan(one, start - x, end - start));
    x += one.width;
  }
  return fitRow(sliced, width);
};

const sliceSpan = (one: Span, from: number, width: number): Row => {
  if (from === 0 && width === one.width) return [one];
  if (even.test(one.text)) return [{ ...one, text: one.text.slice(from, from + width), width }];
  let x = 0;
  let text = "";
  for (const { segment } of graphemes(one.text)) {
    const cells = widthOf(segment);
    const isInside = x >= from && x + cells <= from + width;
    if (isInside) text += segment;
    else text += " ".repeat(Math.max(0, Math.min(x + cells, from + width) - Math.max(x, from)));
    x += cells;
  }
  const measured = measure(text);
  const cells = measured.width;
  const sliced = { ...one, ...measured };
  return cells < width ? [sliced, space(width - cells)] : [cutSpan(sliced, width)];
};

let segmenter: Intl.Segmenter | undefined;
const graphemes = (text: string): Intl.Segments =>
  (segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" })).segment(text);
