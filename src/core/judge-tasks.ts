import { callOff, cancelled } from "./call-off.ts";
import { lowered } from "./budget/lower.ts";
import type { Event } from "./event.ts";
import type { Input } from "./input.ts";
import type { Rest } from "./record.ts";
import { isSame } from "./same.ts";
import type { State } from "./state.ts";
import type { Task } from "./task.ts";

type Tasks = Extract<Input, { kind: "tasks" }>;

/** The file says cancelled: whatever began is called off and recorded, at once or when its landing is answered. */
const cancel = (state: State, { id, file }: Task, now: number): Event[] => {
  const failure = cancelled(`${file} says cancelled`);
  const rest: Rest = { kind: "final", outcome: "cancelled", failure, since: now, recorded: false };
  const ended = callOff(state, id, { failure, rest });
  const record = state.records.get(id);
  if (ended.length > 0 || record === undefined) return ended;
  const isSettled =
    record.rest.kind === "final"
      ? record.rest.recorded || record.rest.outcome === "cancelled"
      : record.attempts === 0 && !record.reopened;
  return isSettled ? [] : [{ kind: "task.rested", task: id, rest }];
};

/** The file says done, by a person or by our own landing: nothing is left to try, to wait for or to record. */
const finish = (state: State, { id, file }: Task): Event[] => {
  const rest: Rest = { kind: "free" };
  const ended = callOff(state, id, { failure: cancelled(`${file} says done`), rest });
  const before = state.records.get(id)?.rest ?? rest;
  return ended.length > 0 || before.kind === "free" ? ended : [{ kind: "task.rested", task: id, rest }];
};

const wishChanged = (state: State, task: Task, now: number): Event[] => {
  const before = state.tasks.get(task.id)?.status;
  if (before === task.status) return [];
  const isFinal = state.records.get(task.id)?.rest.kind === "final";
  switch (task.status) {
    case "cancelled":
      return cancel(state, task, now);
    case "done":
      return finish(state, task);
    case "todo":
      return isFinal && before !== undefined ? [{ kind: "task.reopened", task: task.id }] : [];
    case "draft":
    case "failed":
      return [];
  }
};

/** What those who are at work on changed tasks may use from now on. */
const loweredBy = (state: State, changed: readonly Task[], now: number): Event[] => {
  if (!changed.some(({ id }) => state.current.has(id))) return [];
  const moving = [...state.current.keys()].flatMap((id) => state.tasks.get(id) ?? []);
  const tasks = new Map([...moving, ...changed].map((task) => [task.id, task]));
  return lowered({ before: state, after: { ...state, tasks }, now });
};

/** What new, changed and deleted task files mean for the tasks and for the attempts in motion. */
export const judgeTasks = (state: State, { set, gone }: Tasks, now: number): Event[] => {
  const changed = set.filter((task) => !isSame(state.tasks.get(task.id), task));
  const removed = gone.filter((id) => state.tasks.has(id));
  if (changed.length + removed.length === 0) return [];
  const rest: Rest = { kind: "free" };
  return [
    ...changed.flatMap((task) => wishChanged(state, task, now)),
    ...removed.flatMap((id) =>
      callOff(state, id, { failure: cancelled("its file is gone: deleted, or of another branch"), rest }),
    ),
    { kind: "tasks.changed", set: changed, gone: removed },
    ...loweredBy(state, changed, now),
  ];
};
