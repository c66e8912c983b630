import { appendFileSync } from "node:fs";
import { charged, type Meter } from "../../core/meter.ts";
import { promptTokens, type Usage } from "../../core/usage.ts";

/** The readable log of an attempt: what it said, what it used, what it cost. */
export type Log = {
  readonly said: (text: string) => void;
  readonly used: (name: string, input: unknown, ok: boolean) => void;
  readonly turned: (before: Meter, after: Meter) => void;
  readonly noted: (text: string) => void;
};

const longest = 300;

/** What a tool is used on, in one line. */
export const subjectOf = (input: unknown): string => {
  const { command, file_path, path, pattern } = (input ?? {}) as Readonly<Record<string, unknown>>;
  const told = command ?? file_path ?? path ?? pattern;
  const line = (typeof told === "string" ? told : (JSON.stringify(input) ?? "")).replaceAll(/\s+/g, " ");
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
};

const grown = (before: Usage, after: Usage): string =>
  `${promptTokens(after) - promptTokens(before)} tokens in (${after.cacheRead - before.cacheRead} cached), ${after.output - before.output} out`;

const fill = ({ context, window }: Meter): string =>
  window === undefined ? "" : `, context ${Math.round((100 * context) / window)} %`;

/** Appends to an attempt's log. */
export const openLog = (path: string): Log => {
  const write = (line: string): void => appendFileSync(path, `${line}\n`);
  return {
    said: (text) => write(text.trim()),
    used: (name, input, ok) => write(`${ok ? "✓" : "✗"} ${name} ${subjectOf(input)}`),
    turned: (before, after) => {
      const sum = after.priced ? `$${(charged(after) / 1e6).toFixed(4)} so far` : "price unknown";
      write(`--- turn ${after.turns}: ${grown(before.usage, after.usage)}; ${sum}${fill(after)}`);
    },
    noted: (text) => write(`--- ${text}`),
  };
};
