import type { Problem } from "../core/problem.ts";
import type { Fault } from "./front.ts";
import { canonicalKey } from "./keys.ts";

/** What a reader of one value can say about a value it cannot read. */
export type Expectation = {
  readonly code: string;
  readonly expected: string;
  readonly example: string;
};

/** An issue of a zod schema, as far as a problem is made of it. */
export type SchemaIssue = {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly input?: unknown;
  readonly params?: unknown;
};

/** The line of a top-level key in a YAML block, counted from 1 in the block; 0 when it is not there. */
const lineOfKey = (yaml: string, canonical: string): number =>
  yaml.split("\n").findIndex((line) => {
    const key = /^["']?([\w-]+)["']?\s*:/.exec(line)?.[1];
    return key !== undefined && (key === canonical || canonicalKey(key) === canonical);
  }) + 1;

/** The line of a value, as deep as its keys are found one after the other below their top one; counted as above. */
const lineOfPath = (yaml: string, [top = "", ...deeper]: readonly PropertyKey[]): number => {
  const first = lineOfKey(yaml, String(top));
  if (first === 0 || deeper.length === 0) return first;
  const lines = yaml.split("\n");
  const next = lines.findIndex((line, at) => at >= first && /^[^\s#]/.test(line));
  const end = next === -1 ? lines.length : next;
  return deeper.reduce<number>((line, key) => {
    const named = new RegExp(`(?:^|[\\s{,])["']?${RegExp.escape(String(key))}["']?\\s*:`);
    const found = lines.slice(line - 1, end).findIndex((one) => named.test(one));
    return found === -1 ? line : line + found;
  }, first);
};

/** A value as a person would recognise it, on one line. */
const shown = (value: unknown): string => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

const isExpectation = (params: unknown): params is Expectation =>
  typeof params === "object" && params !== null && "example" in params;

/**
 * The faults behind a schema's issues. `before` is how many lines of the file stand above the YAML block, so that each
 * fault names a line of the file.
 */
export const faultsOf = (
  issues: readonly SchemaIssue[],
  { yaml, before }: { readonly yaml: string; readonly before: number },
): Fault[] =>
  issues.map((issue) => {
    const line = Math.max(1, lineOfPath(yaml, issue.path) + before);
    const place = issue.path.map(String).join(".");
    if (!isExpectation(issue.params)) {
      return {
        code: "invalid_value",
        line,
        message: `${place}: ${issue.message}.`,
        found: shown(issue.input),
      };
    }
    const { code, expected, example } = issue.params;
    const found = shown(issue.input);
    return { code, line, message: `${place} cannot be read: ${found}.`, found, expected, example };
  });

/** The same faults with the file they are in. */
export const inFile = (file: string, faults: readonly Fault[]): Problem[] =>
  faults.map((fault) => ({ ...fault, file }));
