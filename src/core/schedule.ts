import { heldSlot, type Attempt, type AttemptSpec } from "./attempt.ts";
import { briefOf } from "./brief.ts";
import { crowdOf } from "./budget/admission.ts";
import { nextWarning } from "./budget/forecast.ts";
import { reopenings } from "./budget/service.ts";
import { handedOn } from "./handed-on.ts";
import { checksFor } from "./checks.ts";
import { handoffOf } from "./config.ts";
import type { Event } from "./event.ts";
import { isShut, lookAgain, looks } from "./handover.ts";
import { scopesOverlap } from "./scope.ts";
import { recordLane, targetOf, type State } from "./state.ts";
import type { ReadyGroup } from "./ready.ts";
import type { Route } from "./route/route.ts";
import { startOf, type Start } from "./route/start.ts";
import { isBarred, moneyGate, purseOf, shareFor, termsOf, type Purse } from "./spending.ts";
import { shutOf } from "./shut.ts";
import { agentOf } from "./rung.ts";
import type { Task, TaskId } from "./task.ts";

const slotOf = ({ step }: Attempt): number | undefined => heldSlot(step).slot;

/** A person shall have its worktree, and there is none for it yet. */
export const isUnseated = ({ step }: Attempt): boolean => step.phase === "taking" && step.slot === undefined;

/** Slots above the count may still be taken after the configuration made it smaller: they count all the same. */
const lowestFree = (holders: Iterable<number | undefined>, count: number): number | undefined => {
  const taken = new Set(holders);
  taken.delete(undefined);
  if (taken.size >= count) return undefined;
  for (let slot = 0; slot < count; slot += 1) if (!taken.has(slot)) return slot;
  return undefined;
};

/** The lowest agent slot nobody works in or still cleans. */
export const freeAgentSlot = (state: State): number | undefined =>
  lowestFree(state.attempts.values().map(slotOf), state.fleet.config.slots.agents);

type Verifying = Attempt & { readonly step: { readonly phase: "verifying" } };

const isVerifying = (attempt: Attempt): attempt is Verifying => attempt.step.phase === "verifying";

const verifying = (state: State): Verifying[] => state.attempts.values().filter(isVerifying).toArray();

/** Why nothing new is claimed although a slot is free: what was claimed before has not gone on. */
export type Congestion = {
  readonly kind: "review" | "verification";
  readonly waiting: number;
  readonly most: number;
};

/**
 * What has piled up behind the agents, if anything: as many attempts waiting for review as a person wants to have there, or
 * as many waiting to be verified as there are agents to make more.
 */
export const congestionOf = (state: State): Congestion | undefined => {
  const { slots, maxInReview = Infinity } = state.fleet.config;
  let [reviews, unverified] = [0, 0];
  for (const { step } of state.attempts.values()) {
    if (step.phase === "review") reviews += 1;
    if (step.phase === "verifying" && step.slot === undefined) unverified += 1;
  }
  if (reviews >= maxInReview) return { kind: "review", waiting: reviews, most: maxInReview };
  return unverified >= slots.agents
    ? { kind: "verification", waiting: unverified, most: slots.agents }
    : undefined;
};

/** Why a ready group must wait although there is a free slot: its agent is fully used, or its files are being changed. */
export const gateOf = (
  state: State,
  { agent, touches }: Pick<ReadyGroup, "agent" | "touches">,
): { kind: "agent"; used: number } | { kind: "files"; holder: TaskId } | undefined => {
  const limit = state.fleet.agents.find((profile) => profile.name === agent)?.slots ?? Infinity;
  let used = 0;
  for (const attempt of state.attempts.values()) {
    if (attempt.spec.agent === agent && slotOf(attempt) !== undefined) used += 1;
    if (attempt.step.phase !== "ending" && scopesOverlap(attempt.spec.touches, touches))
      return { kind: "files", holder: attempt.task };
  }
  return used >= limit ? { kind: "agent", used } : undefined;
};

/** Whether an agent has as much to do as it may. */
const fullAgents = (state: State): ((agent: string) => boolean) => {
  const used = Map.groupBy(
    state.attempts.values().filter((attempt) => slotOf(attempt) !== undefined),
    ({ spec }) => spec.agent,
  );
  const limits = new Map(state.fleet.agents.map(({ name, slots }) => [name, slots]));
  return (agent) => (used.get(agent)?.length ?? 0) >= (limits.get(agent) ?? Infinity);
};

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
  const waiting = all.filter(({ step }) => step.slot === undefined);
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

/** A task that somebody can begin. */
type Open = { readonly task: Task; readonly route?: Route };

const specOf = (state: State, { task, route }: Open, now: number): AttemptSpec => {
  const { config } = state.fleet;
  const share = shareFor(state, task, { paid: route?.rung, now });
  const minutes = share.ms === undefined ? config.minutes : share.ms / 60_000;
  const told = [briefOf(state.records.get(task.id)), handedOn(state, task)].filter(
    (one) => one !== undefined,
  );
  const terms = route && { ...termsOf(state, task, { paid: route.rung, share }), choice: route.choice };
  return {
    title: task.title,
    file: task.file,
    agent: route?.rung.agent.name ?? agentOf(state, task),
    ...(task.command === undefined ? {} : { command: task.command }),
    touches: task.touches,
    checks: checksFor(config, task),
    ...(handoffOf(config, task) === "pr" ? { handoff: "pr" } : {}),
    minutes,
    ...(told.length === 0 ? {} : { brief: told.join("\n\n") }),
    ...(task.adopts === undefined ? {} : { adopts: task.adopts }),
    ...(terms === undefined ? {} : { terms }),
  };
};

/** What a decision asks of each task anew. */
type Gates = { readonly purse: Purse; readonly isFull: (agent: string) => boolean };

const gatesAt = (state: State, now: number): Gates => ({
  purse: purseOf(state, now),
  isFull: fullAgents(state),
});

const startAt = (state: State, task: Task, { now, purse, isFull }: Gates & { readonly now: number }): Start =>
  startOf(state, task, {
    now,
    mayStart: (paid) => !isFull(paid.agent.name) && moneyGate(state, task, { ...purse, paid }) === undefined,
  });

/** Whether somebody can begin a task now: whom it is chosen for, or who is as cheap. */
export const startNow = (state: State, task: Task, now: number): Start =>
  startAt(state, task, { ...gatesAt(state, now), now });

/** The ready tasks that no gate of their group and no want of money keeps back, in its order. */
function* candidates(state: State, { purse, isFull }: Gates): Generator<Task> {
  const isShut = shutOf(state, purse);
  for (const { agent, tasks } of state.queue.open) {
    if (isFull(agent)) continue;
    let shut = 0;
    for (const { id } of tasks) {
      const task = state.tasks.get(id);
      if (task !== undefined && !isShut(task)) yield task;
      else if ((shut += 1) === mostShut) break;
    }
  }
}

/** So many tasks of a group are asked about their money: what keeps them back keeps all of it. */
const mostShut = 8;

/** For so many tasks one decision looks at who could begin them: whom they wait for is soon free, or kept out for long. */
const [mostLooks, mostBarred] = [16, 64];

/** The first of the ready tasks that somebody can begin. */
const firstOpen = (state: State, now: number): Open | undefined => {
  const gates = gatesAt(state, now);
  let [looks, barred] = [0, 0];
  for (const task of candidates(state, gates)) {
    const start = startAt(state, task, { ...gates, now });
    if (start.kind === "unpaid") return { task };
    if (start.kind === "goes") return { task, route: start.route };
    if (isBarred(moneyGate(state, task, { ...gates.purse, paid: start.route.rung }))) barred += 1;
    else looks += 1;
    if (looks >= mostLooks || barred >= mostBarred) return undefined;
  }
  return undefined;
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

const claim = (state: State, now: number): Event | undefined => {
  if (state.fleet.paused || targetOf(state) === undefined || state.queue.groups.size === 0) return undefined;
  const slot = freeAgentSlot(state);
  if (slot === undefined || congestionOf(state) !== undefined || crowdOf(state, now) !== undefined)
    return undefined;
  const open = firstOpen(state, now);
  if (open === undefined) return undefined;
  const { task } = open;
  const n = (state.records.get(task.id)?.attempts ?? 0) + 1;
  return { kind: "attempt.claimed", task: task.id, n, slot, spec: specOf(state, open, now) };
};

const warn = (state: State, now: number): Event | undefined => {
  const warning = nextWarning(state, now);
  return warning && { kind: "budget.near", warning };
};

/** The next thing to decide, one event a call: asked again after it is folded, until there is none. */
export const schedule = (state: State, now: number): Event | undefined =>
  warn(state, now) ??
  resume(state, now) ??
  lookAgain(state, now) ??
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
