import type { Awake } from "../../engine/ports/clock.ts";
import { endedFor, noteSpell, readSpell, type Run } from "./run-files.ts";

/** What is left of a run's time limit. */
export type RunTime = {
  /** Milliseconds awake; none or less where the limit is reached. */
  left(): number;
  /** What has passed of it, in milliseconds awake. */
  passed(): number;
  /** Notes what has passed, for those who go on from here. */
  note(): void;
};

/** How much time awake may pass before it is noted again, in milliseconds. */
const interval = 5000;

/** What the runs had that this one goes on from, where each was ended at the edge of a turn. */
const spentBefore = ({ folder, number }: Run): number => {
  let sum = 0;
  for (let at = number - 1; at > 0 && endedFor({ folder, number: at }, "turned"); at -= 1)
    sum += readSpell({ folder, number: at })?.awake ?? 0;
  return sum;
};

/**
 * Takes the time of a run, from its start or from where the host before us noted it. What passed between that note and
 * us counts as the steady clock tells: nobody was there to see whether the run could go on.
 */
export const takeTime = (run: Run, limit: number, awake: Awake): RunTime => {
  const earlier = spentBefore(run);
  const noted = readSpell(run);
  const before = noted === undefined ? 0 : noted.awake + Math.max(0, awake.steady() - noted.steady);
  const start = awake.now();
  let next = 0;
  const noteAt = (passed: number): void => noteSpell(run, { awake: before + passed, steady: awake.steady() });
  const passed = (): number => earlier + before + awake.now() - start;
  return {
    note: () => noteAt(awake.now() - start),
    passed,
    left: () => {
      const now = awake.now() - start;
      if (now >= next) {
        noteAt(now);
        next = now + interval;
      }
      return limit - earlier - before - now;
    },
  };
};
