import type { Account } from "../core/account.ts";
import type { Attempt, AttemptKey, Outcome, PastAttempt, Terms, Undo } from "../core/attempt.ts";
import { attemptKey } from "../core/attempt.ts";
import type { Oid, Proof } from "../core/evidence.ts";
import type { Meter } from "../core/meter.ts";
import type { State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";

/** All that is known of one attempt, in motion or over. */
export type AttemptSheet = {
  readonly key: AttemptKey;
  readonly task: TaskId;
  readonly n: number;
  readonly agent: string;
  readonly claimedAt: number;
  readonly base?: Oid;
  readonly head?: Oid;
  readonly meter?: Meter;
  readonly account?: Account;
  readonly proof?: Proof;
  readonly terms?: Terms;
  /** The wall-clock limit of its work, in minutes. */
  readonly minutes?: number;
  /** Where it is, while it is in motion. */
  readonly moving?: Attempt;
  readonly endedAt?: number;
  readonly outcome?: Outcome;
  /** Only of one that takes a landing back. */
  readonly undo?: Undo;
  /** Grows with every step: what was fetched for an earlier one is old. */
  readonly turn: number;
};

const proofOf = ({ step }: Attempt): Proof | undefined => {
  if (step.phase === "review" || step.phase === "landing") return step.proof;
  return step.phase === "ending" ? step.outcome.proof : undefined;
};

/** Leaves out what is not known. */
const known = <T extends object>(parts: T): { readonly [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as never;

const ofMoving = (attempt: Attempt): AttemptSheet => {
  const { key, task, n, spec, claimedAt, base, head, meter, account, turn, step } = attempt;
  const ending = step.phase === "ending" ? step.outcome : undefined;
  const outcome = ending?.kind === "unclaimed" ? undefined : ending;
  const { terms, undo } = spec;
  const parts = { base, head, meter, account, outcome, proof: proofOf(attempt), terms, undo };
  return {
    key,
    task,
    n,
    agent: spec.agent,
    claimedAt,
    minutes: spec.minutes,
    moving: attempt,
    turn,
    ...known(parts),
  };
};

const ofPast = (task: TaskId, past: PastAttempt): AttemptSheet => {
  const { n, agent, claimedAt, endedAt, outcome, base, head, meter, account, undo } = past;
  const parts = { base, head, meter, account, undo, proof: outcome.proof };
  return { key: attemptKey(task, n), task, n, agent, claimedAt, endedAt, outcome, turn: -1, ...known(parts) };
};

/** What is known of an attempt by its key; of a task's last attempt by the task's id. */
export const attemptSheet = (state: State, key: AttemptKey | TaskId): AttemptSheet | undefined => {
  const moving = state.attempts.get(state.tasks.has(key) ? (state.current.get(key) ?? "") : key);
  if (moving !== undefined) return ofMoving(moving);
  const task = state.tasks.has(key) ? key : key.slice(0, key.lastIndexOf("@"));
  const past = state.records.get(task)?.past ?? [];
  const found = task === key ? past.at(-1) : past.find(({ n }) => attemptKey(task, n) === key);
  return found === undefined ? undefined : ofPast(task, found);
};

/** Every attempt at a task, the last one first. */
export const attemptSheets = (state: State, task: TaskId): readonly AttemptSheet[] => {
  const past = (state.records.get(task)?.past ?? []).map((one) => ofPast(task, one)).reverse();
  const moving = state.attempts.get(state.current.get(task) ?? "");
  return moving === undefined ? past : [ofMoving(moving), ...past];
};
