import type { Row, Span } from "../compose/span.ts";
import { sgrOf, type Theme } from "./theme.ts";

/**
 * Text that every terminal gives the same width as we do: Latin, Greek and Cyrillic letters, and the lines, blocks and dots
 * that screens are drawn with. Of all else terminals have opinions of their own.
 */
const certain =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2190-\u23ff\u2500-\u25ff\u2713\u2717\u2800-\u28ff]*$/;

type Laid = { readonly x: number; readonly one: Span; readonly isSure: boolean };

const layOut = (row: Row): Laid[] => {
  let x = 0;
  return row.flatMap((one) => {
    if (one.width === 0) return [];
    const laid = { x, one, isSure: certain.test(one.text) };
    x += one.width;
    return [laid];
  });
};

const isSame = (a: Span | undefined, b: Span): boolean =>
  a !== undefined && a.text === b.text && a.ink === b.ink && a.back === b.back && a.width === b.width;

/** The most cells that any terminal could take for a text: two for each of its characters. */
const widest = (text: string): number => 2 * text.length;

/**
 * What must be written so that a row that shows `before` shows `after`: nothing where it does. Text whose width terminals
 * disagree on is put on cells that were emptied first, and what stands beside it is placed and written anew: whatever a
 * terminal makes of it, nothing else moves.
 */
export const rowChange = (
  before: Row | undefined,
  after: Row,
  { y, theme }: { readonly y: number; readonly theme: Theme },
): string => {
  const old = new Map((before === undefined ? [] : layOut(before)).map(({ x, one }) => [x, one]));
  let written = "";
  let cursor = -1;
  let unsureUntil = 0;
  for (const { x, one, isSure } of layOut(after)) {
    if (x >= unsureUntil && isSame(old.get(x), one)) continue;
    if (!isSure) unsureUntil = Math.max(unsureUntil, x + widest(one.text));
    const here = `\x1b[${y + 1};${x + 1}H`;
    const sgr = sgrOf(theme, one);
    // Blanks, and not the sequence that erases: that leaves the second half of a wide sign standing in tmux, and what is
    // then written on the half takes away the sign before it.
    const empty = isSure ? "" : `${" ".repeat(one.width)}${here}`;
    written += `${cursor === x ? "" : here}\x1b[0${sgr === "" ? "" : `;${sgr}`}m${empty}${one.text}`;
    cursor = isSure ? x + one.width : -1;
  }
  return written;
};
