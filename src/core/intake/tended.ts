import type { Attempt, Phase } from "../attempt.ts";
import { standingOf, type Standing } from "../standing.ts";
import type { State } from "../state.ts";
import type { Task, TaskId } from "../task.ts";
import { issueIn } from "./issue.ts";

/** A task that an issue asks for, and how it stands, in words for whoever asked. */
export type Tended = {
  readonly task: TaskId;
  readonly file: string;
  /** The issue's address. */
  readonly source: string;
  readonly standing: string;
};

/** Whether an issue at GitHub asks for a task. */
export const isAskedFor = ({ source }: Pick<Task, "source">): boolean =>
  source !== undefined && issueIn(source) !== undefined;

/** Those of the tasks that an issue asks for. */
export const askedAmong = (tasks: Iterable<Task>): Set<TaskId> => {
  const asked = new Set<TaskId>();
  for (const task of tasks) if (isAskedFor(task)) asked.add(task.id);
  return asked;
};

const people: ReadonlySet<Phase> = new Set(["review", "taking", "taken"]);
const ends: ReadonlySet<Phase> = new Set(["landing", "ending"]);

const inMotion = ({ n, step }: Attempt): string => {
  if (step.phase === "handover" && step.pull !== undefined) return `Offered as #${step.pull.number}.`;
  if (people.has(step.phase)) return "Waits for a person.";
  return ends.has(step.phase) ? "About to end." : `Worked on, attempt ${n}.`;
};

/** A standing in public: nothing of what happens on this machine is in it. */
const inPublic = (standing: Standing): string => {
  switch (standing.kind) {
    case "done":
      return "**Done.**";
    case "moving":
      return inMotion(standing.attempt);
    case "failed":
      return "**Failed:** a person decides what becomes of it.";
    case "cancelled":
      return "**Cancelled.**";
    case "draft":
      return "**Proposed:** nobody works on it before a person has read and released it.";
    case "held":
      return "On hold.";
    case "person":
    case "broken":
      return "Waits for a person.";
    case "blocked":
      return "Waits for other tasks.";
    case "until":
    case "ready":
      return "Waits for its turn.";
  }
};

/** Every task that an issue asks for, in the order of their ids. */
export const tendedIn = (state: State): Tended[] =>
  [...state.asked].sort().flatMap((id) => {
    const task = state.tasks.get(id);
    if (task?.source === undefined) return [];
    const { file, source } = task;
    return [{ task: id, file, source, standing: inPublic(standingOf(state, task)) }];
  });
