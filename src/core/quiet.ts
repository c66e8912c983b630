import { isWithPerson, type Attempt } from "./attempt.ts";
import { reopenings } from "./budget/service.ts";
import { asksPerson } from "./handover.ts";
import { isUnseated } from "./slots.ts";
import { moneyGate, purseOf } from "./spending.ts";
import type { State } from "./state.ts";
import type { TaskId } from "./task.ts";

/** How long a checkout in the way, or what else lies outside of us, is waited for before it counts as a person's turn, in milliseconds. */
const blockedPatience = 10_000;

/** One that nobody gives a worktree to waits for those who have them all. */
const waitsForPerson = (state: State, attempt: Attempt, now: number): boolean => {
  const { step, heldUp, faultedUntil } = attempt;
  if (isWithPerson(attempt) || isUnseated(attempt) || asksPerson(state, attempt)) return true;
  const blocked = step.phase === "landing" ? step.blocked : undefined;
  const { since = Infinity } = blocked ?? (faultedUntil === undefined ? undefined : heldUp) ?? {};
  return now - since >= blockedPatience;
};

const recordWaits = (state: State, id: TaskId, now: number): boolean => {
  const rest = state.records.get(id)?.rest;
  return rest?.kind !== "final" || (rest.blockedUntil !== undefined && now - rest.since >= blockedPatience);
};

/** Whether ready tasks wait for a window of rate limits that opens again by itself. */
const waitsForService = (state: State, now: number): boolean => {
  const { fleet, queue, tasks } = state;
  if (fleet.paused || reopenings(fleet).every((at) => at <= now)) return false;
  const purse = purseOf(state, now);
  return [...queue.groups].some((group) => {
    const task = tasks.get(group.tasks.first()?.id ?? "");
    return task !== undefined && moneyGate(state, task, purse)?.kind === "quota";
  });
};

/** Whether nothing more will happen by itself, once `schedule` has nothing to say: all that is left waits for a person. */
export const isQuiet = (state: State, now: number): boolean =>
  state.fleet.lane === undefined &&
  state.queue.waits.size === 0 &&
  !waitsForService(state, now) &&
  [...state.attempts.values()].every((attempt) => waitsForPerson(state, attempt, now)) &&
  [...state.queue.unrecorded].every((id) => recordWaits(state, id, now));
