import type { Awake } from "../../engine/ports.ts";
import { noteSpell, readSpell, type Run } from "./run-files.ts";

/** What is left of a run's time limit. */
export type RunTime = {
  /** Milliseconds awake; none or less where the limit is reached. */
  left(): number;
};

/** How much time awake may pass before it is noted again, in milliseconds. */
const interval = 5000;

/**
 * Takes the time of a run, from its start or from where the host before us noted it. What passed between that note and
 * us counts as the steady clock tells: nobody was there to see whether the run could go on.
 */
export const takeTime = (run: Run, limit: number, awake: Awake): RunTime => {
  const noted = readSpell(run);
  const before = noted === undefined ? 0 : noted.awake + Math.max(0, awake.steady() - noted.steady);
  const start = awake.now();
  let next = 0;
  return {
    left: () => {
      const passed = awake.now() - start;
      if (passed >= next) {
        noteSpell(run, { awake: before + passed, steady: awake.steady() });
        next = passed + interval;
      }
      return limit - before - passed;
    },
  };
};
