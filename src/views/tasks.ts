import { shellAgent } from "../core/agent.ts";
import { isDone } from "../core/standing.ts";
import { attemptOf, type State } from "../core/state.ts";
import type { Priority, Task, TaskId, TaskStatus } from "../core/task.ts";
import { inTurn } from "./order.ts";
import { phaseWords, situationOf, type PhaseWord, type Situation } from "./phase.ts";
import { pleaOf } from "./plea.ts";
import { readyReasons } from "./ready-reasons.ts";
import { reasonOf } from "./reason.ts";

/** A task as lists show it. */
export type TaskRow = {
  readonly id: TaskId;
  readonly file: string;
  readonly title: string;
  /** What its file says, or will say once what is known has been written there. */
  readonly status: TaskStatus;
  readonly phase: PhaseWord;
  /** Why it is in that phase, in one sentence. */
  readonly reason: string;
  /** What answers, where a person is waited for. */
  readonly answer?: string;
  readonly priority: Priority;
  /** The number of the last attempt; missing before the first. */
  readonly attempt?: number;
  /** Since when the present step of its attempt lasts, in milliseconds since the epoch. */
  readonly since?: number;
  readonly agent?: string;
  readonly dependsOn: readonly TaskId[];
  readonly milestone?: string;
  readonly labels: readonly string[];
  /** Milliseconds since the epoch. */
  readonly due?: number;
};

const statusOf = (state: State, task: Task): TaskStatus => {
  if (isDone(state, task.id)) return "done";
  const record = state.records.get(task.id);
  if (record?.rest.kind === "final") return record.rest.outcome;
  return record?.reopened === true ? "todo" : task.status;
};

const agentName = (task: Task): string | undefined =>
  task.agent ?? (task.command === undefined ? undefined : shellAgent.name);

/** What is known of a task beside what its file says. */
export type Told = Pick<TaskRow, "status" | "phase" | "reason" | "answer" | "attempt" | "since">;

type Optional = {
  -readonly [Key in "attempt" | "since" | "agent" | "milestone" | "due"]?: NonNullable<TaskRow[Key]>;
};

/** Assigned one by one: ten thousand rows are made at a time, and spreading takes longer than all else in them. */
const optional = (task: Task, { attempt, since }: Told): Optional => {
  const there: Optional = {};
  const agent = agentName(task);
  if (attempt !== undefined) there.attempt = attempt;
  if (since !== undefined) there.since = since;
  if (agent !== undefined) there.agent = agent;
  if (task.milestone !== undefined) there.milestone = task.milestone;
  if (task.due !== undefined) there.due = task.due;
  return there;
};

/** A row of what a task's file says, and of what else is known. */
export const rowFrom = (task: Task, told: Told): TaskRow => ({
  id: task.id,
  file: task.file,
  title: task.title,
  status: told.status,
  phase: told.phase,
  reason: told.reason,
  ...(told.answer === undefined ? {} : { answer: told.answer }),
  priority: task.priority,
  ...optional(task, told),
  dependsOn: task.dependsOn,
  labels: task.labels,
});

type Known = {
  readonly situation?: Situation;
  readonly situations?: ReadonlyMap<TaskId, Situation>;
  readonly ready?: string | undefined;
};

/** The row of one task. `ready` is why the ready ones wait, and `situations` how all tasks stand, where that is known already. */
export const rowOf = (state: State, task: Task, at: Known & { readonly now: number }): TaskRow => {
  const { situation = situationOf(state, task) } = at;
  const known = situation.standing.kind === "ready" && situation.ending === undefined ? at.ready : undefined;
  const plea = pleaOf(task, situation.standing);
  const attempts = state.records.get(task.id)?.attempts ?? 0;
  const since = attemptOf(state, task.id)?.since;
  return rowFrom(task, {
    status: statusOf(state, task),
    phase: situation.phase,
    reason: known ?? reasonOf(state, task, { now: at.now, situation, situations: at.situations }),
    ...(plea === undefined ? {} : { answer: plea.answer }),
    ...(attempts === 0 ? {} : { attempt: attempts }),
    ...(since === undefined ? {} : { since }),
  });
};

const rank = new Map<PhaseWord, number>(phaseWords.map((word, at) => [word, at]));

/** What tells whether a task is wanted in a list. */
export type Shown = Pick<TaskRow, "phase" | "labels"> & { readonly milestone?: string | undefined };

/** The wanted ones of all tasks. */
export type TaskList<Row = TaskRow> = {
  /** What is in motion first, then what waits for a person, then the queue in its order, then what is over. */
  readonly rows: readonly Row[];
  /** How many there are in all, and how many of them are done. */
  readonly all: number;
  readonly done: number;
};

/** What rows are made of, found out once for all tasks. */
export type Basis = {
  readonly state: State;
  readonly now: number;
  readonly situations: ReadonlyMap<TaskId, Situation>;
  /** Why the ready ones do not start this moment. */
  readonly ready: ReadonlyMap<TaskId, string>;
};

/** Finds out how all tasks stand. */
export const basisOf = (state: State, now: number): Basis => ({
  state,
  now,
  situations: new Map(Array.from(state.tasks.values(), (task) => [task.id, situationOf(state, task)])),
  ready: readyReasons(state, now),
});

/** Lists tasks. A row costs far more than what decides whether it is wanted, and there may be ten thousand. */
export const listFrom = (basis: Basis, isWanted: (task: Shown) => boolean): TaskList => {
  const { state, now, situations, ready } = basis;
  const rows: TaskRow[] = [];
  let done = 0;
  for (const task of state.tasks.values()) {
    const situation = situations.get(task.id) as Situation;
    const { phase } = situation;
    if (phase === "done") done += 1;
    if (isWanted({ phase, labels: task.labels, milestone: task.milestone }))
      rows.push(rowOf(state, task, { now, situation, situations, ready: ready.get(task.id) }));
  }
  return { rows: inTurn(state, rows, ({ phase }) => rank.get(phase) ?? 0), all: state.tasks.size, done };
};

/** Lists all tasks. */
export const tasksOf = (state: State, now: number): TaskList => listFrom(basisOf(state, now), () => true);
