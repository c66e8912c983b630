import type { Row, Span } from "./span.ts";

/** Signs that have one of ASCII of the same width and much the same meaning. */
const likeness: Readonly<Record<string, string>> = {
  "…": "~",
  "–": "-",
  "—": "-",
  "−": "-",
  "·": ".",
  "→": ">",
  "›": ">",
  "‹": "<",
  "⇄": "=",
  "↓": "v",
  "↑": "^",
  "×": "x",
  "⏎": "<",
  "✓": "+",
  "✗": "x",
  "“": '"',
  "”": '"',
  "’": "'",
  "│": "|",
  "─": "-",
};

const plain = /^[\x20-\x7e]*$/;
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const plainSpan = (one: Span): Span => {
  if (plain.test(one.text)) return one;
  const text = [...segmenter.segment(one.text)]
    .map(({ segment }) => (plain.test(segment) ? segment : (likeness[segment] ?? "?")))
    .join("");
  return { ...one, text: text.padEnd(one.width).slice(0, one.width) };
};

/** Rows of the same width with nothing but ASCII: what has no likeness there is a question mark. */
export const plainRows = (rows: readonly Row[]): readonly Row[] => rows.map((row) => row.map(plainSpan));
