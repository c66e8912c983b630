/** What the clocks of a machine say at one moment, in milliseconds. */
export type Reading = {
  /** Since the epoch; a person or the network may set it. */
  readonly wall: number;
  /** Never goes back, and is the same in every process until the machine starts anew. Sleep may stop it. */
  readonly steady: number;
  /** The same, but sleep never stops it. */
  readonly elapsed: number;
};

/** A time in which nothing of ours could run: the machine slept, or the process was stopped. From and until since the epoch. */
export type Gap = { readonly from: number; readonly until: number; readonly why: "slept" | "stopped" };

/** How time awake is told from time asleep. */
export type Beating = {
  /** The clocks are read at least this often, in milliseconds, while the process can run at all. */
  readonly pace: number;
  /** A reading that is later than this was kept from us. */
  readonly patience: number;
  /** What keeps one from us on this machine while the steady clock goes on. */
  readonly late: Gap["why"];
};

const gapOf = (before: Reading, now: Reading, why: Gap["why"]): Gap => ({
  from: before.wall,
  until: Math.max(now.wall, before.wall),
  why,
});

/**
 * How long the machine was awake, and this process able to run, between two readings that follow each other. Time that
 * the steady clock did not count was slept through; a reading that came much too late counts with one pace alone.
 */
export const awakeBetween = (
  before: Reading,
  now: Reading,
  { pace, patience, late }: Beating,
): { readonly awake: number; readonly gap?: Gap } => {
  const steady = Math.max(0, now.steady - before.steady);
  const slept = now.elapsed - before.elapsed - steady > patience;
  const awake = steady > patience ? pace : steady;
  if (slept) return { awake, gap: gapOf(before, now, "slept") };
  return steady > patience ? { awake, gap: gapOf(before, now, late) } : { awake };
};
