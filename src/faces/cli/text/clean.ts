import { stripVTControlCharacters } from "node:util";

const plain = /^[\x20-\x7e]*$/;
/** Control characters and breaks of lines. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Invisible characters that do things, such as turning the direction of text around; but for the joiners, which make signs whole. */
const invisible = /(?![\u200c\u200d])\p{Cf}/gu;
/** What would change the sign before it, where that is none of this text. */
const leading = /^[\p{M}\p{Emoji_Modifier}\u200c\u200d]+/u;

/** Whether a text is of one line and of signs that everybody has: harmless as it is, and a cell each. */
export const isPlain = (text: string): boolean => plain.test(text);

/** Text that can do no more to a terminal than be read: one line, no escape sequences, no control characters. */
export const clean = (text: string): string => {
  if (isPlain(text)) return text;
  const harmless = stripVTControlCharacters(text).toWellFormed().replaceAll(controls, " ");
  return harmless.replaceAll(invisible, "").replace(leading, "");
};

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const colour = /(\x1b\[[\d;]*m)/;
// oxlint-disable-next-line no-control-regex -- these are what is taken out
const harmful = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** Output of other programs for a terminal: lines and, if wanted, colours stay; everything else it could do does not. */
export const tame = (text: string, keepColour: boolean): string =>
  text
    .replaceAll("\r\n", "\n")
    .replaceAll("\r", "\n")
    .split(colour)
    .map((part, at) => {
      if (at % 2 === 1) return keepColour ? part : "";
      return stripVTControlCharacters(part).replaceAll(harmful, "");
    })
    .join("");
