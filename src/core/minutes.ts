const hoursAndMinutes = /^(?:(\d+(?:\.\d+)?)\s*(?:h|hours?))?\s*(?:(\d+(?:\.\d+)?)\s*(?:m|min|minutes?)?)?$/i;
const onlySeconds = /^(\d+(?:\.\d+)?)\s*(?:s|sec|seconds?)$/i;

/** A length of time as people write it, in minutes: `45`, `45m`, `2h`, `1h30m`, `90s`; undefined for anything else, and for none. */
export const minutesIn = (written: string): number | undefined => {
  const [, seconds] = onlySeconds.exec(written.trim()) ?? [];
  const [, hours, minutes] = hoursAndMinutes.exec(written.trim()) ?? [];
  const total = Number(hours ?? 0) * 60 + Number(minutes ?? 0) + Number(seconds ?? 0) / 60;
  return total > 0 ? total : undefined;
};
