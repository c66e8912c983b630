import type { Account } from "./account.ts";
import type { Limits } from "./allowance.ts";
import type { Check } from "./config.ts";
import type { Oid, Proof } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import type { Meter } from "./meter.ts";
import type { Choice } from "./route/choice.ts";
import type { TaskId } from "./task.ts";

/** `<task>@<n>`: one try at a task. */
export type AttemptKey = string;

/** A document an agent is given, told by its file and its bytes' digest: it may change while the attempt waits. */
export type Source = { readonly file: string; readonly digest: string };

/** What a paid attempt works by: its model, its limits, and what it is told. */
export type Terms = Limits & {
  readonly model: string;
  readonly task: Source;
  /** The agent's own file. */
  readonly agent?: Source;
  /** The tools it is given; all where missing. */
  readonly tools?: readonly string[];
  /** What it is told of the attempts before it. */
  readonly brief?: string;
  /** How it came to this agent and model; missing in journals from before there was a choice. */
  readonly choice?: Choice;
};

/** What an attempt works from: the task and the judge as they stood when it was claimed. */
export type AttemptSpec = {
  readonly title: string;
  readonly file: string;
  readonly agent: string;
  readonly command?: string;
  readonly touches: readonly string[];
  readonly checks: readonly Check[];
  /** Limit of the work in minutes awake. */
  readonly minutes: number;
  /** Only of work that is paid for. */
  readonly terms?: Terms;
};

/** How an attempt ended. */
export type Outcome =
  | { readonly kind: "done"; readonly commit: Oid; readonly proof: Proof }
  | { readonly kind: "failed"; readonly failure: Failure; readonly proof?: Proof };

/** What keeps a landing from happening now; it is tried again by itself. */
export type Blocked = {
  readonly why: string;
  readonly paths: readonly string[];
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
  /** Milliseconds since the epoch: the next try. */
  readonly until: number;
};

/**
 * Where an attempt is, and only what that place knows. `preparing`, `working` and `ending` always have an order in
 * motion; `verifying` has one once it holds a slot, `landing` while it holds the lane; `review` waits for a person.
 * `ending` keeps the slot whose worktree it still uses.
 */
export type Step =
  | { readonly phase: "preparing"; readonly slot: number }
  | { readonly phase: "working"; readonly slot: number; readonly base: Oid; readonly path: string }
  | { readonly phase: "verifying"; readonly head: Oid; readonly slot?: number }
  | { readonly phase: "review"; readonly proof: Proof; readonly why: string }
  | { readonly phase: "landing"; readonly proof: Proof; readonly commit?: Oid; readonly blocked?: Blocked }
  | { readonly phase: "ending"; readonly outcome: Outcome; readonly slot?: number };

export type Phase = Step["phase"];

/** One try at a task, while it is in motion. */
export type Attempt = {
  readonly key: AttemptKey;
  readonly task: TaskId;
  readonly n: number;
  readonly spec: AttemptSpec;
  readonly claimedAt: number;
  /** Counts the steps taken. A report that names another count is stale. */
  readonly turn: number;
  readonly step: Step;
  /** When the step began. */
  readonly since: number;
  /** The base it began from and the last commit of its work, as soon as known. */
  readonly base?: Oid;
  readonly head?: Oid;
  /** What it has used so far, where it is paid for. */
  readonly meter?: Meter;
  readonly account?: Account;
  /** A person approved it: it lands once proved, without review. */
  readonly approved?: { readonly note?: string };
  /** How often our own faults interrupted the present step; none of it is the task's. */
  readonly faults: number;
  /** Not before this moment, after a fault of our own. */
  readonly faultedUntil?: number;
};

/** What is remembered of an attempt that has ended. */
export type PastAttempt = {
  readonly n: number;
  readonly agent: string;
  readonly claimedAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
  readonly base?: Oid;
  readonly head?: Oid;
  readonly meter?: Meter;
  readonly account?: Account;
};

export const attemptKey = (task: TaskId, n: number): AttemptKey => `${task}@${n}`;
