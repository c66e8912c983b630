import type { Found } from "../feed/need.ts";

/** Lines above the hunks of a file that its name and what happened to it make needless. */
const needless = /^(?:index |--- |\+\+\+ |similarity |dissimilarity )/;

/** A patch with one line for the head of each file where git prints four: what was changed is in sight sooner. */
const shortened = (lines: readonly string[]): readonly string[] => {
  let isHead = false;
  return lines.filter((line) => {
    if (line.startsWith("diff --git ")) isHead = true;
    else if (line.startsWith("@@") || line.startsWith("Binary ")) isHead = false;
    return !isHead || !needless.test(line);
  });
};

const known = new WeakMap<Found, Found>();

/** A diff that was found, to be read in little room. */
export const shortDiff = (found: Found): Found => {
  if (found.kind !== "there") return found;
  const before = known.get(found);
  if (before !== undefined) return before;
  const short: Found = { ...found, lines: shortened(found.lines) };
  known.set(found, short);
  return short;
};
