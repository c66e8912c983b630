/** Remembers the last answer while what it was made from is the same: ten thousand tasks are not filtered at every glance. */
export const newMemo = <R>(): ((from: readonly unknown[], compute: () => R) => R) => {
  let before: { readonly from: readonly unknown[]; readonly result: R } | undefined;
  return (from, compute) => {
    const known = before;
    if (known !== undefined && from.every((one, at) => one === known.from[at])) return known.result;
    before = { from, result: compute() };
    return before.result;
  };
};

/** Changes twice a second only: to remember by what is read off all tasks. Ten thousand are not looked at for every picture. */
export const slowly = (now: number): number => Math.floor(now / 500);

/** Changes every two seconds: for sums that nobody watches closely. */
export const verySlowly = (now: number): number => Math.floor(now / 2000);

/** After so many milliseconds without news all that was remembered so is old: then the stage paints once more. */
export const oldAfter = 2100;
