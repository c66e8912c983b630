/** What can be printed as the value of a key. */
export type Printable =
  | string
  | number
  | boolean
  | null
  | Date
  | readonly Printable[]
  | { readonly [key: string]: Printable | undefined };

/** Begins with a letter, holds nothing YAML could read as something else, and is no word with a meaning. */
const safe = /^[A-Za-z/][\w ./@+()'-]*$/;
const meaningful = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** Characters that YAML does not print, or that it takes for line ends. */
const hidden = /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g;

const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A text as a YAML scalar on one line: plain where that is certain to be read back, else in double quotes. */
const printText = (text: string): string => {
  if (safe.test(text) && !text.endsWith(" ") && !meaningful.test(text)) return text;
  return JSON.stringify(text).replace(hidden, escape);
};

const printDate = (date: Date): string => {
  const iso = date.toISOString();
  return iso.length === 24 ? iso : printText(iso);
};

/** A value on one line, lists and maps in flow style. */
export const printFlow = (value: Printable): string => {
  if (typeof value === "string") return printText(value);
  if (value instanceof Date) return printDate(value);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0.0" : String(value);
  if (Array.isArray(value)) return `[${value.map((item: Printable) => printFlow(item)).join(", ")}]`;
  const entries = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [`${printText(key)}: ${printFlow(item)}`],
  );
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
};

const isList = (value: Printable): value is readonly Printable[] => Array.isArray(value);

/** The lines of one key: lists of maps as a block, one map a line; everything else in flow style. */
const printKey = (key: string, value: Printable): string[] => {
  if (!isList(value) || value.every((item) => typeof item !== "object")) {
    return [`${key}: ${printFlow(value)}`];
  }
  return [`${key}:`, ...value.map((item) => `  - ${printFlow(item)}`)];
};

/** A document: front matter with the keys in the order given (those without a value left out), then the body. */
export const printDocument = (
  values: Readonly<Record<string, Printable | undefined>>,
  body: string,
): string => {
  const lines = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : printKey(key, value),
  );
  return `---\n${lines.join("\n")}\n---\n${body}`;
};
