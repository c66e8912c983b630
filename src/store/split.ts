/** A document cut into the parts that editing must keep: joined in order, they are the text again. */
export type Parts = {
  /** The byte order mark, or nothing. */
  readonly bom: string;
  /** The opening fence with its line end. */
  readonly open: string;
  /** What follows `---` on the opening fence, trimmed: the language some tools let one choose there. */
  readonly language: string;
  /** The lines between the fences, the last line end included. */
  readonly yaml: string;
  /** The closing fence with its line end. */
  readonly close: string;
  readonly body: string;
};

/** A text without front matter has only a `bom` and a `body`; `unclosed` has an opening fence and no closing one. */
export type Split =
  | ({ readonly kind: "fenced" } & Parts)
  | { readonly kind: "plain"; readonly bom: string; readonly body: string }
  | { readonly kind: "unclosed" };

/** `---` and perhaps a language; a longer row of dashes is a ruler of the body. */
const opening = /^---(?!-)([^\n]*)(?:\n|$)/;
/** What gray-matter takes as the end, so that both always see the same block. */
const closing = /^---([^\n]*)(?:\n|$)/m;

/** Cuts a text at its `---` fences. */
export const split = (text: string): Split => {
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const rest = bom === "" ? text : text.slice(1);
  const start = rest.startsWith("---") ? opening.exec(rest) : null;
  if (start === null) return { kind: "plain", bom, body: rest };
  const [open, language = ""] = start;
  const inner = rest.slice(open.length);
  const end = closing.exec(inner);
  if (end === null || end[1]?.trim() !== "") return { kind: "unclosed" };
  return {
    kind: "fenced",
    bom,
    open,
    language: language.trim(),
    yaml: inner.slice(0, end.index),
    close: end[0],
    body: inner.slice(end.index + end[0].length),
  };
};

/** The line end a text uses, by its first one. */
export const lineEnd = (text: string): "\r\n" | "\n" => {
  const first = text.indexOf("\n");
  return first > 0 && text[first - 1] === "\r" ? "\r\n" : "\n";
};
