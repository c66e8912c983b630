import type { Attempt } from "./attempt.ts";
import { crowdOf } from "./budget/admission.ts";
import { nextWarning } from "./budget/forecast.ts";
import { eased } from "./budget/lower.ts";
import { reopenings } from "./budget/service.ts";
import { claim } from "./claim.ts";
import type { Event } from "./event.ts";
import { isShut, letGo, lookAgain, looks } from "./handover.ts";
import { freeAgentSlot, isUnseated, lowestFree } from "./slots.ts";
import { recordLane, type State } from "./state.ts";
import type { TaskId } from "./task.ts";

type Verifying = Attempt & { readonly step: { readonly phase: "verifying" } };

const isVerifying = (attempt: Attempt): attempt is Verifying => attempt.step.phase === "verifying";

const verifying = (state: State): Verifying[] => state.attempts.values().filter(isVerifying).toArray();

const resume = (state: State, now: number): Event | undefined => {
  for (const { key, faultedUntil } of state.attempts.values()) {
    if (faultedUntil !== undefined && faultedUntil <= now) return { kind: "attempt.resumed", key };
  }
  const wait = state.queue.waits.first();
  return wait !== undefined && wait.at <= now
    ? { kind: "task.rested", task: wait.id, rest: { kind: "free" } }
    : undefined;
};

/** How long a record lets proofs go first, in milliseconds. */
const recordPatience = 60_000;

/** A record may take the lane once its task's attempt has ended, and not while a proof would be made stale by it. */
const nextRecord = (state: State, now: number): TaskId | undefined => {
  const proving = verifying(state).some(({ step }) => step.slot !== undefined);
  for (const id of state.queue.unrecorded) {
    const rest = state.records.get(id)?.rest;
    if (rest?.kind !== "final" || state.current.has(id) || (rest.blockedUntil ?? 0) > now) continue;
    if (!proving || now - rest.since >= recordPatience) return id;
  }
  return undefined;
};

/** Whether it has nothing left to do but to reach the target. */
const wantsLane = (state: State, attempt: Attempt, now: number): boolean => {
  const { step } = attempt;
  if (step.phase === "landing") return (step.blocked?.until ?? 0) <= now;
  return step.phase === "handover" && step.ready === true && !isShut(state, attempt);
};

const nextLanding = (state: State, now: number): Attempt | undefined => {
  let next: Attempt | undefined;
  for (const attempt of state.attempts.values()) {
    if (!wantsLane(state, attempt, now)) continue;
    if (next === undefined || attempt.since < next.since) next = attempt;
  }
  return next;
};

const giveLane = (state: State, now: number): Event | undefined => {
  if (state.fleet.lane !== undefined) return undefined;
  const attempt = nextLanding(state, now);
  if (attempt !== undefined) return { kind: "lane.given", to: attempt.key };
  const record = nextRecord(state, now);
  return record === undefined ? undefined : { kind: "lane.given", to: recordLane(record) };
};

/** Whoever holds the lane proves first. Nothing else starts proving while the target is about to move: it would be for nothing. */
const admit = (state: State): Event | undefined => {
  const all = verifying(state);
  const waiting = all.filter((one) => one.step.slot === undefined && !isShut(state, one));
  if (waiting.length === 0) return undefined;
  const slot = lowestFree(
    all.map(({ step }) => step.slot),
    state.fleet.config.slots.verification,
  );
  if (slot === undefined) return undefined;
  const { lane } = state.fleet;
  const holder = waiting.find(({ key }) => key === lane);
  if (holder !== undefined) return { kind: "attempt.admitted", key: holder.key, slot };
  // A pull request that waits for its checks moves nothing here.
  const isMoving = lane !== undefined && state.attempts.get(lane)?.step.phase !== "handover";
  if (isMoving && !all.some(({ key }) => key === lane)) return undefined;
  const first = waiting.reduce((a, b) => (b.since < a.since ? b : a));
  return { kind: "attempt.admitted", key: first.key, slot };
};

/** A person who waits for a worktree goes before anything new. */
export const seat = (state: State): Extract<Event, { kind: "attempt.seated" }> | undefined => {
  let first: Attempt | undefined;
  for (const attempt of state.attempts.values())
    if (isUnseated(attempt) && (first === undefined || attempt.since < first.since)) first = attempt;
  const slot = first === undefined ? undefined : freeAgentSlot(state);
  return first === undefined || slot === undefined
    ? undefined
    : { kind: "attempt.seated", key: first.key, slot };
};

const warn = (state: State, now: number): Event | undefined => {
  const warning = nextWarning(state, now);
  return warning && { kind: "budget.near", warning };
};

/** The next thing to decide, one event a call: asked again after it is folded, until there is none. */
export const schedule = (state: State, now: number): Event | undefined =>
  warn(state, now) ??
  eased(state, now) ??
  resume(state, now) ??
  lookAgain(state, now) ??
  letGo(state) ??
  giveLane(state, now) ??
  admit(state) ??
  seat(state) ??
  claim(state, now);

/** The moments that waiting things name. */
function* moments(state: State, now: number): Iterable<number | undefined> {
  const crowd = crowdOf(state, now);
  if (crowd?.kind === "launches") yield crowd.until;
  yield state.queue.waits.first()?.at;
  yield* looks(state);
  yield* reopenings(state.fleet);
  for (const { faultedUntil, step } of state.attempts.values()) {
    yield faultedUntil;
    if (step.phase === "landing") yield step.blocked?.until;
  }
  for (const id of state.queue.unrecorded) {
    const rest = state.records.get(id)?.rest;
    if (rest?.kind !== "final") continue;
    yield rest.blockedUntil;
    yield rest.since + recordPatience;
  }
}

/** When `schedule`, quiet at `now`, may have something to say again without any input; undefined when never. */
export const nextWake = (state: State, now: number): number | undefined => {
  let next: number | undefined;
  for (const at of moments(state, now))
    if (at !== undefined && at > now && (next === undefined || at < next)) next = at;
  return next;
};
