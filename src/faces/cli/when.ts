const two = (n: number): string => String(n).padStart(2, "0");

/** The time of day where the person is: `12:03:04`. */
export const clockTime = (ms: number): string => {
  const at = new Date(ms);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
};

const day = (at: Date): string => [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");

/** A moment where the person is: the time of day, with the day where it is not today. */
export const dateTime = (ms: number, now: number): string => {
  const today = day(new Date(now)) === day(new Date(ms));
  return today ? clockTime(ms) : `${day(new Date(ms))} ${clockTime(ms).slice(0, 5)}`;
};

/** The day a moment falls on. */
export const dayOf = (ms: number): string => day(new Date(ms));
