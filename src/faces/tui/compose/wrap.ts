import { widthOf } from "../../cli/text/width.ts";
import { span } from "./span.ts";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const ascii = /^[\x20-\x7e]*$/;

/** How many code units of a text fit into so many cells; at least one sign, so that breaking comes to an end. */
const fitting = (text: string, width: number): number => {
  if (ascii.test(text)) return Math.min(text.length, Math.max(1, width));
  let cells = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    // In its place: by itself it may be a mark that changes nothing, and take no cell.
    cells += widthOf(segment);
    if (cells > width && index > 0) return index;
  }
  return text.length;
};

/** Where a text is broken so that its first part fits: after the last space that does, anywhere where there is none. */
const breakAt = (text: string, width: number): number => {
  const most = fitting(text, width);
  if (most >= text.length) return text.length;
  const space = text.lastIndexOf(" ", most);
  return space > width / 3 ? space : most;
};

/** A line broken into rows of at most `width` cells, at spaces where there are any; what follows the first is put in by `indent`. */
export const wrapLine = (line: string, width: number, indent = 0): readonly string[] => {
  if (width < 1) return [];
  if (line.length <= width && ascii.test(line)) return [line];
  const clean = span(line);
  if (clean.width <= width) return [clean.text];
  const rows: string[] = [];
  const margin = width < 12 ? 0 : Math.min(indent, 4);
  const room = width - margin;
  let rest = clean.text;
  while (rest !== "") {
    const at = breakAt(rest, rows.length === 0 ? width : room);
    rows.push(`${rows.length === 0 ? "" : " ".repeat(margin)}${rest.slice(0, at).trimEnd()}`);
    rest = rest.slice(at).trimStart();
  }
  return rows;
};

/** A text of words broken into rows; its own line ends are kept. */
export const wrap = (text: string, width: number): readonly string[] =>
  text.split("\n").flatMap((line) => wrapLine(line, width));
