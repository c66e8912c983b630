import type { Attempt, Step } from "./attempt.ts";
import { bookTime } from "./budget/time.ts";
import type { Event } from "./event.ts";
import type { LiveState } from "./live.ts";
import type { Rest, TaskRecord } from "./record.ts";
import type { TaskId } from "./task.ts";

// What the foldings of events have in common: each replaces one entity.

/** What each of these kinds of event does to the state. */
export type Folds<K extends Event["kind"]> = {
  readonly [Kind in K]: (state: LiveState, event: Extract<Event, { kind: Kind }>, at: number) => void;
};

/** Nothing holds a task. */
export const free: Rest = { kind: "free" };

const untried: Pick<TaskRecord, "attempts" | "spent" | "rest" | "past" | "reopened"> = {
  attempts: 0,
  spent: {},
  rest: free,
  past: [],
  reopened: false,
};

/** The record of a task that was never seen before. */
export const newRecord = (task: TaskId, at: number): TaskRecord => ({ task, firstSeen: at, ...untried });

/** What is known of a task. */
export const recordOf = (state: LiveState, task: TaskId, at: number): TaskRecord =>
  state.records.get(task) ?? newRecord(task, at);

type RecordChange = Partial<TaskRecord> & Pick<TaskRecord, "task">;

/** Changes what is known of a task. */
export const changeRecord = (state: LiveState, change: RecordChange, at: number): void =>
  state.setRecord({ ...recordOf(state, change.task, at), ...change });

/** Takes an attempt one step on; whatever interrupted the step before is over. */
export const advance = (
  state: LiveState,
  attempt: Attempt,
  next: { step: Step; at: number; set?: Partial<Attempt> },
): void => {
  const { faultedUntil: _, slept: __, heldUp: ___, ...rest } = attempt;
  const worked = bookTime(state, attempt, next.at);
  state.setAttempt({
    ...rest,
    ...(worked === 0 ? {} : { worked }),
    ...next.set,
    turn: attempt.turn + 1,
    step: next.step,
    since: next.at,
    faults: 0,
  });
};

/** Events that name no attempt in motion change nothing: the journal may hold one that came twice. */
export const withAttempt = (state: LiveState, key: string, change: (attempt: Attempt) => void): void => {
  const attempt = state.attempts.get(key);
  if (attempt !== undefined) change(attempt);
};
