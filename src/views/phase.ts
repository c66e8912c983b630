import type { Attempt } from "../core/attempt.ts";
import { standingOf, type Standing } from "../core/standing.ts";
import { attemptOf, type State } from "../core/state.ts";
import type { Task, TaskId } from "../core/task.ts";

/** One word for where a task is, derived from everything known; in the order lists show them. */
export const phaseWords = [
  "landing",
  "handover",
  "verifying",
  "working",
  "preparing",
  "reverting",
  "halting",
  "taking",
  "giving",
  "taken",
  "review",
  "person",
  "ready",
  "waiting",
  "blocked",
  "held",
  "broken",
  "draft",
  "failed",
  "cancelled",
  "done",
] as const;

export type PhaseWord = (typeof phaseWords)[number];

/** Needs a person before anything can happen to it. */
export const stuck: ReadonlySet<PhaseWord> = new Set([
  "review",
  "taken",
  "person",
  "held",
  "broken",
  "draft",
  "failed",
  "cancelled",
]);

/** All tasks with their phases, in the order of the state. */
export type Phases = readonly (readonly [TaskId, PhaseWord])[];

/** How a task stands, in a word and in full. */
export type Situation = {
  readonly phase: PhaseWord;
  readonly standing: Standing;
  /** The last attempt, over but still being put away: nothing new begins before that. */
  readonly ending?: Attempt;
};

const wordOf = (standing: Exclude<Standing, { kind: "moving" }>): PhaseWord =>
  standing.kind === "until" ? "waiting" : standing.kind;

/** Where a task is. An attempt that is over counts no more: what follows it does. */
export const situationOf = (state: State, task: Task): Situation => {
  const standing = standingOf(state, task);
  const attempt = attemptOf(state, task.id);
  if (standing.kind !== "moving")
    return { phase: wordOf(standing), standing, ...(attempt === undefined ? {} : { ending: attempt }) };
  const { phase } = standing.attempt.step;
  if (phase !== "ending") return { phase, standing };
  const settled = standingOf({ ...state, current: new Map() }, task);
  return settled.kind === "moving"
    ? { phase: "working", standing: settled }
    : { phase: wordOf(settled), standing: settled, ending: standing.attempt };
};
