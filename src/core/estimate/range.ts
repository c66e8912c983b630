/** Where something will be found in 8 of 10 cases, and what is as often exceeded as not. */
export type Range = { readonly low: number; readonly middle: number; readonly high: number };

/** How often a range is to hold. */
export const held = 0.8;

const tail = (1 - held) / 2;

const at = (sorted: ArrayLike<number>, place: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, place))] as number;

const middleOf = (sorted: ArrayLike<number>): number =>
  (at(sorted, Math.floor((sorted.length - 1) / 2)) + at(sorted, Math.ceil((sorted.length - 1) / 2))) / 2;

/**
 * Where one more of a kind will be found, by those seen so far, whatever their distribution: the n-th of so many values is
 * exceeded by the next in one of n + 1 cases (split conformal prediction). Holds from nine values on.
 */
export const nextOf = (values: readonly number[]): Range => {
  const sorted = Float64Array.from(values).sort();
  const ranks = sorted.length + 1;
  return {
    low: at(sorted, Math.floor(ranks * tail + 1e-9) - 1),
    middle: middleOf(sorted),
    high: at(sorted, Math.ceil(ranks * (1 - tail) - 1e-9) - 1),
  };
};

/** Where draws of something lie. */
export const spreadOf = (draws: readonly number[]): Range => {
  const sorted = Float64Array.from(draws).sort();
  return {
    low: at(sorted, Math.floor(tail * (sorted.length - 1) + 1e-9)),
    middle: middleOf(sorted),
    high: at(sorted, Math.ceil((1 - tail) * (sorted.length - 1) - 1e-9)),
  };
};
