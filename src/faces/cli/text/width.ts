const ascii = /^[\x20-\x7e]*$/;

/** Made when first needed: that takes longer than all the rest of a short command. */
let segmenter: Intl.Segmenter | undefined;
const graphemes = (text: string): Intl.Segments =>
  (segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" })).segment(text);

/** Shown as a picture, two cells wide: by itself, or because a variation selector asks for it. */
const picture = /\p{Emoji_Presentation}|\u{fe0f}/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u;

/** East Asian wide and full-width characters (UAX #11, W and F), but for pictures. */
const wide = new RegExp(
  "^[\\u1100-\\u115f\\u2329\\u232a\\u2e80-\\u303e\\u3041-\\u33ff\\u3400-\\u4dbf\\u4e00-\\ua4cf\\ua960-\\ua97f" +
    "\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6" +
    "\\u{16fe0}-\\u{18dff}\\u{1aff0}-\\u{1b2ff}\\u{1f200}-\\u{1f2ff}\\u{20000}-\\u{3fffd}]",
  "u",
);

const cells = (grapheme: string): number => {
  if (invisible.test(grapheme)) return 0;
  return picture.test(grapheme) || wide.test(grapheme) ? 2 : 1;
};

/** How many cells of a terminal a clean text takes. */
export const widthOf = (text: string): number => {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) width += cells(segment);
  return width;
};

/** The text in at most `width` cells; what is cut off is marked with an ellipsis. */
export const cut = (text: string, width: number): string => {
  if (text.length <= width && ascii.test(text)) return text;
  if (widthOf(text) <= width) return text;
  if (width < 1) return "";
  let taken = "";
  let used = 1;
  for (const { segment } of graphemes(text)) {
    used += cells(segment);
    if (used > width) break;
    taken += segment;
  }
  return `${taken.trimEnd()}…`;
};
