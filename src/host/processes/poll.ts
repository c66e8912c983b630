import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** Asks until the answer is yes, or for `limit` milliseconds; tells whether it became yes. */
export const until = async (holds: () => Promise<boolean>, limit: number): Promise<boolean> => {
  const end = performance.now() + limit;
  for (let pause = 2; !(await holds()); pause = Math.min(pause * 2, 50)) {
    if (performance.now() >= end) return false;
    await sleep(pause);
  }
  return true;
};
