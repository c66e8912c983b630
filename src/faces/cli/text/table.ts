import { fit, rawOf, styled, textOf, type Line, type Span } from "./line.ts";
import { isPlain } from "./clean.ts";
import { cut, widthOf } from "./width.ts";

/** A column of a table. */
export type Column = {
  readonly name: string;
  /** The fewest cells in which it is still of use. */
  readonly least: number;
  /** Where room is scarce, the column with the highest number is narrowed, and at last left out, first. */
  readonly yields: number;
};

type Row = readonly Span[];

const gap = "  ";

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const spaceFor = (widths: readonly number[]): number =>
  sum(widths) + gap.length * Math.max(0, widths.length - 1);

const byYield = (columns: readonly Column[], shown: readonly number[]): number[] =>
  [...shown].sort((a, b) => (columns[b]?.yields ?? 0) - (columns[a]?.yields ?? 0));

/** Leaves out columns until the others fit at their narrowest; one always stays. */
const choose = (columns: readonly Column[], natural: readonly number[], width: number): number[] => {
  let shown = columns.map((_, at) => at).filter((at) => (natural[at] ?? 0) > 0);
  const narrowest = (): number =>
    spaceFor(shown.map((at) => Math.min(columns[at]?.least ?? 0, natural[at] ?? 0)));
  for (const at of byYield(columns, shown)) {
    if (shown.length === 1 || narrowest() <= width) break;
    shown = shown.filter((other) => other !== at);
  }
  return shown;
};

const narrow = (
  columns: readonly Column[],
  natural: readonly number[],
  width: number,
): Map<number, number> => {
  const shown = choose(columns, natural, width);
  const widths = new Map(shown.map((at) => [at, natural[at] ?? 0]));
  for (const at of byYield(columns, shown)) {
    const own = widths.get(at) ?? 0;
    const excess = spaceFor([...widths.values()]) - width;
    if (excess > 0) widths.set(at, Math.max(Math.min(columns[at]?.least ?? 0, own), own - excess));
  }
  return widths;
};

/** The width of a cell among its neighbours: a sign at its edge may join with the space beside it. */
const cellWidth = (text: string): number => widthOf(` ${text} `) - 2;

/** A cell as it is shown, measured once: a table may have ten thousand rows. */
type Cell = { readonly span: Span; readonly text: string; readonly width: number };

const cellOf = (span: Span): Cell => {
  const raw = rawOf(span);
  if (isPlain(raw)) return { span, text: raw, width: raw.length };
  const text = textOf(span);
  return { span, text, width: cellWidth(text) };
};

const pad = (cell: Cell, room: number): Span => {
  const { text, width } = cell.width > room ? cellOf(cut(cell.text, room)) : cell;
  const padded = text + " ".repeat(Math.max(0, room - width));
  return typeof cell.span === "string" ? padded : { text: padded, style: cell.span.style };
};

const empty = cellOf("");

/** Rows below a heading, aligned; no line is wider than `width`. Columns without any content are left out. */
export const table = (columns: readonly Column[], rows: readonly Row[], width: number): Line[] => {
  const cells = rows.map((row) => row.map(cellOf));
  const natural = columns.map((_, at) => cells.reduce((most, row) => Math.max(most, row[at]?.width ?? 0), 0));
  const wanted = natural.map((own, at) => (own === 0 ? 0 : Math.max(own, columns[at]?.name.length ?? 0)));
  const widths = [...narrow(columns, wanted, width)];
  const lineOf = (row: readonly Cell[]): Line => {
    const spans: Span[] = [];
    for (const [at, own] of widths) {
      if (spans.length > 0) spans.push(gap);
      spans.push(pad(row[at] ?? empty, own));
    }
    return width === Infinity ? spans : fit(spans, width);
  };
  const heading = columns.map(({ name }) => cellOf(styled(name, "dim")));
  return [heading, ...cells].map(lineOf);
};
