import type { AttemptKey } from "../../core/attempt.ts";
import type { Stamped } from "../../core/event.ts";
import type { EventLine } from "../../views/event-line.ts";
import { stallText } from "../../views/motion.ts";

/** That an attempt waits for its model is told once it has lasted so long, and again after so long, in milliseconds. */
const [patience, again] = [20_000, 300_000];

/** Tells of attempts that wait for their models: each try is an event, and most waits are over soon. */
export const openStalled = (): ((stamped: Stamped) => EventLine | undefined) => {
  const told = new Map<AttemptKey, number>();
  return ({ at, event }) => {
    if (event.kind !== "attempt.metered") return undefined;
    const { key, meter } = event;
    if (meter.stalled === undefined) {
      told.delete(key);
      return undefined;
    }
    const before = told.get(key);
    if (at < (before === undefined ? meter.stalled.since + patience : before + again)) return undefined;
    told.set(key, at);
    return { who: key, text: stallText(meter.stalled, at), tone: "plain" };
  };
};
