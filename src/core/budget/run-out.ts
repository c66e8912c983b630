/** When something that is limited is used up, if it goes on as it did: told where its fastest pace uses it up before it begins anew. */
export type RunOut = {
  /** At the fastest of its paces and half as much again. */
  readonly soonest: number;
  /** At the mean of its paces; missing where it begins anew before that. */
  readonly hit?: number;
  /** At half of the slowest; missing where it begins anew before that. */
  readonly latest?: number;
};

const hour = 3_600_000;

/** What is left to use, when it begins anew, and what was used an hour, in several ways. */
type Course = { readonly left: number; readonly until: number; readonly paces: readonly number[] };

/** A pace goes on give or take half of it. */
const half = 0.5;

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** When something is used up by its paces; undefined where it begins anew before that, or never is. */
export const runOutOf = ({ left, until, paces }: Course, now: number): RunOut | undefined => {
  const at = (pace: number): number => (pace > 0 ? Math.round(now + (left / pace) * hour) : Infinity);
  const fastest = Math.max(...paces);
  if (at(fastest) >= until) return undefined;
  const [hit, latest] = [at(mean(paces)), at(half * Math.min(...paces))];
  return {
    soonest: at((1 + half) * fastest),
    ...(hit < until ? { hit } : {}),
    ...(latest < until ? { latest } : {}),
  };
};
