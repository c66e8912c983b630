import { compareReady } from "../core/queue.ts";
import type { PastAttempt, Undo } from "../core/attempt.ts";
import type { Oid } from "../core/evidence.ts";
import type { Meter } from "../core/meter.ts";
import { named } from "../core/person.ts";
import { attemptOf, type State } from "../core/state.ts";
import { link, patience, type Turn } from "../core/turn.ts";
import type { Task, TaskId } from "../core/task.ts";
import { pleaBehind } from "./behind.ts";
import { duration } from "./duration.ts";
import { gatesOf, type Gate } from "./gates.ts";
import { situationOf, type PhaseWord } from "./phase.ts";
import type { Plea } from "./plea.ts";
import { reasonOf } from "./reason.ts";
import { busyOf, type Busy } from "./status.ts";
import { count, short, who } from "./words.ts";

/** An attempt that is over, as people read it. */
export type PastRow = {
  readonly attempt: number;
  readonly agent: string;
  readonly outcome: string;
  readonly why: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** What it used, where it was paid for. */
  readonly meter?: Meter;
};

/** Everything that decides about one task. */
export type Why = {
  readonly id: TaskId;
  readonly file: string;
  readonly title: string;
  readonly phase: PhaseWord;
  readonly reason: string;
  /** When its turn is due and what makes it so; the earliest turn goes first. */
  readonly turn?: { readonly at: number; readonly why: string };
  /** Its place among the ready tasks, from 1. */
  readonly rank?: { readonly place: number; readonly of: number };
  readonly gates: readonly Gate[];
  readonly now?: Busy;
  /** When it goes on by itself, where a moment is known. */
  readonly until?: number;
  /** What a person can do about it, for it or for what it waits for. */
  readonly person?: Plea;
  readonly attempts: readonly PastRow[];
  readonly attemptsLeft: string;
};

const turnWhy = (task: Task, { from }: Turn, age: number): string => {
  if (from === "due") return `its due date, less ${duration(link)}`;
  if (from !== "priority") return `${from.waiting} waits for it, ${duration(link)} before that one's turn`;
  const wait = patience[task.priority];
  const rule = wait === 0 ? "goes before all others" : `waits at most ${duration(wait)}`;
  return `priority P${task.priority} ${rule}; known since ${duration(age)}`;
};

const turnOf = (state: State, task: Task, now: number): Why["turn"] => {
  const turn = state.queue.turns.get(task.id);
  const age = now - (state.records.get(task.id)?.firstSeen ?? now);
  return turn === undefined ? undefined : { at: turn.at, why: turnWhy(task, turn, age) };
};

const rankOf = (state: State, task: Task): Why["rank"] => {
  const turn = state.queue.turns.get(task.id)?.at ?? Infinity;
  const own = { id: task.id, turn, priority: task.priority };
  const all = [...state.queue.groups].flatMap(({ tasks }) => [...tasks]);
  if (!all.some(({ id }) => id === task.id)) return undefined;
  return { place: all.filter((other) => compareReady(other, own) < 0).length + 1, of: all.length };
};

const landedRow = (commit: Oid, undo: Undo | undefined): Pick<PastRow, "outcome" | "why"> =>
  undo === undefined
    ? { outcome: "done", why: `landed as ${short(commit)}` }
    : {
        outcome: "undone",
        why: `took attempt ${undo.attempt} back in ${short(commit)}, by ${who(named(undo.by))}`,
      };

/** An attempt that is over, in a row. */
export const pastRow = ({ n, agent, claimedAt, endedAt, outcome, meter, undo }: PastAttempt): PastRow => ({
  attempt: n,
  agent,
  ...(outcome.kind === "done"
    ? landedRow(outcome.commit, undo)
    : { outcome: outcome.failure.kind, why: outcome.failure.why }),
  startedAt: claimedAt,
  endedAt,
  ...(meter === undefined ? {} : { meter }),
});

const leftOf = (state: State, task: Task): string => {
  const record = state.records.get(task.id);
  const failures = Object.entries(record?.spent ?? {}).map(([kind, n]) => `${n} ${kind}`);
  const used = failures.length === 0 ? "No failure so far" : `Failures so far: ${failures.join(", ")}`;
  return `${used}; at most ${count(task.maxAttempts, "attempt")} may fail by the task's own fault.`;
};

const over: ReadonlySet<PhaseWord> = new Set(["done", "cancelled", "failed"]);

const optional = (state: State, task: Task, now: number): Partial<Why> => {
  const { standing, phase } = situationOf(state, task);
  const turn = over.has(phase) || standing.kind === "moving" ? undefined : turnOf(state, task, now);
  const rank = rankOf(state, task);
  const attempt = attemptOf(state, task.id);
  const busy = attempt && busyOf(state, now).find((row) => row.task === task.id);
  const person = pleaBehind(state, task);
  const until = standing.kind === "until" ? standing.at : attempt?.faultedUntil;
  return {
    ...(turn === undefined ? {} : { turn }),
    ...(rank === undefined ? {} : { rank }),
    ...(busy === undefined ? {} : { now: busy }),
    ...(until === undefined ? {} : { until }),
    ...(person === undefined ? {} : { person }),
  };
};

/** Why a task is where it is: what decides about it, what stands in its way, and what comes next. */
export const whyOf = (state: State, task: Task, now: number): Why => {
  const situation = situationOf(state, task);
  return {
    id: task.id,
    file: task.file,
    title: task.title,
    phase: situation.phase,
    reason: reasonOf(state, task, { situation, now }),
    ...optional(state, task, now),
    gates: over.has(situation.phase) || situation.standing.kind === "moving" ? [] : gatesOf(state, task, now),
    attempts: (state.records.get(task.id)?.past ?? []).map(pastRow),
    attemptsLeft: leftOf(state, task),
  };
};
