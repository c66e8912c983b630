import { fitRow, left, right, space, span, cutSpan, type Row, type Span } from "./span.ts";

/** A column of a table. Those with the highest `yields` are left out first where room is scarce; 0 always stays. */
export type Column = {
  readonly name: string;
  readonly width: number;
  /** Takes what the others leave. */
  readonly grows?: true;
  readonly align?: "right";
  readonly yields: number;
};

/** Columns with the widths they get. */
export type Grid = readonly (Column & { readonly width: number })[];

const gap = 1;

const spaceFor = (columns: readonly Column[]): number =>
  columns.reduce((sum, { width }) => sum + width, 0) + gap * Math.max(0, columns.length - 1);

/** Chooses the columns that fit, and gives what is left to those that grow. */
export const gridOf = (columns: readonly Column[], width: number): Grid => {
  let shown = columns;
  while (spaceFor(shown) > width && shown.length > 1) {
    const worst = shown.reduce((most, one) => (one.yields > most.yields ? one : most));
    if (worst.yields === 0) break;
    shown = shown.filter((one) => one !== worst);
  }
  const spare = Math.max(0, width - spaceFor(shown));
  const growing = shown.filter(({ grows }) => grows === true).length;
  let given = 0;
  return shown.map((one) => {
    if (one.grows !== true) return one;
    given += 1;
    const share = Math.floor(spare / growing) + (given <= spare % growing ? 1 : 0);
    return { ...one, width: one.width + share };
  });
};

/** What a cell holds: a text, a span, or a row of exactly the width it is given. */
export type Cell = Span | string | ((width: number) => Row);

const cellRow = (cell: Cell, column: Column): Row => {
  if (typeof cell === "function") return fitRow(cell(column.width), column.width);
  const one = cutSpan(typeof cell === "string" ? span(cell) : cell, column.width);
  const rest = column.width - one.width;
  if (rest <= 0) return [one];
  return column.align === "right" ? [space(rest), one] : [one, space(rest)];
};

/** One row of a table: its cells by the names of their columns. */
export const tableRow = (grid: Grid, cells: Readonly<Record<string, Cell>>): Row =>
  grid.flatMap((column, at) => [
    ...(at === 0 ? [] : [space(gap)]),
    ...cellRow(cells[column.name] ?? "", column),
  ]);

/** The names above a table. */
export const tableHead = (grid: Grid): Row =>
  grid.flatMap((column, at) => {
    const name = column.name.toUpperCase();
    const cells =
      column.align === "right" ? right(name, column.width, "dim") : left(name, column.width, "dim");
    return [...(at === 0 ? [] : [space(gap)]), ...cells];
  });

/** Rows of `word  text`, the words in a column of their own. */
export const facts = (pairs: readonly (readonly [string, Row])[], width: number): readonly Row[] => {
  const widest = Math.max(0, ...pairs.map(([word]) => word.length));
  return pairs.map(([word, text]) => fitRow([...left(word, widest + 1, "dim"), ...text], width));
};
