import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Trial } from "../../faces/doors/house.ts";

const fileIn = (state: string): string => join(state, "trial.json");

/** How long each command took when it last passed here, in seconds, by its text; empty where nothing was ever tried. */
export const timesBefore = (state: string): ReadonlyMap<string, number> => {
  try {
    const read = JSON.parse(readFileSync(fileIn(state), "utf8")) as Record<string, number>;
    return new Map(Object.entries(read));
  } catch {
    return new Map();
  }
};

/** What took less was not done, only fetched from where it is kept; in seconds. */
const least = 0.05;

/** Keeps the times of what passed, beside those of commands that were not tried now. */
export const keepTimes = (state: string, trials: readonly Trial[]): void => {
  const passed = trials.filter(({ outcome, seconds }) => outcome === "passed" && seconds >= least);
  const times = [...timesBefore(state), ...passed.map(({ run, seconds }) => [run, seconds] as const)];
  mkdirSync(state, { recursive: true });
  writeFileSync(fileIn(state), JSON.stringify(Object.fromEntries(times)));
};
