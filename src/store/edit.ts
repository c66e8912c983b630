import { isDeepStrictEqual } from "node:util";
import { readFront } from "./front.ts";
import { canonicalKey, spokenBy } from "./keys.ts";
import { printFlow } from "./print.ts";
import { lineEnd, split, type Parts } from "./split.ts";
import type { Values } from "./subset.ts";

/** New values for canonical keys. */
export type Changes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The edited text, or why the text cannot be edited safely. */
export type Edit =
  | { readonly kind: "edited"; readonly text: string }
  | { readonly kind: "refused"; readonly why: string };

/** A line with its line end. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const keyLine = /^(?:"([^"\\]*)"|'([^']*)'|([^\s"'#[\]{}&*!|>%@`,-][^:#]*?))[ \t]*:(?=[ \t\r\n]|$)/;

const keyOf = (line: string): string | undefined => {
  const parts = keyLine.exec(line);
  return parts?.[1] ?? parts?.[2] ?? parts?.[3];
};

const isBlock = (value: string): boolean => /^(?:[&!]\S*\s+)*[|>]/.test(value);

/** Whether a line below a key still belongs to its value. */
const continues = (line: string, block: boolean): boolean => {
  if (/^[ \t]+\S/.test(line)) return block || !/^[ \t]+#/.test(line);
  return !block && /^-(?:\s|$)/.test(line);
};

/** One past the last line of the value that begins on line `start`; blank lines and comments behind it stay where they are. */
const endOfValue = (lines: readonly string[], start: number): number => {
  const value = (lines[start] ?? "").replace(keyLine, "").trim();
  let end = start + 1;
  for (let at = end; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (continues(line, isBlock(value))) end = at + 1;
    else if (!/^\s*(?:#|$)/.test(line)) break;
  }
  return end;
};

/** Where a value written on one line ends, in characters: quotes and brackets may hold a `#`. */
const lengthOfValue = (value: string): number => {
  const quotedOrFlow =
    /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[[{](?:[^"'\]}]|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')*[\]}])/;
  const closed = quotedOrFlow.exec(value);
  if (closed !== null) return closed[0].length;
  const comment = /(?:^|[ \t])#/.exec(value);
  return (comment === null ? value : value.slice(0, comment.index)).trimEnd().length;
};

/** The key's line with another value: the spelling of the key, the gap behind it and a trailing comment stay. */
const rewritten = (line: string, printed: string): string => {
  const [head = ""] = keyLine.exec(line) ?? [];
  const rest = line.slice(head.length);
  const [gap = ""] = /^[ \t]*/.exec(rest) ?? [];
  const value = rest.slice(gap.length);
  const tail = isBlock(value) ? /\r?\n?$/.exec(value)?.[0] : value.slice(lengthOfValue(value));
  const bare = value.startsWith("#");
  return `${head}${gap === "" || bare ? " " : gap}${printed}${bare ? gap : ""}${tail}`;
};

const withKey = (
  yaml: string,
  change: { readonly key: string; readonly printed: string; readonly eol: string },
): string => {
  const lines = linesOf(yaml);
  const written = spokenBy(
    lines.flatMap((line) => keyOf(line) ?? []),
    change.key,
  );
  const start = written === undefined ? -1 : lines.findIndex((line) => keyOf(line) === written);
  if (start < 0) {
    const gap = yaml === "" || yaml.endsWith("\n") ? "" : change.eol;
    return `${yaml}${gap}${change.key}: ${change.printed}${change.eol}`;
  }
  const end = endOfValue(lines, start);
  return [...lines.slice(0, start), rewritten(lines[start] ?? "", change.printed), ...lines.slice(end)].join(
    "",
  );
};

/** The document's parts; a text without front matter gets an empty one. */
const partsOf = (text: string): Parts | undefined => {
  const parts = split(text);
  if (parts.kind === "fenced") return parts;
  const fence = `---${lineEnd(text)}`;
  if (parts.kind === "unclosed") return undefined;
  return { ...parts, open: fence, language: "", yaml: "", close: fence };
};

const intended = (values: Values, changes: Changes): Values => {
  const keys = Object.keys(values);
  const changed = Object.entries(changes).map(([key, value]) => [spokenBy(keys, key) ?? key, value] as const);
  return { ...values, ...Object.fromEntries(changed) };
};

const refused = (why: string): Edit => ({ kind: "refused", why });

/**
 * Changes the values of some keys and no other byte: keys are found under any of their names, a missing one is added at
 * the end of the front matter, a text without front matter gets one. Refuses where the result would not be read as
 * meant.
 */
export const setKeys = (text: string, changes: Changes): Edit => {
  const before = readFront(text);
  if (before.kind === "unreadable")
    return refused(`${before.fault.message} Mend line ${before.fault.line} first.`);
  const parts = partsOf(text);
  if (parts === undefined) return refused("The front matter has no end.");
  const eol = lineEnd(parts.open + text);
  const yaml = Object.entries(changes).reduce(
    (yaml, [key, value]) => withKey(yaml, { key: canonicalKey(key), printed: printFlow(value), eol }),
    parts.yaml,
  );
  const edited = parts.bom + parts.open + yaml + parts.close + parts.body;
  const after = readFront(edited);
  const asMeant =
    after.kind === "read" &&
    after.body === before.body &&
    isDeepStrictEqual(after.values, intended(before.values, changes));
  if (!asMeant)
    return refused(
      `${Object.keys(changes).join(", ")} is written in a way that cannot be edited safely: edit the file by hand.`,
    );
  return { kind: "edited", text: edited };
};
