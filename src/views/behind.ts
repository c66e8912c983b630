import type { State } from "../core/state.ts";
import type { Task, TaskId } from "../core/task.ts";
import { situationOf } from "./phase.ts";
import { pleaOf, type Plea } from "./plea.ts";
import { command } from "./words.ts";

const dropped = (task: Task): Plea => ({
  what: "it is cancelled, and a cancelled task never lets others start",
  answer: `${command("retry", task.id)}, or take it out of depends_on`,
});

const pleaOfParent = (state: State, task: Task): Plea | undefined => {
  const { standing } = situationOf(state, task);
  const plea = standing.kind === "cancelled" ? dropped(task) : pleaOf(task, standing);
  return plea === undefined ? undefined : { what: `${task.id}: ${plea.what}`, answer: plea.answer };
};

/** What a person can do for a task: what it asks for itself, or else the nearest of those it waits for, however far behind. */
export const pleaBehind = (state: State, task: Task): Plea | undefined => {
  const line: TaskId[] = [task.id];
  const seen = new Set(line);
  for (const id of line) {
    const known = state.tasks.get(id);
    if (known === undefined) continue;
    const { standing } = situationOf(state, known);
    const plea = id === task.id ? pleaOf(task, standing) : pleaOfParent(state, known);
    if (plea !== undefined) return plea;
    const next = standing.kind === "blocked" ? standing.by.filter((parent) => !seen.has(parent)) : [];
    for (const parent of next) seen.add(parent);
    line.push(...next);
  }
  return undefined;
};
