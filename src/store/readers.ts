import type { Review } from "../core/config.ts";
import { minutesIn } from "../core/minutes.ts";
import type { Priority, TaskBudget, TaskStatus } from "../core/task.ts";

/** Reads one value as people write it; `undefined` when it cannot be read. */
export type Reader<T> = (value: unknown) => T | undefined;

/** A word without the differences that mean nothing: case, blanks, hyphens, quotes, a leading emoji. */
const word = (value: unknown): string =>
  String(value)
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ")
    .replaceAll(/[^a-z0-9 ]/g, "")
    .trim();

const table = <T>(rows: readonly (readonly [T, string])[]): ReadonlyMap<string, T> =>
  new Map(rows.flatMap(([value, words]) => words.split(", ").map((name) => [name, value] as const)));

const statuses = table<TaskStatus>([
  ["draft", "draft, proposed, idea, icebox, someday, triage, needs refinement"],
  [
    "todo",
    "todo, to do, open, ready, backlog, new, pending, planned, next, scheduled, reopened, in progress, inprogress, doing, active, started, wip, ongoing, blocked, review, in review, reviewing, testing, in testing, verifying",
  ],
  ["done", "done, completed, complete, closed, finished, resolved, fixed, merged, shipped, released"],
  ["failed", "failed, failure"],
  [
    "cancelled",
    "cancelled, canceled, archived, abandoned, dropped, scrapped, rejected, wont do, wontdo, wont fix, wontfix, duplicate, obsolete, superseded, deprecated, removed",
  ],
]);

const priorities = table<Priority>([
  [0, "p0, 0, critical, blocker, highest, emergency, asap"],
  [1, "p1, 1, urgent, high, major, important"],
  [2, "p2, 2, medium, normal, med, default, moderate, none"],
  [3, "p3, 3, low, minor"],
  [4, "p4, 4, lowest, trivial, deferred, someday, backlog"],
]);

/** Looks up a word, as it is written where that is how it is known. */
const known =
  <T>(words: ReadonlyMap<string, T>): Reader<T> =>
  (value) =>
    (typeof value === "string" ? words.get(value) : undefined) ?? words.get(word(value));

export const status = known(statuses);

export const priority = known(priorities);

const tidy = /^\S+(?: \S+)*$/;

/** A text on one line; numbers and dates count, since nobody quotes a title such as 404. */
export const line: Reader<string> = (value) => {
  if (typeof value === "string" && tidy.test(value)) return value;
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, "");
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
  return String(value).replaceAll(/\s+/g, " ").trim() || undefined;
};

/** What other tools may use for something else: anything can be read, and what is no line of text says nothing. */
export const note: Reader<string> = (value) => (typeof value === "string" ? value.trim() : "");

/** The full name of a git object. */
export const oid: Reader<string> = (value) => {
  const name = typeof value === "string" ? value.trim() : "";
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name) ? name : undefined;
};

/** A text as it stands. */
export const text: Reader<string> = (value) =>
  typeof value === "string" && value.trim() !== "" ? value : undefined;

const all = <T>(items: readonly unknown[], read: Reader<T>): T[] | undefined => {
  const values = items.map(read);
  return values.every((value) => value !== undefined) ? values : undefined;
};

/** A list of texts, or one text; every one as it stands. */
export const texts: Reader<readonly string[]> = (value) =>
  all(
    Array.isArray(value) ? value.filter((item) => item !== null) : [value],
    (item) => line(item) && String(item),
  );

/** A list of words, or words with commas between them. */
export const words: Reader<readonly string[]> = (value) => {
  const items = typeof value === "string" ? value.split(",").filter((part) => part.trim() !== "") : value;
  return all(Array.isArray(items) ? items.filter((item) => item !== null) : [items], line);
};

const truths = table([
  [true, "true, yes, on, y, 1"],
  [false, "false, no, off, n, 0"],
]);

export const flag = known(truths);

export const count: Reader<number> = (value) => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : undefined;
};

const amount: Reader<number> = (value) => {
  const number = typeof value === "string" ? Number(value.replace(/^\$\s*/, "").trim() || Number.NaN) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : undefined;
};

const scales: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6 };

/** `500000`, `500k`, `1.5M`. */
const tokens: Reader<number> = (value) => {
  const parts = /^(\d+(?:\.\d+)?)\s*([km]?)$/i.exec(String(value).replaceAll(/[_,]/g, ""));
  const scale = scales[parts?.[2]?.toLowerCase() ?? ""] ?? 1;
  return parts === null ? undefined : Math.round(Number(parts[1]) * scale);
};

/** A length of time: `45`, `45m`, `2h`, `1h30m`, `90s`. */
export const minutes: Reader<number> = (value) => minutesIn(String(value));

const limits: Readonly<Record<keyof TaskBudget, Reader<number>>> = { usd: amount, tokens, minutes };

const isLimit = (key: string): key is keyof TaskBudget => key in limits;

/** US dollars, or a map of limits. A limit that is not known would be a limit that is not kept, so it cannot be read. */
export const budget: Reader<TaskBudget> = (value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const usd = amount(value);
    return usd === undefined ? undefined : { usd };
  }
  const read: { -readonly [Key in keyof TaskBudget]: TaskBudget[Key] } = {};
  for (const [key, limit] of Object.entries(value)) {
    const number = isLimit(key) ? limits[key](limit) : undefined;
    if (!isLimit(key) || number === undefined) return undefined;
    read[key] = number;
  }
  return read;
};

const dayLength = 86_400_000;

/** A day (its end in UTC counts) or a moment, in milliseconds since the epoch. */
export const due: Reader<number> = (value) => {
  const at =
    value instanceof Date ? value.getTime() : typeof value === "string" ? moment(value.trim()) : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  return at % dayLength === 0 ? at + dayLength - 1 : at;
};

const moment = (written: string): number => {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(written);
  if (parts === null) return Number.NaN;
  const [, date = "", time = "00:00", zone = "Z"] = parts;
  const at = Date.parse(`${date}T${time}${zone}`);
  return at;
};

export const handoff: Reader<"local" | "pr"> = (value) => {
  const written = word(value);
  if (written === "local") return "local";
  return written === "pr" || written === "pull request" ? "pr" : undefined;
};

const reviews = table<Review>([
  ["checks", "checks, check, none, no, false, auto, automatic"],
  ["person", "person, human, people, me, manual, required, yes, true"],
]);

/** Who decides that work may land. */
export const review: Reader<Review> = (value) => reviews.get(word(value));

const quoteForShell = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;

const command: Reader<string> = (value) => {
  if (typeof value !== "object" || value === null) return line(value) && String(value);
  const { run, dir } = value as { readonly run?: unknown; readonly dir?: unknown };
  if (typeof run !== "string" || run.trim() === "") return undefined;
  if (dir === undefined || dir === null) return run;
  return typeof dir === "string" ? `cd ${quoteForShell(dir)} && { ${run.trim()}\n}` : undefined;
};

/** Commands: one text, or a list of texts and of `{run, dir}`. */
export const commands: Reader<readonly string[]> = (value) =>
  all(Array.isArray(value) ? value.filter((item) => item !== null) : [value], command);

/** Names of people or agents, with or without `@`. */
export const names: Reader<readonly string[]> = (value) =>
  words(value)?.map((name) => name.replace(/^@/, ""));
