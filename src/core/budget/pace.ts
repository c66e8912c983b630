/** How many attempts may work with a model at once, as the service seems to bear; a model without one is bound by nothing. */
export type Pace = {
  /** Between whole numbers while it grows. */
  readonly limit: number;
  /** When it last shrank, in milliseconds since the epoch. */
  readonly since: number;
};

/** What comes within so many milliseconds of a refusal is the same crowd, refused once more. */
const sameCrowd = 10_000;

/** The service refused somebody because of too many requests: half of those who are at work may go on asking, and one at least. */
export const slower = (
  pace: Pace | undefined,
  { working, at }: { readonly working: number; readonly at: number },
): Pace => {
  if (pace !== undefined && at - pace.since < sameCrowd) return pace;
  const before = Math.min(pace?.limit ?? Infinity, Math.max(1, working));
  return { limit: Math.max(1, Math.floor(before / 2)), since: at };
};

/** So many turns went well: one more may work once everybody had one. It is over where as many may work as there are slots. */
export const faster = (pace: Pace, turns: number, slots: number): Pace | undefined => {
  let { limit } = pace;
  for (let left = Math.min(turns, slots * slots); left > 0 && limit < slots; left -= 1) limit += 1 / limit;
  return limit >= slots ? undefined : { ...pace, limit };
};

/** Whether one more may begin beside those at work. */
export const hasRoom = (pace: Pace | undefined, working: number): boolean =>
  pace === undefined || working < Math.floor(pace.limit);
