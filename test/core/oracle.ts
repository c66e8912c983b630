import { expect } from "vitest";
import type { Attempt, AttemptSpec } from "../../src/core/attempt.ts";
import type { Event } from "../../src/core/event.ts";
import { compareReady } from "../../src/core/ready.ts";
import { scopesOverlap } from "../../src/core/scope.ts";
import { agentOf } from "../../src/core/rung.ts";
import { standingOf } from "../../src/core/standing.ts";
import type { State } from "../../src/core/state.ts";
import type { Task, TaskId } from "../../src/core/task.ts";
import { turnAt } from "../../src/core/turn.ts";

const attemptsOf = (state: State): Attempt[] => [...state.attempts.values()];

const checkSlot = ({ step }: Attempt): number | undefined =>
  step.phase === "verifying" ? step.slot : undefined;

const agentSlot = ({ step }: Attempt): number | undefined =>
  step.phase !== "verifying" && "slot" in step ? step.slot : undefined;

const lowest = (taken: readonly (number | undefined)[], count: number): number | undefined =>
  new Set(taken).size >= count
    ? undefined
    : Array.from({ length: count }, (_, at) => at).find((at) => !taken.includes(at));

const resumed = (state: State, now: number): Event | undefined => {
  const attempt = attemptsOf(state).find(({ faultedUntil = Infinity }) => faultedUntil <= now);
  if (attempt !== undefined) return { kind: "attempt.resumed", key: attempt.key };
  const [over] = [...state.tasks.values()]
    .map((task) => ({ task: task.id, standing: standingOf(state, task) }))
    .flatMap(({ task, standing }) => (standing.kind === "until" ? [{ task, at: standing.at }] : []))
    .filter(({ at }) => at <= now)
    .sort((a, b) => a.at - b.at || (a.task < b.task ? -1 : 1));
  return over && { kind: "task.rested", task: over.task, rest: { kind: "free" } };
};

const isRecordDue = (state: State, id: TaskId, now: number): boolean => {
  const rest = state.records.get(id)?.rest;
  if (rest?.kind !== "final" || rest.recorded || (rest.blockedUntil ?? 0) > now) return false;
  if (attemptsOf(state).some(({ task }) => task === id)) return false;
  return now - rest.since >= 60_000 || attemptsOf(state).every((attempt) => checkSlot(attempt) === undefined);
};

const laned = (state: State, now: number): Event | undefined => {
  if (state.fleet.lane !== undefined) return undefined;
  const [landing] = attemptsOf(state)
    .filter(({ step }) => step.phase === "landing" && (step.blocked?.until ?? 0) <= now)
    .sort((a, b) => a.since - b.since);
  if (landing !== undefined) return { kind: "lane.given", to: landing.key };
  const due = [...state.tasks.keys()].filter((id) => isRecordDue(state, id, now));
  const first = [...state.queue.unrecorded].find((id) => due.includes(id));
  expect(first === undefined).toBe(due.length === 0);
  return first === undefined ? undefined : { kind: "lane.given", to: `${first}@record` };
};

const admitted = (state: State): Event | undefined => {
  const { lane, config } = state.fleet;
  const all = attemptsOf(state).filter(({ step }) => step.phase === "verifying");
  const slots = all.map(checkSlot).filter((slot) => slot !== undefined);
  const slot = lowest(slots, config.slots.verification);
  const waiting = all.filter((one) => checkSlot(one) === undefined).sort((a, b) => a.since - b.since);
  const isOpen = lane === undefined || all.some(({ key }) => key === lane);
  const next = waiting.find(({ key }) => key === lane) ?? (isOpen ? waiting[0] : undefined);
  return slot === undefined || next === undefined
    ? undefined
    : { kind: "attempt.admitted", key: next.key, slot };
};

const isOpen = (state: State, task: Task): boolean => {
  const limit = state.fleet.agents.find(({ name }) => name === agentOf(state, task))?.slots ?? Infinity;
  const busy = attemptsOf(state).filter(
    (one) => one.spec.agent === agentOf(state, task) && agentSlot(one) !== undefined,
  );
  const moving = attemptsOf(state).filter(({ step }) => step.phase !== "ending");
  return busy.length < limit && !moving.some(({ spec }) => scopesOverlap(spec.touches, task.touches));
};

const freeSlot = (state: State): number | undefined => {
  const slots = attemptsOf(state)
    .map(agentSlot)
    .filter((slot) => slot !== undefined);
  return lowest(slots, state.fleet.config.slots.agents);
};

const seated = (state: State): Event | undefined => {
  const slot = freeSlot(state);
  const [first] = attemptsOf(state)
    .filter(({ step }) => step.phase === "taking" && step.slot === undefined)
    .sort((a, b) => a.since - b.since);
  return slot === undefined || first === undefined
    ? undefined
    : { kind: "attempt.seated", key: first.key, slot };
};

const isCongested = (state: State): boolean => {
  const { slots, maxInReview = Infinity } = state.fleet.config;
  const reviews = attemptsOf(state).filter(({ step }) => step.phase === "review");
  const unverified = attemptsOf(state).filter(
    ({ step }) => step.phase === "verifying" && step.slot === undefined,
  );
  const inLine = attemptsOf(state).filter(
    ({ key, step }) => step.phase === "landing" && step.blocked === undefined && key !== state.fleet.lane,
  );
  return reviews.length >= maxInReview || unverified.length >= slots.agents || inLine.length >= slots.agents;
};

const claimed = (state: State): Event | undefined => {
  const slot = freeSlot(state);
  if (state.fleet.paused || slot === undefined || isCongested(state)) return undefined;
  const [first] = [...state.tasks.values()]
    .filter((task) => standingOf(state, task).kind === "ready" && isOpen(state, task))
    .map(({ id, priority }) => ({
      id,
      priority,
      turn: turnAt(state.queue.turns, id) ?? Infinity,
      children: [...state.tasks.values()].filter(({ dependsOn }) => dependsOn.includes(id)).length,
    }))
    .sort(compareReady);
  if (first === undefined) return undefined;
  const n = (state.records.get(first.id)?.attempts ?? 0) + 1;
  const spec = expect.objectContaining({ file: `tasks/${first.id}.md` }) as AttemptSpec;
  return { kind: "attempt.claimed", task: first.id, n, slot, spec };
};

/** What `schedule` should say, by the same rule with no index at all: looks at every task and every attempt each time. */
export const oracle = (state: State, now: number): Event | undefined =>
  resumed(state, now) ?? laned(state, now) ?? admitted(state) ?? seated(state) ?? claimed(state);
