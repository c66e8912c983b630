/** A front matter's values, as YAML reads them. */
export type Values = Readonly<Record<string, unknown>>;

/** What this reader does not speak: the caller asks the full parser then. */
const unknown = Symbol("outside the subset");

/** Printable, one line, and nothing that YAML and JavaScript break or trim differently. */
const speakable = /^[\n\x20-\x7e\u00a1-\u167f\u1681-\u1fff\u2030-\u205e\u2060-\u2fff\u3001-\ud7ff]*$/;
const keyName = /^[A-Za-z][\w-]*$/;
const nestedEntry = /^( +)([A-Za-z][\w-]*): +(.*)$/;
const item = /^( *)- +(.*)$/;
const wholeNumber = /^(?:0|[1-9]\d{0,14})$/;
const decimal = /^(?:0|[1-9]\d{0,9})\.\d{1,9}$/;
const date = /^[1-9]\d{3}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{3})?Z)?$/;
/** A command or a file by its path: no number begins so. */
const path = /^\.{0,2}\//;
/** A number with one letter, as in `30m`: never a number, a moment or a sexagesimal to YAML. */
const measure = /^[1-9]\d*[a-zA-Z]$/;

const constants = new Map<string, boolean | null>([
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...["null", "Null", "NULL", "~"].map((word) => [word, null] as const),
]);

const number = (text: string): unknown => {
  if (wholeNumber.test(text) || decimal.test(text)) return Number(text);
  if (measure.test(text)) return text;
  const at = date.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? unknown : new Date(at);
};

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

const plain = (text: string): unknown => {
  if (text.length <= 5 && constants.has(text)) return constants.get(text);
  if (!isLetter(text.charCodeAt(0)) && !path.test(text)) return number(text);
  return text.includes(": ") || text.endsWith(":") ? unknown : text;
};

const quoted = (text: string, quote: string): unknown => {
  const inner = text.slice(1, -1);
  if (text.length < 2 || !text.endsWith(quote) || inner.includes(quote)) return unknown;
  return quote === '"' && inner.includes("\\") ? unknown : inner;
};

/** Plain scalars and quoted ones without a comma or bracket inside. */
const flow = (text: string): unknown => {
  if (!text.endsWith("]")) return unknown;
  const inner = text.slice(1, -1).trim();
  if (inner === "") return [];
  if (/[[\]{}#:]/.test(inner)) return unknown;
  const items = inner.split(",").map((part) => scalar(part.trim()));
  return items.includes(unknown) ? unknown : items;
};

const scalar = (written: string): unknown => {
  const first = written[0];
  if (first === "'" || first === '"') return quoted(written, first);
  if (first === "[") return flow(written);
  const comment = written.indexOf(" #");
  return plain(comment < 0 ? written : written.slice(0, comment).trimEnd());
};

type Cursor = { readonly lines: readonly string[]; at: number };

/** The items of a block list, from the cursor on; nothing where there is none. */
const list = (cursor: Cursor): unknown => {
  const items: unknown[] = [];
  let indent: string | undefined;
  for (; cursor.at < cursor.lines.length; cursor.at++) {
    const parts = item.exec(cursor.lines[cursor.at] ?? "");
    if (parts === null || (indent ??= parts[1]) !== parts[1]) break;
    const value = scalar(parts[2]?.trimEnd() ?? "");
    if (value === unknown) return unknown;
    items.push(value);
  }
  return indent === undefined ? null : items;
};

/** The entries of a map one level down, from the cursor on; nothing where there is none. */
const nested = (cursor: Cursor): unknown => {
  const values: Record<string, unknown> = {};
  let indent: string | undefined;
  for (; cursor.at < cursor.lines.length; cursor.at++) {
    const parts = nestedEntry.exec(cursor.lines[cursor.at] ?? "");
    if (parts === null || (indent ??= parts[1]) !== parts[1]) break;
    const key = parts[2] ?? "";
    const value = scalar(parts[3]?.trimEnd() ?? "");
    if (value === unknown || Object.hasOwn(values, key)) return unknown;
    values[key] = value;
  }
  return indent === undefined ? null : values;
};

/** The value of a key with nothing behind its colon. */
const below = (cursor: Cursor): unknown => {
  const next = cursor.lines[cursor.at] ?? "";
  if (next.trimStart().startsWith("- ")) return list(cursor);
  return next.startsWith(" ") ? nested(cursor) : null;
};

/** The same dozen keys stand in every file: what was cut out of a text is a name only once it has been looked up. */
const keysSeen = new Map<string, string>();

/** A key as the name of a property; undefined for what is none. */
const nameOf = (key: string): string | undefined => {
  const seen = keysSeen.get(key);
  if (seen !== undefined) return seen;
  if (!keyName.test(key)) return undefined;
  if (keysSeen.size < 10_000) keysSeen.set(key, key);
  return key;
};

const isSkipped = (line: string): boolean => line === "" || /^ *(?:#|$)/.test(line);

type Entry = { readonly key: string; readonly value: unknown };

/** The key at the cursor with its value, which may go on below; undefined for a line that says nothing. */
const entry = (cursor: Cursor): Entry | undefined | typeof unknown => {
  const line = cursor.lines[cursor.at++] ?? "";
  const colon = line.indexOf(":");
  const key = nameOf(line.slice(0, Math.max(0, colon)));
  if (key === undefined) return isSkipped(line) ? undefined : unknown;
  const written = line.slice(colon + 1).trim();
  if (written === "") return { key, value: below(cursor) };
  return line[colon + 1] === " " ? { key, value: scalar(written) } : unknown;
};

/**
 * Reads the YAML that most front matter is made of: keys with plain or simply quoted scalars, lists, and maps one level
 * deep. Answers `undefined` for everything else; where it answers, gray-matter says the same.
 */
export const parseSubset = (yaml: string): Values | undefined => {
  const text = yaml.includes("\r") ? yaml.replaceAll("\r\n", "\n") : yaml;
  if (!speakable.test(text)) return undefined;
  const cursor: Cursor = { lines: text.split("\n"), at: 0 };
  const values: Record<string, unknown> = {};
  let count = 0;
  while (cursor.at < cursor.lines.length) {
    const found = entry(cursor);
    if (found === undefined) continue;
    if (found === unknown || found.value === unknown) return undefined;
    values[found.key] = found.value;
    count += 1;
  }
  // A key that is there twice is no YAML.
  return Object.keys(values).length === count ? values : undefined;
};
