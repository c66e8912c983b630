/** How well a word is found in a text: the more, the better; undefined where it is not. Both in lower case. */
const scoreWord = (word: string, text: string): number | undefined => {
  const at = text.indexOf(word);
  if (at !== -1) {
    const before = text[at - 1];
    const atStart = before === undefined || !/[\p{L}\p{N}]/u.test(before);
    return 100 - Math.min(50, at) + (atStart ? 50 : 0);
  }
  let from = 0;
  let gaps = 0;
  for (const sign of word) {
    const next = text.indexOf(sign, from);
    if (next === -1) return undefined;
    gaps += next - from;
    from = next + sign.length;
  }
  return word.length < 3 || gaps > 3 * word.length ? undefined : 20 - Math.min(20, gaps);
};

/** How well a text answers what was typed; undefined where it does not. Every word must be found. */
const scoreOf = (wanted: string, text: string): number | undefined => {
  const lower = text.toLowerCase();
  let sum = 0;
  for (const word of wanted.toLowerCase().split(/\s+/)) {
    if (word === "") continue;
    const score = scoreWord(word, lower);
    if (score === undefined) return undefined;
    sum += score;
  }
  return sum;
};

/** The best answers first, at most `most` of them. */
export const best = <T>(
  wanted: string,
  all: Iterable<T>,
  { textOf, most }: { readonly textOf: (one: T) => string; readonly most: number },
): readonly T[] => {
  const found: { readonly one: T; readonly score: number }[] = [];
  for (const one of all) {
    const score = scoreOf(wanted, textOf(one));
    if (score !== undefined) found.push({ one, score });
  }
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ one }) => one);
};
