import type { State } from "../state.ts";

/** How much a machine has left: bytes of memory, and how many wait for or use how many processors. */
export type Vitals = {
  readonly free: number;
  readonly total: number;
  readonly load: number;
  readonly cores: number;
};

/** What a machine has too little of for more agents. */
export type Strain = "memory" | "load";

/** More begin only beside so much free memory, and below so much load for each processor; then a little better before more begin again. */
const least = { share: 0.1, bytes: 512 * 1024 ** 2, load: 4 };
const again = { share: 0.15, bytes: 768 * 1024 ** 2, load: 3 };

/** What a machine has too little of, where it had too little of that before as well; undefined where it has enough. */
export const strainOf = (
  { free, total, load, cores }: Vitals,
  before: Strain | undefined,
): Strain | undefined => {
  const memory = before === "memory" ? again : least;
  // A small machine has never so much as a large one keeps free.
  if (free < Math.min(total / 3, Math.max(memory.share * total, memory.bytes))) return "memory";
  return load > (before === "load" ? again : least).load * cores ? "load" : undefined;
};

/** So many begin within so many milliseconds. */
const [mostLaunches, span] = [10, 1000];

/** Why no more agents begin now, where their number follows from what the machine bears. */
export type Crowd = { readonly kind: Strain } | { readonly kind: "launches"; readonly until: number };

const launched = ({ attempts }: Pick<State, "attempts">, now: number): readonly number[] =>
  [...attempts.values()].map(({ claimedAt }) => claimedAt).filter((at) => at > now - span);

/** Nothing is kept from a machine at rest: whatever strains it then is not ours. */
export const crowdOf = (state: Pick<State, "fleet" | "attempts">, now: number): Crowd | undefined => {
  const { config, strain } = state.fleet;
  if (config.slots.auto !== true) return undefined;
  if (strain !== undefined && state.attempts.size > 0) return { kind: strain };
  const recent = launched(state, now);
  return recent.length < mostLaunches ? undefined : { kind: "launches", until: Math.min(...recent) + span };
};
