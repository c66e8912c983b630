import { uptime } from "node:os";
import type { Window } from "../core/budget/window.ts";
import { AwakeTime, type Machine } from "../engine/awake.ts";
import type { Awake, Clock } from "../engine/ports/clock.ts";

/** A longer wait is taken in turns: no timer counts the time in which the machine sleeps, and the moment may be past when it wakes. */
const longest = 15_000;

const dayLength = 86_400_000;

/** When a clock on the wall shows a moment that is told as if it were UTC, and the other way round. */
type Zone = { readonly shown: (at: number) => number; readonly momentOf: (wall: number) => number };

/** Where the machine is: the language itself knows that, and quickly. */
const here: Zone = {
  shown: (at) => {
    const day = new Date(at);
    return Date.UTC(day.getFullYear(), day.getMonth(), day.getDate(), day.getHours());
  },
  momentOf: (wall) => {
    const day = new Date(wall);
    return new Date(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()).getTime();
  },
};

const zoneOf = (timeZone: string): Zone => {
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const shown = (at: number): number => {
    const parts = format.formatToParts(at).map(({ type, value }) => [type, Number(value)] as const);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = Object.fromEntries(parts);
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
  // A second look is right where summer time begins or ends in between.
  const momentOf = (wall: number): number => {
    const guess = wall - (shown(wall) - wall);
    return guess + (wall - shown(guess));
  };
  return { shown, momentOf };
};

/**
 * The day that a moment is in, from midnight to midnight, and its week, from Monday to Monday: of a time zone, or of the one that
 * the machine is in.
 */
export const localDay = (now: number, timeZone?: string): Window & { readonly week: Window } => {
  const { shown, momentOf } = timeZone === undefined ? here : zoneOf(timeZone);
  const midnight = Math.floor(shown(now) / dayLength) * dayLength;
  const monday = midnight - ((new Date(midnight).getUTCDay() + 6) % 7) * dayLength;
  return {
    from: momentOf(midnight),
    until: momentOf(midnight + dayLength),
    week: { from: momentOf(monday), until: momentOf(monday + 7 * dayLength) },
  };
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
    let callOff = (): void => {};
    // Each turn takes the place of the one before: a wait of days has thousands of them.
    const arm = (): void => {
      const wait = at - Date.now();
      if (wait <= 0) {
        const soon = setImmediate(call);
        callOff = () => clearImmediate(soon);
        return;
      }
      const timer = wait > longest ? setTimeout(arm, longest) : setTimeout(call, wait);
      callOff = () => clearTimeout(timer);
    };
    arm();
    return () => callOff();
  },
};
