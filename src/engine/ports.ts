import type { Claims, RanCommand } from "../core/account.ts";
import type { Limits } from "../core/allowance.ts";
import type { AttemptKey, Attempt } from "../core/attempt.ts";
import type { Gap } from "../core/awake.ts";
import type { Check, Setup } from "../core/config.ts";
import type { CheckRun, Oid } from "../core/evidence.ts";
import type { Event, Stamped } from "../core/event.ts";
import type { Failure } from "../core/failure.ts";
import type { Input, Intent, TargetNews, Wish } from "../core/input.ts";
import type { Meter } from "../core/meter.ts";
import type { Ground, Order } from "../core/order.ts";
import type { TaskRecord } from "../core/record.ts";
import type { AttemptResult } from "../core/result.ts";
import type { Tally } from "../core/route/tally.ts";
import type { Entities, Fleet } from "../core/state.ts";
import type { Task, TaskId, TaskStatus } from "../core/task.ts";

// ---- what the loop needs ---------------------------------------------------------------------------------------------

/** The time, and a call at a time. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls once, at or after `at`; returns a way to call it off. */
  wake(at: number, call: () => void): () => void;
};

/** The time in which the machine was awake and this process could run: what limits count. Keeps no process alive. */
export type Awake = {
  /** Milliseconds since a moment of its own; never goes back. */
  now(): number;
  /** Milliseconds on a clock that is the same in every process until the machine starts anew, and never goes back. */
  steady(): number;
  /** Calls once, so many milliseconds awake from now; returns a way to call it off. */
  after(ms: number, call: () => void): () => void;
  /** Calls with every gap once it is over; returns a way to stop. */
  listen(call: (gap: Gap) => void): () => void;
};

/** One order in motion. */
export type Motion = {
  /** Settles when nothing of it is in motion any more; never rejects. */
  readonly done: Promise<void>;
  /** Asks it to stop; `done` tells when it has. */
  stop(): void;
};

/** Where orders are carried out. Reports come any number of times, late or twice; the loop copes. */
export type Hands = {
  start(order: Order, report: (input: Extract<Input, { kind: "report" | "record_report" }>) => void): Motion;
};

/** One entity as it now is; `undefined` when it is gone. */
export type EntityChange =
  | { readonly kind: "fleet"; readonly value: Fleet }
  | { readonly kind: "task"; readonly id: TaskId; readonly value: Task | undefined }
  | { readonly kind: "record"; readonly id: TaskId; readonly value: TaskRecord | undefined }
  | { readonly kind: "attempt"; readonly id: AttemptKey; readonly value: Attempt | undefined }
  | { readonly kind: "tally"; readonly id: string; readonly value: Tally | undefined };

/** The events of one step and the entities they touched. */
export type Batch = { readonly events: readonly Stamped[]; readonly changes: readonly EntityChange[] };

/** Where facts become durable. */
export type Journal = {
  /** One transaction; on return it survives a power cut. The first batch holds the fleet; event numbers start at 1 and leave no gap. Throws when it cannot be written: the process must end then. */
  append(batch: Batch): void;
  /** The entities as of the last batch; `undefined` in a new journal. */
  load(): Entities | undefined;
  close(): void;
};

/** An attempt, and when it was claimed. */
export type Began = { readonly key: AttemptKey; readonly claimedAt: number };

/** Reads a journal that another process may be writing. */
export type JournalReader = {
  load(): Entities | undefined;
  /** Events after `seq`, oldest first, at most `limit`. */
  after(seq: number, limit: number): readonly Stamped[];
  /** The last `limit` events, oldest first. */
  last(limit: number): readonly Stamped[];
  /** Events of some kinds at or after a moment in milliseconds since the epoch, oldest first. */
  from(moment: number, kinds: readonly Event["kind"][]): readonly Stamped[];
  /** What each of these attempts had used before a moment, as far as it was told. */
  metersAt(moment: number, attempts: readonly Began[]): ReadonlyMap<AttemptKey, Meter>;
  /** Recomputes the hash chain. */
  verify(): { readonly events: number; readonly broken?: { readonly seq: number; readonly why: string } };
  close(): void;
};

/** Wishes from faces to the engine: a small database and a watched `wake` file. */
export type IntentBox = {
  /** Durable on return. Returns the intent's new id. */
  put(wish: Wish): string;
  waiting(): readonly Intent[];
  drop(ids: readonly string[]): void;
  /** Calls when something may have been put; returns a way to stop. */
  watch(call: () => void): () => void;
  close(): void;
};

/** Held for a process's life; freed by the kernel when it dies. */
export type Lock = { readonly release: () => void };

/** What the host sees of the world outside, unasked. */
export type News =
  | { readonly kind: "target"; readonly news: TargetNews }
  /** All that the results in git teach now. */
  | { readonly kind: "tallies"; readonly tallies: readonly Tally[] }
  /** Where definitions come from: the person's checkout, or the target's tree while the checkout is elsewhere. */
  | { readonly kind: "definitions"; readonly from: "checkout" }
  | {
      readonly kind: "definitions";
      readonly from: "tree";
      readonly files: readonly (readonly [path: string, text: string])[];
    }
  /** The target cannot be observed; says why, and how to mend it. */
  | { readonly kind: "trouble"; readonly message: string };

// ---- documents -------------------------------------------------------------------------------------------------------

export type { Problem } from "../core/problem.ts";

/** Prints and edits documents; pure. */
export type Documents = {
  printResult(result: AttemptResult, sections: readonly string[]): string;
  /** The same bytes with only the status changed; the text itself where that cannot be done safely. */
  setStatus(text: string, status: TaskStatus): string;
};

// ---- what the host needs ---------------------------------------------------------------------------------------------

/** Why a checkout cannot be landed on just now. */
export type Obstacle = { readonly why: string; readonly paths: readonly string[] };

/** A path that differs between two trees, as git names the change. */
export type Change = {
  readonly path: string;
  readonly kind: "added" | "modified" | "deleted" | "type_changed";
};

/** K, or why there is none. */
export type Proposal =
  | {
      readonly kind: "candidate";
      /** The target's tip it was merged with. */
      readonly base: Oid;
      readonly candidate: Oid;
      readonly tree: Oid;
      readonly changes: readonly Change[];
    }
  | {
      readonly kind: "conflict";
      readonly base: Oid;
      readonly paths: readonly string[];
      readonly details: readonly string[];
    };

export type Landing =
  | { readonly kind: "landed" }
  /** The target's tip is no longer M's first parent, and M is not among its ancestors. */
  | { readonly kind: "moved" }
  | ({ readonly kind: "blocked" } & Obstacle);

/** A result file where it waits or where it landed. */
export type StoredResult = { readonly attempt: number; readonly text: string };

/** Which attempt an order is for. */
export type AttemptRef = { readonly task: TaskId; readonly n: number };

/** Every word spoken to git. All of it is repeatable: asked again after a crash, it finishes or says what is so. */
export type Git = {
  /** A pooled worktree for the slot, scrubbed, on the attempt's branch at the target's tip (or as it is, if it is this attempt's already). */
  prepare(
    request: AttemptRef & { readonly slot: number; readonly ground: Ground },
  ): Promise<{ base: Oid; path: string }>;
  /** The worktree as it was at `base`, for an attempt that was interrupted. */
  reset(request: { readonly path: string; readonly base: Oid }): Promise<void>;
  /** Commits what is left lying in the worktree onto the attempt's branch; returns its last commit. */
  save(
    request: AttemptRef & { readonly path: string; readonly message: string; readonly ground: Ground },
  ): Promise<{ head: Oid }>;
  /** K: the target's tip merged with `head`. */
  propose(request: AttemptRef & { readonly head: Oid; readonly ground: Ground }): Promise<Proposal>;
  /** A clean checkout of a commit for the verification slot, outside the person's own. */
  checkout(request: {
    readonly slot: number;
    readonly commit: Oid;
    readonly ground: Ground;
  }): Promise<{ path: string }>;
  /** Where the target stands now. */
  tip(request: { readonly ground: Ground }): Promise<{ commit: Oid; tree: Oid }>;
  /** The paths in which two commits differ. */
  changes(from: Oid, to: Oid): Promise<readonly Change[]>;
  /** The text of a file in a commit; `undefined` when it is not there. */
  show(commit: Oid, path: string): Promise<string | undefined>;
  /** The task's results that have not landed with it yet, and those in the tip's tree, oldest first. */
  results(request: { readonly task: TaskId; readonly ground: Ground }): Promise<readonly StoredResult[]>;
  /** Writes a result under `refs/traffic/results/<task>`. */
  keepResult(request: AttemptRef & { readonly text: string; readonly ground: Ground }): Promise<void>;
  /** M: the base's tree with the given files, the parents named. Touches no checkout. `edit` rewrites a file that the base's tree holds, unless the person's own copy of it is dirty or untracked. */
  build(request: {
    readonly base: Oid;
    readonly tree: Oid;
    readonly parents: readonly Oid[];
    readonly files: readonly { readonly path: string; readonly text: string }[];
    readonly edit?: { readonly path: string; readonly change: (text: string) => string };
    readonly message: string;
    readonly ground: Ground;
  }): Promise<Oid>;
  /** Moves the target from M's first parent to M, the checkout with it, losing nothing of a person's. Then edits `edit.path` in place where M left it out. */
  land(request: {
    readonly commit: Oid;
    readonly edit?: { readonly path: string; readonly change: (text: string) => string };
    readonly ground: Ground;
    /** Told the name of each step as it is reached; for tests that kill it there. */
    readonly reached?: (step: string) => void;
  }): Promise<Landing>;
  /** The commit on the target that landed or recorded the attempt, if there is one. */
  landed(request: AttemptRef & { readonly ground: Ground }): Promise<Oid | undefined>;
  /** The attempt's branch and worktree are no longer needed: what is uncommitted is kept under `refs/traffic/rescue/`, what did not land under `refs/traffic/attempts/`, then the slot is free. */
  end(request: AttemptRef & { readonly landed: boolean; readonly ground: Ground }): Promise<void>;
  /** What changed at the target since `since`; everything when it is missing. */
  observe(request: {
    readonly target?: string;
    readonly since?: Oid;
    readonly results: string;
  }): Promise<TargetNews>;
};

/** How a process that ran under the wrapper ended. */
export type ProcessEnd =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | { readonly kind: "timed_out" }
  | { readonly kind: "stopped" }
  /** The wrapper vanished without leaving an exit code. */
  | { readonly kind: "lost" };

/** What a driver makes of an order: pure. */
export type Launch = { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> };

/** One kind of agent. */
export type Driver = {
  readonly name: string;
  launch(order: { readonly command?: string; readonly path: string }): Launch | Failure;
  /** What the end of its process means. `tail` is the last of its output. */
  outcome(end: ProcessEnd, tail: string): Failure | undefined;
};

/** What the built-in agent is given to do. Plain JSON: it is taken up again from it. */
export type ModelJob = {
  readonly key: AttemptKey;
  /** The worktree, which its file tools do not leave. */
  readonly path: string;
  readonly model: string;
  readonly system: string;
  readonly prompt: string;
  /** The tools it is given; all where missing. */
  readonly tools?: readonly string[];
  /** The whole environment of its commands. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Limits;
  /** Limit of time awake, counted anew after an interruption. */
  readonly minutes: number;
};

/** How the built-in agent ended: at its own word, for a reason, or because it was told to stop; then it can go on. */
export type ModelEnd = {
  readonly meter: Meter;
  readonly claims?: Claims;
  readonly commands: readonly RanCommand[];
} & ({ readonly kind: "finished" | "stopped" } | { readonly kind: "failed"; readonly failure: Failure });

/** The built-in agents of this machine, many in one process that outlives whoever asks. */
export type ModelAgents = {
  /** Works on a job to its end, or goes on with it where it was interrupted. Of one key, one is ever at work. */
  run(
    job: ModelJob,
    told: { readonly signal: AbortSignal; readonly metered: (meter: Meter) => void },
  ): Promise<ModelEnd>;
  /** Ends what of the key is still at work. Tells what it has used in all; undefined when it never began. */
  end(key: AttemptKey): Promise<Meter | undefined>;
};

/** Runs a command as a group of its own, from its start to the last process it left anywhere. */
export type ProcessRunner = {
  /** What still runs under the same key is ended first. Rejects when the command cannot be started at all. */
  run(request: {
    /** Marks every process of it, so that those that left the group are found too. */
    readonly key: string;
    readonly argv: readonly string[];
    readonly path: string;
    readonly env: Readonly<Record<string, string>>;
    /** Its output is appended to this file. */
    readonly log: string;
    readonly minutes: number;
    readonly signal: AbortSignal;
  }): Promise<ProcessEnd>;
};

/** Where a command of the fleet's own runs, and for which attempt. */
export type Bench = {
  /** Marks its processes: `<attempt>/check`, `<attempt>/setup`. */
  readonly key: string;
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  /** Output is appended to this file. */
  readonly log: string;
  readonly signal: AbortSignal;
};

/** A check's evidence, and the last of its output (at most 4 KiB) for those who must mend it. */
export type Finding = { readonly run: CheckRun; readonly tail: string };

/** Runs checks in a checkout, one after another. Stopped by its signal, it returns those that ended before. */
export type Verifier = {
  run(request: Bench & { readonly checks: readonly Check[] }): Promise<readonly Finding[]>;
};

/** Makes a worktree usable, from the cache where the inputs' digest is known. */
export type Preparer = {
  prepare(request: Bench & { readonly setup: Setup }): Promise<Failure | undefined>;
};
