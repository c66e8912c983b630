import type { Size } from "./block.ts";
import type { Look } from "./look.ts";
import { fitBlock } from "./block.ts";
import { signs, type Ink, type Row } from "./span.ts";

/** A curve: its height, from 0 to 1, at a place from 0 to 1; undefined where it is not drawn. */
export type Curve = { readonly heightAt: (x: number) => number | undefined; readonly ink: Ink };

/** Dots of a braille sign by column and row from above. */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** How finely a cell is divided: braille has two columns of four dots, plain text one. */
const finenessOf = (look: Look): { across: number; down: number } =>
  look.isRich ? { across: 2, down: 4 } : { across: 1, down: 1 };

type Cell = { bits: number; ink: Ink };

/** The dots of a curve, joined so that a steep rise has no holes. */
function* dotsOf({ heightAt }: Curve, { width, height }: Size): Generator<readonly [x: number, y: number]> {
  let before: number | undefined;
  for (let x = 0; x < width; x += 1) {
    const share = heightAt(width < 2 ? 0 : x / (width - 1));
    const y =
      share === undefined ? undefined : Math.round((1 - Math.min(1, Math.max(0, share))) * (height - 1));
    if (y !== undefined) {
      const [from, to] = before === undefined ? [y, y] : [Math.min(before, y), Math.max(before, y)];
      for (let at = from; at <= to; at += 1) yield [x, at];
    }
    before = y;
  }
}

/** Curves in one picture of exactly this size; where they cross, the last one's colour counts. */
export const plot = (look: Look, curves: readonly Curve[], size: Size): readonly Row[] => {
  const { across, down } = finenessOf(look);
  const cells = new Map<number, Cell>();
  const fine = { width: size.width * across, height: size.height * down };
  for (const curve of curves)
    for (const [x, y] of dotsOf(curve, fine)) {
      const at = Math.floor(y / down) * size.width + Math.floor(x / across);
      const bit = dots[x % across === 0 ? 0 : 1][(y % down) as 0 | 1 | 2 | 3];
      cells.set(at, { bits: (cells.get(at)?.bits ?? 0) | bit, ink: curve.ink });
    }
  const sign = ({ bits }: Cell): string => (look.isRich ? String.fromCharCode(0x2800 + bits) : "*");
  const rows = Array.from({ length: Math.max(0, size.height) }, (_, y) =>
    Array.from({ length: Math.max(0, size.width) }, (_, x) => {
      const cell = cells.get(y * size.width + x);
      return cell === undefined ? signs(" ") : signs(sign(cell), cell.ink);
    }),
  );
  return fitBlock(rows.map(joined), size);
};

/** Neighbours of one ink as one span. */
const joined = (row: Row): Row => {
  const spans: { text: string; width: number; ink: Ink }[] = [];
  for (const { text, ink } of row) {
    const last = spans.at(-1);
    if (last?.ink === ink) {
      last.text += text;
      last.width += 1;
    } else spans.push({ text, width: 1, ink });
  }
  return spans;
};
