import { charged } from "../core/meter.ts";
import type { State } from "../core/state.ts";

/** What came out of the last hour. */
export type Flow = {
  /** Landings and failed attempts in each five minutes, the oldest first. */
  readonly landed: readonly number[];
  readonly failed: readonly number[];
  /** The share of landings that needed one attempt only. */
  readonly firstTry?: number;
  /** The middle time from a task's being known to its landing, in milliseconds. */
  readonly lead?: number;
  /** What was spent for each landing, failed attempts of the hour included, in micro-dollars. */
  readonly perLanding?: number;
};

const [hour, slots] = [3_600_000, 12];

/** Reads the last hour off what is remembered of attempts that are over. */
export const flowOf = (state: State, now: number): Flow => {
  const landed = Array.from({ length: slots }, () => 0);
  const failed = Array.from({ length: slots }, () => 0);
  const leads: number[] = [];
  let [first, spent] = [0, 0];
  for (const { firstSeen, past } of state.records.values()) {
    for (const { n, endedAt, outcome, meter, undo } of past) {
      const age = now - endedAt;
      if (age < 0 || age >= hour || undo !== undefined) continue;
      const counts = outcome.kind === "done" ? landed : failed;
      counts[slots - 1 - Math.floor((age * slots) / hour)]! += 1;
      spent += charged(meter);
      if (outcome.kind !== "done") continue;
      leads.push(endedAt - firstSeen);
      if (n === 1) first += 1;
    }
  }
  const lead = leads.toSorted((a, b) => a - b)[Math.floor(leads.length / 2)];
  if (lead === undefined) return { landed, failed };
  const perLanding = spent === 0 ? {} : { perLanding: spent / leads.length };
  return { landed, failed, lead, firstTry: first / leads.length, ...perLanding };
};
