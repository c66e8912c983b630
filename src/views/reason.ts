import type { Failure } from "../core/failure.ts";
import { crowdOf } from "../core/budget/admission.ts";
import { congestionOf, freeAgentSlot, gateOf } from "../core/slots.ts";
import { leaves } from "../core/reach.ts";
import { agentOf } from "../core/rung.ts";
import type { Standing } from "../core/standing.ts";
import type { State } from "../core/state.ts";
import type { Task, TaskId } from "../core/task.ts";
import { congestionText, crowdText } from "./congestion.ts";
import { until } from "./duration.ts";
import { moneyReason } from "./money.ts";
import { motionOf } from "./motion.ts";
import { situationOf, type Situation } from "./phase.ts";
import { reachReason } from "./reach.ts";
import { list } from "./words.ts";

/** How tasks stand, where that was found out for all of them. */
type Situations = ReadonlyMap<TaskId, Situation>;

const parentWord = (state: State, id: TaskId, situations: Situations | undefined): string => {
  const task = state.tasks.get(id);
  if (task === undefined) return "unknown";
  return (situations?.get(id) ?? situationOf(state, task)).phase;
};

/** What stops any task from starting, whichever it is; undefined when nothing does. */
export const fleetGate = (state: State, now: number): string | undefined => {
  if (state.fleet.paused) return "the fleet is paused";
  if (state.fleet.target === undefined) return "the fleet has not run here yet";
  if (freeAgentSlot(state) === undefined) return "all agent slots are taken";
  const congestion = congestionOf(state);
  if (congestion !== undefined) return congestionText(congestion);
  const crowd = crowdOf(state, now);
  return crowd && crowdText(crowd);
};

/** Why ready tasks of an agent that may change the same files do not start this moment, where nothing else keeps them. */
export const sharingReason = (state: State, group: Parameters<typeof gateOf>[1]): string => {
  const gate = gateOf(state, group);
  if (gate === undefined) return "in line to start";
  return gate.kind === "files"
    ? `waits for files that ${gate.holder} may change`
    : `${group.agent} already works on ${gate.used}`;
};

type Case<K extends Standing["kind"]> = {
  readonly state: State;
  readonly task: Task;
  readonly standing: Standing & { readonly kind: K };
  readonly now: number;
  readonly situations: Situations | undefined;
};

const ended = (word: "failed" | "cancelled", failure: Failure | undefined): string =>
  failure?.why ?? `its file says ${word}`;

const reasons: { readonly [K in Standing["kind"]]: (found: Case<K>) => string } = {
  done: ({ state, task }) => {
    const landed = state.records.get(task.id)?.landed;
    return landed === undefined ? "its file says so" : `landed by attempt ${landed.attempt}`;
  },
  moving: ({ state, standing, now }) => motionOf(state, standing.attempt, now),
  person: ({ standing }) => standing.ask.what,
  failed: ({ standing }) => ended("failed", standing.failure),
  cancelled: ({ standing }) => ended("cancelled", standing.failure),
  draft: () => "not meant to run yet",
  held: () => "held by its file",
  broken: ({ standing }) => standing.why,
  blocked: ({ state, standing, situations }) =>
    `after ${list(standing.by.map((id) => `${id} (${parentWord(state, id, situations)})`))}`,
  until: ({ standing, now }) => `${standing.failure.why}; tried again ${until(standing.at, now)}`,
  ready: ({ state, task, now }) =>
    fleetGate(state, now) ??
    (leaves(state, task) ? reachReason(state, now) : undefined) ??
    moneyReason(state, task, now) ??
    sharingReason(state, { agent: agentOf(state, task), touches: task.touches }),
};

/** Why a task is where it is, in one sentence. */
export const reasonOf = (
  state: State,
  task: Task,
  at: { readonly situation: Situation; readonly now: number; readonly situations?: Situations | undefined },
): string => {
  const { situation, now, situations } = at;
  const { standing, ending } = situation;
  if (ending !== undefined && standing.kind === "ready") return `attempt ${ending.n} is being put away first`;
  const reason = reasons[standing.kind] as (found: Case<Standing["kind"]>) => string;
  return reason({ state, task, standing, now, situations });
};
