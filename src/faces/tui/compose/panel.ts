import { fitBlock, type Size } from "./block.ts";
import type { Look } from "./look.ts";
import { cutSpan, fitRow, rowWidth, signs, span, type Ink, type Row, type Span } from "./span.ts";

/** A frame's words: what it shows, and at the right what is to know of it. */
export type Heading = {
  readonly title: string;
  readonly right?: Row;
  readonly below?: Row;
  readonly focused?: boolean;
};

type Edge = { readonly from: string; readonly to: string; readonly words: Row; readonly end: Row };

/** An edge of a frame with words at both of its ends; where they do not fit, those at the right are left out first. */
const edge = (look: Look, { from, to, words, end }: Edge, at: { width: number; ink: Ink }): Row => {
  const [, , , , line] = look.frame;
  const inner = at.width - 2;
  if (inner < 0) return fitRow([signs(from + to, at.ink)], at.width);
  const room = inner - 2;
  const dashes = (n: number): Span => signs(line.repeat(Math.max(0, n)), at.ink);
  const head = rowWidth(words) === 0 || room < 3 ? [] : fitWords(words, room - 2);
  const taken = rowWidth(head);
  const tail = rowWidth(end) > 0 && rowWidth(end) + taken + 3 <= room ? [span(" "), ...end, span(" ")] : [];
  const used = taken + rowWidth(tail);
  const [before, after] = used === 0 ? [0, 0] : [1, 1];
  return [
    signs(from, at.ink),
    dashes(before),
    ...head,
    dashes(inner - used - before - after),
    ...tail,
    dashes(after),
    signs(to, at.ink),
  ];
};

const fitWords = (words: Row, room: number): Row => {
  const whole = rowWidth(words);
  const shown = whole <= room ? words : words.slice(0, 1).map((one) => cutSpan(one, room));
  return [span(" "), ...shown, span(" ")];
};

/** The size inside of a frame. */
export const inside = ({ width, height }: Size): Size => ({
  width: Math.max(0, width - 2),
  height: Math.max(0, height - 2),
});

/** Rows in a frame of exactly this size. */
export const panel = (
  look: Look,
  heading: Heading,
  at: { size: Size; rows: readonly Row[] },
): readonly Row[] => {
  const { width, height } = at.size;
  const [topLeft, topRight, bottomLeft, bottomRight, , side] = look.frame;
  const ink: Ink = heading.focused === true ? "focus" : "frame";
  if (height < 2 || width < 2) return fitBlock(at.rows, at.size);
  const title = heading.title === "" ? [] : [span(heading.title, "strong")];
  const top = { from: topLeft, to: topRight, words: title, end: heading.right ?? [] };
  const bottom = { from: bottomLeft, to: bottomRight, words: heading.below ?? [], end: [] };
  const wall = signs(side, ink);
  return [
    edge(look, top, { width, ink }),
    ...fitBlock(at.rows, inside(at.size)).map((one) => [wall, ...one, wall]),
    edge(look, bottom, { width, ink }),
  ];
};
