import { nothing, plus, type Amounts } from "./amounts.ts";
import { addTo, type Sums } from "./used.ts";

/** What was used in the hour that began at a moment, and in the one before it: what it costs to go on like this. */
export type Lately = { readonly from: number; readonly now: Sums; readonly before: Sums };

const hour = 3_600_000;

/** What has been used for less time than this says nothing of an hour, in milliseconds. */
const least = hour / 2;

/** What is used an hour by what was used in some time. */
export const perHour = (used: number, ms: number): number => (used * hour) / Math.max(least, ms);

/** The hour that a moment is in: the present one, the next, or one after a pause. */
const turnedTo = (lately: Lately | undefined, at: number): Lately => {
  if (lately === undefined || at - lately.from >= 2 * hour) return { from: at, now: {}, before: {} };
  if (at - lately.from < hour) return lately;
  return { from: lately.from + hour, now: {}, before: lately.now };
};

/** Adds what was used at a moment under some names. */
export const addLately = (
  lately: Lately | undefined,
  {
    names,
    amounts,
    at,
  }: { readonly names: readonly string[]; readonly amounts: Amounts; readonly at: number },
): Lately => {
  const present = turnedTo(lately, at);
  return { ...present, now: addTo(present.now, names, amounts) };
};

const scaled = (amounts: Amounts, by: number): Amounts => ({
  microUsd: amounts.microUsd * by,
  tokens: amounts.tokens * by,
  ms: amounts.ms * by,
});

/** What is used an hour under a name: of the hour before, what lies within the last sixty minutes. */
export const hourly = (lately: Lately | undefined, name: string, now: number): Amounts => {
  if (lately === undefined) return nothing;
  const present = turnedTo(lately, now);
  const passed = Math.max(0, now - present.from);
  const before = present.before[name];
  const used = present.now[name] ?? nothing;
  if (before === undefined) return scaled(used, perHour(1, Math.min(hour, passed)));
  return plus(used, scaled(before, 1 - passed / hour));
};
