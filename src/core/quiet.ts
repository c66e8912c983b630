import { isWithPerson, type Attempt } from "./attempt.ts";
import { reopenings } from "./budget/service.ts";
import { asksPerson } from "./handover.ts";
import { isUnseated } from "./slots.ts";
import { heldUpSince } from "./held-up.ts";
import { moneyGate, purseOf, type MoneyGate } from "./spending.ts";
import type { State } from "./state.ts";
import type { TaskId } from "./task.ts";

/** How long a checkout in the way, or what else lies outside of us, is waited for before it counts as a person's turn, in milliseconds. */
const blockedPatience = 10_000;

const isHeldUp = (attempt: Attempt, now: number): boolean =>
  now - (heldUpSince(attempt) ?? Infinity) >= blockedPatience;

/** One that nobody gives a worktree to waits for those who have them all. */
const waitsForPerson = (state: State, attempt: Attempt, now: number): boolean => {
  const { step } = attempt;
  if (isWithPerson(attempt) || isUnseated(attempt) || asksPerson(state, attempt)) return true;
  const { since = Infinity } = (step.phase === "landing" ? step.blocked : undefined) ?? {};
  return now - since >= blockedPatience || isHeldUp(attempt, now);
};

/** Whether it goes on once others have: those that are verified, or that land. */
const waitsInLine = ({ fleet: { lane } }: State, { key, step }: Attempt): boolean => {
  if (step.phase === "verifying") return step.slot === undefined;
  const wantsLane = step.phase === "landing" || (step.phase === "handover" && step.ready === true);
  return wantsLane && lane !== undefined && lane !== key;
};

/** Whether who has the lane is held up: all who want it are. */
const isLaneStuck = ({ fleet: { lane = "" }, attempts }: State, now: number): boolean => {
  const holder = attempts.get(lane);
  return holder !== undefined && isHeldUp(holder, now);
};

const recordWaits = (state: State, id: TaskId, now: number): boolean => {
  const rest = state.records.get(id)?.rest;
  return rest?.kind !== "final" || (rest.blockedUntil !== undefined && now - rest.since >= blockedPatience);
};

/** An outage is waited for so long, in milliseconds. */
const outagePatience = 30 * 60_000;

const passes = (gate: MoneyGate | undefined, now: number): boolean =>
  gate?.kind === "quota" || (gate?.kind === "outage" && now - gate.outage.since < outagePatience);

/** Whether ready tasks wait for a window of rate limits, or for a service: that opens again by itself. */
const waitsForService = (state: State, now: number): boolean => {
  const { fleet, queue, tasks } = state;
  if (fleet.paused || reopenings(fleet).every((at) => at <= now)) return false;
  const purse = purseOf(state, now);
  return [...queue.groups].some((group) => {
    const task = tasks.get(group.tasks.first()?.id ?? "");
    return task !== undefined && passes(moneyGate(state, task, purse), now);
  });
};

/** Whether tasks wait for GitHub, which is being looked for or asked again by itself. */
const waitsForGithub = ({ fleet, queue }: State): boolean =>
  !fleet.paused && queue.leaving.size > 0 && fleet.reached !== true && fleet.github?.answer === undefined;

/** Whether nothing more will happen by itself, once `schedule` has nothing to say: all that is left waits for a person. */
export const isQuiet = (state: State, now: number): boolean => {
  const isStuck = isLaneStuck(state, now);
  return (
    (isStuck || state.fleet.lane === undefined) &&
    state.queue.waits.size === 0 &&
    !waitsForService(state, now) &&
    !waitsForGithub(state) &&
    state.attempts.values().every((one) => waitsInLine(state, one) || waitsForPerson(state, one, now)) &&
    [...state.queue.unrecorded].every((id) => isStuck || recordWaits(state, id, now))
  );
};
