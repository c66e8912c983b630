import { uptime } from "node:os";
import { AwakeTime, type Machine } from "../engine/awake.ts";
import type { Awake, Clock } from "../engine/ports.ts";

/** A longer wait is taken in turns: no timer counts the time in which the machine sleeps, and the moment may be past when it wakes. */
const longest = 15_000;

/** The local day that a moment is in, from midnight to midnight. */
export const localDay = (now: number): { readonly from: number; readonly until: number } => {
  const from = new Date(now).setHours(0, 0, 0, 0);
  const next = new Date(from);
  next.setDate(next.getDate() + 1);
  return { from, until: next.getTime() };
};

const isLinux = process.platform === "linux";

/**
 * Linux stops the clock that Node calls monotonic while the machine sleeps, and tells its uptime with sleep; macOS counts
 * sleep in both. There a machine that slept shows in readings that come too late.
 */
export const machine: Machine = {
  read: () => {
    const steady = Number(process.hrtime.bigint() / 1_000_000n);
    return { wall: Date.now(), steady, elapsed: isLinux ? uptime() * 1000 : steady };
  },
  after: (ms, call) => {
    const timer = setTimeout(call, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** Counts the time awake of this process, from now on. */
export const awakeHere = (): Awake =>
  new AwakeTime(machine, { pace: 1000, patience: 10_000, late: isLinux ? "stopped" : "slept" });

/** The machine's clock. A call that is due at once follows the pending input and output. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wake: (at, call) => {
    const wait = at - Date.now();
    if (wait <= 0) {
      const soon = setImmediate(call);
      return () => clearImmediate(soon);
    }
    let callOff = (): void => {};
    const timer =
      wait > longest
        ? setTimeout(() => (callOff = systemClock.wake(at, call)), longest)
        : setTimeout(call, wait);
    return () => {
      clearTimeout(timer);
      callOff();
    };
  },
};
