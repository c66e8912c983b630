import matter from "gray-matter";
import type { Problem } from "../core/problem.ts";
import { split } from "./split.ts";
import { parseSubset, type Values } from "./subset.ts";

/** A fault of a document; the file is filled in by whoever knows it. */
export type Fault = Omit<Problem, "file">;

/** A document's front matter and body, or why it has none that can be read. */
export type Front =
  | { readonly kind: "read"; readonly values: Values; readonly yaml: string; readonly body: string }
  | { readonly kind: "unreadable"; readonly fault: Fault };

const unreadable = (fault: Fault): Front => ({ kind: "unreadable", fault });

/** What js-yaml throws, as far as it is of use. */
type YamlError = { readonly reason?: string; readonly mark?: { readonly line: number } };

const reasonOf = (error: unknown): Required<Pick<YamlError, "reason">> & { line: number } => {
  const { reason, mark } = error instanceof Error ? (error as YamlError) : {};
  return { reason: reason ?? String(error), line: (mark?.line ?? 0) + 1 };
};

/** `key: @name`, `key: %x`, `key: a: b`: what people most often write without the quotes it needs. */
const unquoted = /^([\w-]+): +([^"'[{|>].*?) *$/;

const example = (found: string): string => {
  const parts = unquoted.exec(found);
  return parts === null ? "title: Rate-limit the login" : `${parts[1]}: ${JSON.stringify(parts[2])}`;
};

/** `line` counts from the fence above the block, which is line 1 of the file and of what gray-matter is given. */
const notYaml = (yaml: string, error: unknown): Fault => {
  const { reason, line } = reasonOf(error);
  const lines = yaml.split("\n");
  const found = lines[line - 2]?.trim() ?? "";
  return {
    code: "not_yaml",
    line,
    message: `The front matter is not YAML: ${reason}.`,
    ...(found === "" ? {} : { found }),
    expected: "key: value, with quotes around a value that begins with @ or holds a colon and a space",
    example: example(found),
  };
};

const isMap = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** The engine is named and the options are given: gray-matter's cache, its other languages and their `eval` stay out of reach. */
const options = { language: "yaml", delimiters: "---" };

/** Parses a YAML block through gray-matter; throws what js-yaml throws. */
export const parseFully = (yaml: string): unknown =>
  matter(`---\n${yaml.endsWith("\n") || yaml === "" ? yaml : `${yaml}\n`}---\n`, options).data ?? {};

/**
 * The values of a YAML block that begins on the file's line 2, behind a fence. The one way from text to values: a fast
 * reader of the common subset first, then gray-matter.
 */
const readValues = (yaml: string): { values: Values } | { fault: Fault } => {
  const quick = parseSubset(yaml);
  if (quick !== undefined) return { values: quick };
  try {
    const values = parseFully(yaml);
    if (isMap(values)) return { values };
    return {
      fault: {
        code: "not_a_map",
        line: 2,
        message: "The front matter holds no keys.",
        expected: "key: value",
        example: "title: Rate-limit the login",
      },
    };
  } catch (error) {
    return { fault: notYaml(yaml, error) };
  }
};

const languageRefused = (language: string): Fault => ({
  code: "not_yaml",
  line: 1,
  message: "Only YAML front matter is read; other languages could run code.",
  found: `---${language}`,
  expected: "---",
  example: "---",
});

const unclosed: Fault = {
  code: "unclosed_front_matter",
  line: 1,
  message: "The front matter begins with --- and has no line --- that ends it.",
  found: "---",
  expected: "a line of exactly --- below the last key",
  example: "---\ntitle: Rate-limit the login\n---",
};

/** Reads a markdown document. A text without front matter has no values and is all body. */
export const readFront = (text: string): Front => {
  const parts = split(text);
  if (parts.kind === "plain") return { kind: "read", values: {}, yaml: "", body: parts.body };
  if (parts.kind === "unclosed") return unreadable(unclosed);
  if (parts.language !== "" && !/^ya?ml$/i.test(parts.language))
    return unreadable(languageRefused(parts.language));
  const read = readValues(parts.yaml);
  if ("fault" in read) return unreadable(read.fault);
  return { kind: "read", values: read.values, yaml: parts.yaml, body: parts.body };
};

const startMark = /^\uFEFF?---[ \t]*\r?\n/;

/** Reads a file that is YAML throughout, as `traffic.yaml` is. A leading `---` is allowed there. */
export const readYaml = (text: string): Front => {
  const marked = startMark.test(text);
  const yaml = marked ? text.replace(startMark, "") : text.replace(/^\uFEFF/, "");
  const inner = /^---/m.exec(yaml);
  if (inner !== null) {
    const line = yaml.slice(0, inner.index).split("\n").length + (marked ? 1 : 0);
    return unreadable({
      ...unclosed,
      code: "not_yaml",
      line,
      message: "The file holds more than one YAML document.",
      expected: "one document",
      example: "target: main",
    });
  }
  const read = readValues(yaml);
  if ("values" in read) return { kind: "read", values: read.values, yaml, body: "" };
  const { message, line } = read.fault;
  return unreadable({
    ...read.fault,
    line: Math.max(1, line - (marked ? 0 : 1)),
    message: message.replace("front matter", "file"),
    example: "checks: [npm test]",
  });
};
