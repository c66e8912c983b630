import { fitRow, on, rowWidth, sliceRow, space, type Row } from "./span.ts";

export type Size = { readonly width: number; readonly height: number };

/** A rectangle of the screen, counted from 0. */
export type Box = Size & { readonly x: number; readonly y: number };

/** Rows in exactly this size: what is too much is cut, what is missing is space. */
export const fitBlock = (rows: readonly Row[], { width, height }: Size): readonly Row[] =>
  Array.from({ length: Math.max(0, height) }, (_, at) => fitRow(rows[at] ?? [], Math.max(0, width)));

/** Blocks of rows beside each other; all must have the same number of rows. */
export const beside = (...blocks: readonly (readonly Row[])[]): readonly Row[] =>
  (blocks[0] ?? []).map((_, at) => blocks.flatMap((rows) => rows[at] ?? []));

/** Every row faded, as what lies behind a dialog. */
const fade = (rows: readonly Row[]): readonly Row[] => rows.map((row) => on(row, "faded"));

/** A block laid over rows. What would lie outside of them is cut. */
export const over = (
  rows: readonly Row[],
  block: readonly Row[],
  at: { readonly x: number; readonly y: number },
): readonly Row[] =>
  rows.map((below, y) => {
    const above = block[y - at.y];
    if (above === undefined) return below;
    const width = rowWidth(below);
    const shown = fitRow(above, Math.min(rowWidth(above), width - at.x));
    const end = at.x + rowWidth(shown);
    return [...sliceRow(below, 0, at.x), ...shown, ...sliceRow(below, end, width - end)];
  });

/** A block in the middle of rows that are faded. */
export const dialog = (rows: readonly Row[], block: readonly Row[]): readonly Row[] => {
  const width = rowWidth(rows[0] ?? []);
  const x = Math.max(0, Math.floor((width - rowWidth(block[0] ?? [])) / 2));
  const y = Math.max(0, Math.floor((rows.length - block.length) / 2));
  return over(fade(rows), block, { x, y });
};

/** Blocks at their places; cells that none of them takes are space. Blocks must not overlap. */
export const assemble = (
  parts: readonly { readonly box: Box; readonly rows: readonly Row[] }[],
  { width, height }: Size,
): readonly Row[] => {
  const sorted = [...parts].sort((a, b) => a.box.x - b.box.x);
  return Array.from({ length: height }, (_, y) => {
    const whole: Row[] = [];
    let x = 0;
    for (const { box, rows } of sorted) {
      const own = rows[y - box.y];
      if (own === undefined || y < box.y) continue;
      if (box.x > x) whole.push([space(box.x - x)]);
      whole.push(own);
      x = box.x + box.width;
    }
    return fitRow(whole.flat(), width);
  });
};
