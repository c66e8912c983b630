import type { Attempt } from "../core/attempt.ts";
import { reopenings } from "../core/budget/service.ts";
import type { State } from "../core/state.ts";

/** Nothing of it is told in time that has passed. */
const isStill = ({ step, faultedUntil }: Attempt): boolean =>
  step.phase === "review" && faultedUntil === undefined;

/**
 * Whether the order of the queue stays as it is. Tasks that nobody has seen before are as old as the look: beside others, or
 * where a day is named, they may change places with them from one look to the next.
 */
const isOrderFixed = ({ tasks, records }: State, now: number): boolean => {
  const seen = Iterator.from(tasks.keys()).filter((id) => (records.get(id)?.firstSeen ?? now) < now);
  const old = seen.toArray().length;
  return (
    old === tasks.size || (old === 0 && Iterator.from(tasks.values()).every(({ due }) => due === undefined))
  );
};

/**
 * Until when lists of tasks read the same if nothing happens, in milliseconds since the epoch; `now` where they change with the
 * time. What today's money keeps back changes with the day.
 */
export const listsHoldUntil = (state: State, now: number): number => {
  const { attempts, queue, fleet } = state;
  const isAskedAgain =
    (fleet.github !== undefined && fleet.github.answer === undefined) ||
    reopenings(fleet).some((at) => at > now);
  const isQuiet =
    !isAskedAgain && attempts.values().every(isStill) && queue.waits.size === 0 && isOrderFixed(state, now);
  return isQuiet ? (fleet.day?.until ?? now) : now;
};
