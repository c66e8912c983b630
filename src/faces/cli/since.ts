import type { Doors } from "../doors/doors.ts";
import { UsageError } from "../doors/usage-error.ts";

const units: Readonly<Record<string, number>> = {
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const ago = (given: string, now: number): number | undefined => {
  const [, n, unit = ""] = /^(\d{1,4}(?:\.\d+)?)(m|min|h|d|w)$/.exec(given) ?? [];
  return n === undefined ? undefined : now - Number(n) * (units[unit] ?? 0);
};

/** The last time it was that o'clock where the person is. */
const oClock = (given: string, now: number): number | undefined => {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(given) ?? [];
  if (hours === undefined) return undefined;
  const at = new Date(now);
  at.setHours(Number(hours), Number(minutes), 0, 0);
  if (at.getTime() > now) at.setDate(at.getDate() - 1);
  return at.getTime();
};

const day = (given: string, now: number): number | undefined => {
  const before = { today: 0, yesterday: 1 }[given];
  if (before === undefined) return undefined;
  const at = new Date(now);
  at.setHours(0, 0, 0, 0);
  at.setDate(at.getDate() - before);
  return at.getTime();
};

/** A day or a moment in ISO 8601; without a zone it is meant where the person is. */
const iso = (given: string): number | undefined => {
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\S+))?$/.exec(given) ?? [];
  const at = date === undefined ? Number.NaN : Date.parse(`${date}T${time ?? "00:00"}`);
  return Number.isNaN(at) ? undefined : at;
};

/** The moment that a person means, in milliseconds since the epoch. Throws a `UsageError` where it is none, or yet to come. */
export const momentOf = async (given: string, doors: Doors, now: number): Promise<number> => {
  const text = given.trim();
  const at =
    ago(text, now) ?? oClock(text, now) ?? day(text, now) ?? iso(text) ?? (await doors.commitTime(text));
  if (at === undefined)
    throw new UsageError(
      `${JSON.stringify(given)} is no time: expected 18:00, yesterday, 2h, 2026-11-20, 2026-11-20T18:00, or a commit`,
    );
  if (at > now) throw new UsageError(`${JSON.stringify(given)} is yet to come: expected a time in the past`);
  return at;
};
