import type { Guess } from "./ability.ts";

/** A weighted point of a line. */
export type Point = { readonly x: number; readonly y: number; readonly weight: number };

/** What is believed of a line before any point; a level that nothing is believed of takes that of the points. */
type Belief = { readonly slope: Guess; readonly level?: Guess };

/** The line `level + slope * x` that fits points best, drawn towards what was believed. */
export const trendOf = (
  points: readonly Point[],
  { slope, level }: Belief,
): { readonly level: number; readonly slope: number } => {
  const trust = level === undefined ? 1e-9 : 1 / level.sd ** 2;
  let [a, b, c] = [trust, 0, 1 / slope.sd ** 2];
  let [u, v] = [trust * (level?.mean ?? 0), c * slope.mean];
  for (const { x, y, weight } of points) {
    a += weight;
    b += weight * x;
    c += weight * x * x;
    u += weight * y;
    v += weight * x * y;
  }
  const size = a * c - b * b;
  return { level: (u * c - v * b) / size, slope: (a * v - b * u) / size };
};
