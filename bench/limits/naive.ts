import type { Case } from "./cases.ts";
import { hour } from "./series.ts";

/** How much more is used from a moment on, within so many milliseconds, as a simple rule has it. */
export type Naive = (one: Case, now: number) => (ms: number) => number;

const steady =
  (paceOf: (one: Case, now: number) => number): Naive =>
  (one, now) => {
    const pace = paceOf(one, now);
    return (ms) => (pace * ms) / hour;
  };

const lastHour = ({ total }: Case, now: number): number => {
  const end = Math.floor(now / hour) * hour;
  return total(end) - total(end - hour);
};

/** What a person could say by a glance at the hours before. */
export const naives: Readonly<Record<string, Naive>> = {
  last_hour: steady(lastHour),
  mean_so_far: steady(
    ({ total, window }, now) => ((total(now) - total(window.from)) * hour) / Math.max(1, now - window.from),
  ),
  same_hours_yesterday: (one, now) => {
    const { total, series } = one;
    const [then, day] = [now - 24 * hour, total(now) - total(now - 24 * hour)];
    if (then < series.from) return steady(lastHour)(one, now);
    // Beyond a day the same day comes again.
    return (ms) => Math.floor(ms / (24 * hour)) * day + total(then + (ms % (24 * hour))) - total(then);
  },
};

/** When so much more is used; Infinity where not until the window ends. */
export const foreseen = (
  used: (ms: number) => number,
  { left, now, until }: { readonly left: number; readonly now: number; readonly until: number },
): number => {
  const step = hour / 12;
  if (used(until - now) < left) return Infinity;
  let [low, high] = [0, Math.ceil((until - now) / step)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (used(Math.min(middle * step, until - now)) >= left) high = middle;
    else low = middle + 1;
  }
  return now + low * step;
};

/** Whether a person is to be warned now; asked after each use. */
type Rule = (one: Case, at: { readonly limit: number; readonly now: number }) => boolean;

const usedShare = ({ total, window }: Case, { limit, now }: { limit: number; now: number }): number =>
  (total(now) - total(window.from)) / limit;

/** So much has to be used before anybody is warned, and so long ahead they are: as in the product. */
const [telling, ahead] = [0.1, 1.5 * hour];

const within =
  (naive: Naive): Rule =>
  (one, { limit, now }) => {
    const share = usedShare(one, { limit, now });
    if (share < telling) return false;
    const left = (1 - share) * limit;
    return naive(one, now)(Math.min(ahead, one.window.until - now)) >= left;
  };

/** What the product did before it was measured: four fifths used, or half an hour ahead at the pace of the last sixty minutes. */
const before: Rule = (one, { limit, now }) => {
  const share = usedShare(one, { limit, now });
  const pace = one.total(now) - one.total(now - hour);
  const left = (1 - share) * limit;
  return (
    share >= 0.8 || (share >= telling && (pace * Math.min(hour / 2, one.window.until - now)) / hour >= left)
  );
};

/** Simple ways to warn. */
export const rules: Readonly<Record<string, Rule>> = {
  before_it_was_measured: before,
  four_fifths_used: (one, at) => usedShare(one, at) >= 0.8,
  ...Object.fromEntries(Object.entries(naives).map(([name, naive]) => [name, within(naive)])),
};
