const units = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "min", ms: 60_000 },
  { name: "s", ms: 1000 },
] as const;

/** A length of time in milliseconds as people say it, in at most two units: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export const duration = (ms: number): string => {
  const whole = Math.max(0, ms);
  if (whole > 0 && whole < 950) return `${(whole / 1000).toFixed(1)} s`;
  const seconds = Math.round(whole / 1000) * 1000;
  const at = units.findIndex((unit) => seconds >= unit.ms);
  const [big, small] = [units[at], units[at + 1]];
  if (big === undefined) return "0 s";
  const rest = small === undefined ? 0 : Math.floor((seconds % big.ms) / small.ms);
  const first = `${Math.floor(seconds / big.ms)} ${big.name}`;
  return rest === 0 || small === undefined ? first : `${first} ${rest} ${small.name}`;
};

const steps = [
  { below: 10 * 60_000, ms: 60_000 },
  { below: 3_600_000, ms: 5 * 60_000 },
  { below: 6 * 3_600_000, ms: 30 * 60_000 },
  { below: 2 * 86_400_000, ms: 3_600_000 },
  { below: Infinity, ms: 12 * 3_600_000 },
] as const;

/** A length of time of which more digits than these would be invented: `4 min`, `1 h 30 min`, `20 h`, `3 d 12 h`. */
export const roughly = (ms: number): string => {
  const step = steps.find(({ below }) => ms < below)?.ms ?? steps[0].ms;
  return duration(Math.max(steps[0].ms, Math.round(ms / step) * step));
};

/** When something comes, told from now: `at once`, `in 20 s`. */
export const until = (at: number, now: number): string =>
  at <= now ? "at once" : `in ${duration(at - now)}`;
