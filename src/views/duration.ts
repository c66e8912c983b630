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

/** When something comes, told from now: `at once`, `in 20 s`. */
export const until = (at: number, now: number): string =>
  at <= now ? "at once" : `in ${duration(at - now)}`;
