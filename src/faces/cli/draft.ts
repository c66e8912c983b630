import { InvalidArgumentError } from "commander";
import { minutesIn } from "../../core/minutes.ts";
import type { Draft } from "../doors/writing.ts";

/** What `traffic add` may be told about a task beside its title. */
export type DraftOptions = {
  readonly dependsOn?: readonly string[];
  readonly priority?: string;
  readonly agent?: string;
  readonly command?: string;
  readonly verify?: readonly string[];
  readonly touches?: readonly string[];
  readonly label?: readonly string[];
  readonly due?: string;
  readonly estimate?: string;
  readonly milestone?: string;
  readonly review?: boolean;
  readonly body?: string;
};

const named = ["critical", "high", "medium", "low"];

/** `P1`, `1` or `high`, as files say it: `P1`. Throws what commander shows as a wrong argument. */
export const parsePriority = (given: string): string => {
  const word = given.toLowerCase();
  if (/^p?[0-4]$/.test(word)) return `P${word.at(-1)}`;
  if (named.includes(word)) return `P${named.indexOf(word)}`;
  throw new InvalidArgumentError("Expected P0 (most urgent) to P4, or critical, high, medium, low.");
};

/** A day that exists, as `2026-12-01`. Throws what commander shows as a wrong argument. */
export const parseDay = (given: string): string => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(given) ? new Date(`${given}T00:00:00Z`) : undefined;
  if (at === undefined || Number.isNaN(at.getTime()) || !at.toISOString().startsWith(given))
    throw new InvalidArgumentError("Expected a day, like 2026-12-01.");
  return given;
};

/** A length of time, as files say it. Throws what commander shows as a wrong argument. */
export const parseTime = (given: string): string => {
  if (minutesIn(given) === undefined)
    throw new InvalidArgumentError("Expected a time, like 45m, 2h or 1h30m.");
  return given;
};

/** One more value of an option that may be given several times, or with commas. */
export const collectNames = (given: string, before: readonly string[] | undefined): string[] => {
  const names = given.split(",").map((name) => name.trim());
  return [...(before ?? []), ...names.filter((name) => name !== "")];
};

/** One more value, commas and all. */
export const collectOne = (given: string, before: readonly string[] | undefined): string[] => [
  ...(before ?? []),
  given,
];

/** A line of a list as a title: without bullet, number or check box. */
export const titleOfLine = (line: string): string =>
  line
    .trim()
    .replace(/^(?:[-*+]|\d+[.)])\s+/, "")
    .replace(/^\[[ xX]?\]\s+/, "")
    .trim();

/** The task as it is to be written. */
export const draftOf = (title: string, options: DraftOptions): Draft => {
  const {
    dependsOn,
    priority,
    agent,
    command,
    verify,
    touches,
    label,
    due,
    estimate,
    milestone,
    review,
    body,
  } = options;
  const keys = {
    priority,
    depends_on: dependsOn,
    agent,
    command,
    verify,
    touches,
    labels: label,
    due,
    estimate,
    milestone,
    review: review === true ? "person" : undefined,
  };
  const given = Object.entries(keys).filter(([, value]) => value !== undefined);
  return {
    title,
    ...(body === undefined ? {} : { body }),
    ...(given.length === 0 ? {} : { keys: Object.fromEntries(given) }),
  };
};
