import { agentNamed } from "./agent.ts";
import type { Attempt } from "./attempt.ts";
import type { Failure } from "./failure.ts";
import { cycleText } from "./graph.ts";
import { reachFault } from "./reach.ts";
import type { Ask } from "./record.ts";
import { askedOf, rungsOf, teamOf } from "./rung.ts";
import { moneyFault } from "./spending.ts";
import { attemptOf, type State } from "./state.ts";
import type { Task, TaskId } from "./task.ts";

/** How a task stands: one word for it, and what that word rests on. The first that applies, in this order. */
export type Standing =
  | { readonly kind: "done" }
  | { readonly kind: "moving"; readonly attempt: Attempt }
  | { readonly kind: "person"; readonly ask: Ask }
  | { readonly kind: "failed" | "cancelled"; readonly failure?: Failure }
  | { readonly kind: "draft" }
  | { readonly kind: "held" }
  /** It can never run as things are written. */
  | { readonly kind: "broken"; readonly why: string }
  | { readonly kind: "blocked"; readonly by: readonly TaskId[] }
  | { readonly kind: "until"; readonly at: number; readonly failure: Failure }
  | { readonly kind: "ready" };

/** Done means proved and landed, or that a person says so in its file. */
export const isDone = (state: State, id: TaskId): boolean =>
  state.records.get(id)?.landed !== undefined || state.tasks.get(id)?.status === "done";

/** The attempt that is taking a task's landing back, for as long as it may succeed. */
const undoing = (state: State, id: TaskId): Attempt | undefined => {
  const attempt = attemptOf(state, id);
  return attempt?.spec.undo === undefined || attempt.step.phase === "ending" ? undefined : attempt;
};

/** Whether an attempt's work is on its way to the target's files. */
export const landsNow = (attempt: Attempt | undefined): boolean => attempt?.step.phase === "landing";

/**
 * Whether those who depend on a task may begin. A landing writes its files before it moves the branch: who began when only the
 * file says done would begin without the work. What is being undone is about to go.
 */
export const unblocks = (state: State, id: TaskId): boolean => {
  if (undoing(state, id) !== undefined) return false;
  const isSeen = state.records.get(id)?.landed !== undefined;
  return isSeen || (isDone(state, id) && !landsNow(attemptOf(state, id)));
};

const fault = (state: State, task: Task): string | undefined => {
  const cycle = cycleText(state.queue.graph, task.id);
  if (cycle !== undefined) return `it depends on itself: ${cycle}`;
  const unknown = state.queue.graph.unknown.get(task.id);
  if (unknown !== undefined)
    return `it depends on ${unknown.join(", ")}, which ${unknown.length === 1 ? "does" : "do"} not exist`;
  return agentFault(state, task);
};

/** Why a task is broken that says nothing of who works on it: the commonest of all. */
export const namesNobody = "it names neither an agent nor a command";

const agentFault = (state: State, task: Task): string | undefined => {
  const asked = askedOf(state.fleet, task);
  const { agents } = state.fleet;
  const team = teamOf(state.fleet, asked);
  const stranger = (team ?? [asked]).find((name) => agentNamed(agents, name) === undefined);
  if (stranger !== undefined)
    return team === undefined
      ? `no agent and no team is called ${asked}`
      : `the team ${asked} in traffic.yaml names ${stranger}, and no agent is called that`;
  if (task.command !== undefined || rungsOf(state, task).every(({ agent }) => agent.driver !== "shell"))
    return undefined;
  return team === undefined
    ? namesNobody
    : `the shell is in the team ${asked}, and the task has no command for it`;
};

const resting = (state: State, id: TaskId): Standing | undefined => {
  const rest = state.records.get(id)?.rest;
  if (rest?.kind === "person") return { kind: "person", ask: rest.ask };
  if (rest?.kind === "final") return { kind: rest.outcome, failure: rest.failure };
  return undefined;
};

const written = (state: State, task: Task): Standing | undefined => {
  if (task.status === "draft") return { kind: "draft" };
  const reopened = state.records.get(task.id)?.reopened === true;
  if ((task.status === "failed" || task.status === "cancelled") && !reopened) return { kind: task.status };
  return task.hold ? { kind: "held" } : undefined;
};

const gated = (state: State, task: Task): Standing | undefined => {
  const why = fault(state, task);
  if (why !== undefined) return { kind: "broken", why };
  const by = task.dependsOn.filter((parent) => !unblocks(state, parent));
  if (by.length > 0) return { kind: "blocked", by };
  const ask = reachFault(state, task) ?? moneyFault(state, task);
  if (ask !== undefined) return { kind: "person", ask };
  const rest = state.records.get(task.id)?.rest;
  return rest?.kind === "until" ? { kind: "until", at: rest.at, failure: rest.failure } : undefined;
};

/** How a task stands now, and why. */
export const standingOf = (state: State, task: Task): Standing => {
  const undo = undoing(state, task.id);
  if (undo !== undefined) return { kind: "moving", attempt: undo };
  if (isDone(state, task.id)) return { kind: "done" };
  const attempt = attemptOf(state, task.id);
  if (attempt !== undefined) return { kind: "moving", attempt };
  return resting(state, task.id) ?? written(state, task) ?? gated(state, task) ?? { kind: "ready" };
};
