import type { Box, Size } from "./block.ts";

/** How much room there is across: what a layout is chosen by. */
export type WidthClass = "narrow" | "medium" | "wide" | "huge";

export const widthClass = ({ width }: Pick<Size, "width">): WidthClass =>
  width < 80 ? "narrow" : width < 110 ? "medium" : width < 160 ? "wide" : "huge";

/** A part of a split: so many cells, or a share of what is left after them. */
export type Part = { readonly cells: number } | { readonly share: number };

/** Splits a length into whole parts that add up to it. Fixed ones come first; what is short, the last ones lack. */
export const split = (length: number, parts: readonly Part[]): readonly number[] => {
  let free = Math.max(0, length);
  const fixed = parts.map((part) => {
    const own = "cells" in part ? Math.min(free, Math.max(0, part.cells)) : 0;
    free -= own;
    return own;
  });
  const shares = parts.map((part) => ("share" in part ? part.share : 0));
  const all = shares.reduce((sum, one) => sum + one, 0);
  let [given, before] = [0, 0];
  return parts.map((_, at) => {
    if (all === 0) return fixed[at] ?? 0;
    before += shares[at] ?? 0;
    const until = Math.round((free * before) / all);
    const own = until - given;
    given = until;
    return (fixed[at] ?? 0) + own;
  });
};

/** A box cut into columns from left to right. */
export const columns = (box: Box, parts: readonly Part[]): readonly Box[] => {
  let { x } = box;
  return split(box.width, parts).map((width) => {
    const own = { ...box, x, width };
    x += width;
    return own;
  });
};

/** A box cut into bands from top to bottom. */
export const bands = (box: Box, parts: readonly Part[]): readonly Box[] => {
  let { y } = box;
  return split(box.height, parts).map((height) => {
    const own = { ...box, y, height };
    y += height;
    return own;
  });
};

/** The whole of a size as a box. */
export const whole = ({ width, height }: Size): Box => ({ x: 0, y: 0, width, height });
