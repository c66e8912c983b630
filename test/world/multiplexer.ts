/** A cell of a terminal's grid: a sign where it begins, or the second half of a wide one. */
type Cell = { readonly sign: string; readonly isHalf: boolean };

const blank: Cell = { sign: " ", isHalf: false };

const isWide = (sign: string): boolean =>
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(sign);

/** Takes the wide sign away whose second half stands at a cell. */
const takeAway = (row: Cell[], half: number): void => {
  let start = half;
  while (start > 0 && row[start]?.isHalf === true) row[start--] = blank;
  row[start] = blank;
};

/**
 * Writes on a row as tmux does (3.3, `screen_write_overwrite`): a sign written on the second half of a wide one takes the
 * wide one away, wherever that began; erasing cells looks at no halves.
 */
const put = (row: Cell[], x: number, sign: string): number => {
  const width = isWide(sign) ? 2 : 1;
  if (row[x]?.isHalf === true) takeAway(row, x);
  const covers = width === 2 || isWide(row[x]?.sign ?? "");
  if (covers && row[x + width]?.isHalf === true) row[x + width] = blank;
  row[x] = { sign, isHalf: false };
  if (width === 2) row[x + 1] = { sign: "", isHalf: true };
  return x + width;
};

// oxlint-disable-next-line no-control-regex -- sequences of escape are what is read
const piece = /\x1b\[\??([\d;]*)([A-Za-z])|([^\x1b])/gu;

/** What a terminal of one row shows that takes wide signs as tmux does, after all that was written to it. */
export const shownByTmux = (written: string, width: number): string => {
  let row = Array.from({ length: width }, (): Cell => blank);
  let x = 0;
  for (const [, numbers = "", command, sign] of written.matchAll(piece)) {
    if (sign !== undefined) x = put(row, x, sign);
    else if (command === "H") x = Number(numbers.split(";")[1] ?? 1) - 1;
    else if (command === "J") row = row.map(() => blank);
    else if (command === "X")
      row = row.map((cell, at) => (at >= x && at < x + Number(numbers) ? blank : cell));
  }
  return row
    .slice(0, width)
    .map((cell) => cell.sign)
    .join("");
};
