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

/** What else JavaScript takes as the end of a line. */
const otherEnds = /[\r\u2028\u2029]/;

/** Where the closing fence is. It is looked for as a text as long as that finds the same: a pattern tries every place. */
const findClosing = (inner: string): { readonly index: number; readonly line: string } | undefined => {
  const index = inner.startsWith("---") ? 0 : inner.indexOf("\n---") + 1;
  if (index > 0 ? otherEnds.test(inner.slice(0, index)) : !inner.startsWith("---")) {
    const found = closing.exec(inner);
    return found === null ? undefined : { index: found.index, line: found[0] };
  }
  const end = inner.indexOf("\n", index);
  return { index, line: end === -1 ? inner.slice(index) : inner.slice(index, end + 1) };
};

/** Cuts a text at its `---` fences. */
export const split = (text: string): Split => {
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const rest = bom === "" ? text : text.slice(1);
  const start = rest.startsWith("---") ? opening.exec(rest) : null;
  if (start === null) return { kind: "plain", bom, body: rest };
  const [open, language = ""] = start;
  const inner = rest.slice(open.length);
  const end = findClosing(inner);
  if (end === undefined || end.line.slice(3).trim() !== "") return { kind: "unclosed" };
  return {
    kind: "fenced",
    bom,
    open,
    language: language.trim(),
    yaml: inner.slice(0, end.index),
    close: end.line,
    body: inner.slice(end.index + end.line.length),
  };
};

/** The line end a text uses, by its first one. */
export const lineEnd = (text: string): "\r\n" | "\n" => {
  const first = text.indexOf("\n");
  return first > 0 && text[first - 1] === "\r" ? "\r\n" : "\n";
};
