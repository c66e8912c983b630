import type { AttemptSpec, Undo } from "./attempt.ts";
import type { Answer, Case } from "./answer.ts";
import { describe } from "./answer.ts";
import { checksFor } from "./checks.ts";
import { handoffOf } from "./config.ts";
import { dependentsOf } from "./graph.ts";
import { named } from "./person.ts";
import type { Rest } from "./record.ts";
import { isDone, standingOf } from "./standing.ts";
import { attemptOf, type State } from "./state.ts";
import type { Task, TaskId } from "./task.ts";

/** Who works on an attempt that takes a landing back: nobody but git. */
export const undoer = "undo";

/** Done tasks that depend on a task, directly or through others: what they landed may rest on what it landed. */
export const builtOn = (state: State, id: TaskId): TaskId[] => {
  const behind = new Set([id]);
  for (const one of behind) for (const child of dependentsOf(state.queue.graph, one)) behind.add(child);
  behind.delete(id);
  return [...behind].filter((one) => isDone(state, one)).sort();
};

/** Whether a task runs again whose work is gone is a person's to say. */
export const decideAgain = (task: TaskId, gone: string): Extract<Rest, { kind: "person" }> => ({
  kind: "person",
  ask: {
    what: `${gone}: decide whether it should run again`,
    answer: `traffic retry ${task}, or traffic cancel ${task}`,
  },
});

/** What holds a task whose landing was taken back. */
export const afterUndo = (task: TaskId, { by, why }: Omit<Undo, "attempt">): Rest => {
  const reason = why === undefined ? "" : ` (${why})`;
  const what = `${named(by)} took its landing back${reason}`;
  return decideAgain(task, what);
};

/** The checks are the repository's own: those of the task judge what is about to go. */
const specOf = (state: State, task: Task, undo: Undo): AttemptSpec & { readonly undo: Undo } => ({
  title: task.title,
  file: task.file,
  agent: undoer,
  touches: task.touches,
  checks: checksFor(state.fleet.config, undefined),
  minutes: state.fleet.config.minutes,
  ...(handoffOf(state.fleet.config, task) === "pr" ? { handoff: "pr" } : {}),
  undo,
});

type Wanted = { readonly why?: string; readonly anyway?: boolean };

/** A landing is taken back by an attempt of its own, which is proved and lands as any other. */
export const undo = ({ state, task, by }: Case, { why, anyway }: Wanted): Answer => {
  const record = state.records.get(task.id);
  const attempt = attemptOf(state, task.id);
  if (attempt?.step.phase === "ending")
    return { refused: `${task.id} is being put away after its last attempt: ask again in a moment` };
  if (attempt !== undefined)
    return { refused: `${task.id} is ${attempt.step.phase}: nothing can be undone now` };
  if (record?.landed === undefined) {
    const stands = isDone(state, task.id) ? "done by its file alone" : describe(standingOf(state, task));
    return { refused: `${task.id} is ${stands}: nothing of it has landed that could be undone` };
  }
  const others = anyway === true ? [] : builtOn(state, task.id);
  if (others.length > 0)
    return {
      refused: `${task.id} has others built on it (${others.join(", ")}): undo those first, or say that you know`,
    };
  const undone: Undo = {
    attempt: record.landed.attempt,
    ...(by === undefined ? {} : { by }),
    ...(why === undefined ? {} : { why }),
  };
  const n = record.attempts + 1;
  return { events: [{ kind: "undo.begun", task: task.id, n, spec: specOf(state, task, undone) }] };
};
