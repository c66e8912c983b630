import { attemptKey } from "./attempt.ts";
import type { Failure, FailureKind } from "./failure.ts";
import type { Rest, TaskRecord } from "./record.ts";

/** What follows a failure, from its kind alone. */
type Policy =
  | {
      readonly next: "again";
      /** Whether it uses up one of the task's `max_attempts`. */
      readonly counts: boolean;
      /** How often, at most, this kind is tried again by itself. */
      readonly allowance: number;
      /** First and longest wait in milliseconds; it doubles in between. */
      readonly wait: readonly [first: number, longest: number];
    }
  | { readonly next: "person"; readonly what: string }
  | { readonly next: "end" };

const second = 1000;
const minute = 60 * second;

const policies: Readonly<Record<FailureKind, Policy>> = {
  transient: { next: "again", counts: false, allowance: 5, wait: [2 * second, 2 * minute] },
  rate_limited: { next: "again", counts: false, allowance: 20, wait: [30 * second, 15 * minute] },
  conflict: { next: "again", counts: false, allowance: 5, wait: [0, 0] },
  rejected: { next: "again", counts: true, allowance: Infinity, wait: [0, 0] },
  context: { next: "again", counts: true, allowance: Infinity, wait: [0, 0] },
  timeout: { next: "again", counts: true, allowance: Infinity, wait: [0, 0] },
  crashed: { next: "again", counts: true, allowance: Infinity, wait: [second, minute] },
  auth: { next: "person", what: "the agent's sign-in was refused: sign in again" },
  budget: { next: "person", what: "its budget is used up" },
  denied: { next: "person", what: "it was denied something it needs: allow it or change the task" },
  invalid: { next: "person", what: "it cannot run as it is written: mend it" },
  cancelled: { next: "end" },
};

/** A number in [0, 1) that looks random and is always the same for the same text (FNV-1a). */
const spread = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
};

/** The wait before the k-th try again: doubling, within bounds, spread by a fifth either way so that tasks do not return together. */
const waitOf = ([first, longest]: readonly [number, number], k: number, text: string): number =>
  Math.round(Math.min(longest, first * 2 ** (k - 1)) * (0.8 + 0.4 * spread(text)));

/** How many of a task's `max_attempts` are used up. */
export const countedFailures = (spent: TaskRecord["spent"]): number =>
  Object.entries(spent)
    .filter(([kind]) => {
      const policy = policies[kind as FailureKind];
      return policy.next === "again" && policy.counts;
    })
    .reduce((sum, [, count]) => sum + count, 0);

type Case = {
  /** The record as it was before this failure. */
  readonly record: TaskRecord;
  readonly n: number;
  readonly maxAttempts: number;
  readonly failure: Failure;
  readonly now: number;
};

const end = (failure: Failure, outcome: "failed" | "cancelled", now: number): Rest => ({
  kind: "final",
  outcome,
  failure,
  since: now,
  recorded: false,
});

/** What a task does after its attempt failed: try again, wait, ask a person, or stay failed. */
export const afterFailure = ({ record, n, maxAttempts, failure, now }: Case): Rest => {
  const policy = policies[failure.kind];
  if (policy.next === "end") return end(failure, "cancelled", now);
  if (policy.next === "person") {
    return {
      kind: "person",
      failure,
      ask: { what: `${policy.what} (${failure.why})`, answer: `traffic retry ${record.task}` },
    };
  }
  const k = (record.spent[failure.kind] ?? 0) + 1;
  const exhausted = policy.counts ? countedFailures(record.spent) + 1 >= maxAttempts : k > policy.allowance;
  if (exhausted) return end(failure, "failed", now);
  const wait = waitOf(policy.wait, k, attemptKey(record.task, n));
  const at = Math.max(now + wait, failure.retryAt ?? 0);
  return at > now ? { kind: "until", at, failure } : { kind: "free" };
};

/** The wait after the k-th time in a row that somebody asked a service in vain, before one more begins. */
export const waitForService = (k: number, text: string): number => waitOf([5 * second, 10 * minute], k, text);

/** The wait after the k-th time that something outside of us held a step up. */
export const waitOutside = (k: number, text: string): number => waitOf([second, minute], k, text);

/** The wait after the k-th fault of our own in one step; undefined when a person should look instead. */
export const waitAfterFault = (k: number, text: string): number | undefined =>
  k > 5 ? undefined : waitOf([second, minute], k, text);
