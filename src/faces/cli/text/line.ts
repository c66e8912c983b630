import { clean, isPlain } from "./clean.ts";
import { cut, widthOf } from "./width.ts";

/** What a piece of text means; how it looks is decided where it is printed. */
export type Style = "strong" | "dim" | "good" | "bad" | "warn" | "busy";

export type Span = string | { readonly text: string; readonly style: Style };

/** A line of text. It may hold anything: it is made harmless where it is printed. */
export type Line = string | readonly Span[];

/** What lines are printed on. `width` is infinite where nothing need be cut, as in a pipe. */
export type Page = { readonly width: number; readonly colour: boolean };

const codes: Readonly<Record<Style, number>> = { strong: 1, dim: 2, good: 32, bad: 31, warn: 33, busy: 36 };

/** The text of a span as it was given. */
export const rawOf = (span: Span): string => (typeof span === "string" ? span : span.text);

/** The text of a span, harmless. */
export const textOf = (span: Span): string => clean(rawOf(span));

/** A styled span, or a plain one where there is no style. */
export const styled = (text: string, style: Style | undefined): Span =>
  style === undefined ? text : { text, style };

const spansOf = (line: Line): readonly Span[] => (typeof line === "string" ? [line] : line);

const printSpan = (span: Span, colour: boolean): string => {
  const text = textOf(span);
  return typeof span === "string" || !colour || text === ""
    ? text
    : `\x1b[${codes[span.style]}m${text}\x1b[0m`;
};

/** One line as it is written to a terminal or a pipe, without its end. */
export const printLine = (line: Line, { colour }: Pick<Page, "colour">): string => {
  const spans = spansOf(line);
  // Looked at as a whole first: there may be ten thousand lines, and most are harmless.
  const whole = colour ? undefined : spans.map(rawOf).join("");
  const printed =
    whole !== undefined && isPlain(whole) ? whole : spans.map((span) => printSpan(span, colour)).join("");
  return printed.trimEnd();
};

/** A line in at most `width` cells. */
export const fit = (line: Line, width: number): Line => {
  const fitted: Span[] = [];
  let left = width;
  for (const span of spansOf(line)) {
    const whole = textOf(span);
    const text = cut(whole, left);
    fitted.push(typeof span === "string" ? text : { ...span, text });
    if (text !== whole) break;
    left -= widthOf(text);
  }
  return fitted;
};
