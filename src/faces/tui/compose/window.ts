/** The first of `count` items that a window of `page` rows shows, so that the chosen one stays near its middle. */
const windowTop = (at: number, count: number, page: number): number =>
  Math.max(0, Math.min(at - Math.floor(page / 2), count - page));

/** The part of a list of any length that is seen: from, until, and the position that is stood on. */
export const windowOf = (
  at: number,
  count: number,
  page: number,
): { readonly from: number; readonly until: number } => {
  const from = windowTop(at, count, page);
  return { from, until: Math.min(count, from + Math.max(0, page)) };
};

/** What of a list is seen, in words: `1–22 of 10,000`. */
export const windowWords = ({ from, until }: { from: number; until: number }, count: number): string =>
  count === 0 ? "none" : `${number(from + 1)}–${number(until)} of ${number(count)}`;

/** A whole number for people: `10,000`. */
export const number = (n: number): string => String(Math.round(n)).replaceAll(/\B(?=(\d{3})+$)/g, ",");
