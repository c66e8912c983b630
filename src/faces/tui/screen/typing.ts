import type { Press } from "./press.ts";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A line of text after a key that is bound to nothing: what it writes is added. */
export const typed = (text: string, { text: added }: Press): string =>
  added === undefined ? text : text + added;

/** Without its last sign. */
export const erased = (text: string): string =>
  [...segmenter.segment(text)]
    .slice(0, -1)
    .map(({ segment }) => segment)
    .join("");

/** Without its last word. */
export const erasedWord = (text: string): string => text.replace(/\S*\s*$/u, "");
