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
