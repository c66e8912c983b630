import type { AttemptKey, AttemptSpec, PastAttempt } from "./attempt.ts";
import type { Config } from "./config.ts";
import type { DriverName } from "./drivers.ts";
import type { Oid, Proof } from "./evidence.ts";
import type { AttemptResult } from "./result.ts";
import type { TaskId, TaskStatus } from "./task.ts";

/** What the world is told about where work lands and what it must respect. */
export type Ground = {
  /** The target branch, without `refs/heads/`. */
  readonly target: string;
  readonly config: Config;
};

type AttemptOrder = {
  /** `<task>@<n>/<phase>`; an adapter may be given the same key again and must not do its work twice. */
  readonly key: string;
  readonly attempt: AttemptKey;
  readonly task: TaskId;
  readonly n: number;
  /** Echoed in every report, so that a stale one can be told. */
  readonly turn: number;
  readonly ground: Ground;
};

/** A worktree at the target's tip, on the attempt's own branch, set up. */
export type PrepareOrder = AttemptOrder & { readonly kind: "prepare"; readonly slot: number };

/** The agent, from its start (or its adoption) to its last process gone and its work committed. */
export type WorkOrder = AttemptOrder & {
  readonly kind: "work";
  readonly slot: number;
  readonly base: Oid;
  readonly path: string;
  readonly spec: AttemptSpec;
};

/** The candidate tree, judged in a clean checkout. */
export type VerifyOrder = AttemptOrder & {
  readonly kind: "verify";
  readonly slot: number;
  readonly head: Oid;
  readonly spec: AttemptSpec;
};

/** Without `commit`: make M and report it. With it: land that very commit. */
export type LandOrder = AttemptOrder & {
  readonly kind: "land";
  readonly proof: Proof;
  readonly title: string;
  readonly file: string;
  readonly result: Omit<AttemptResult, "previous">;
  readonly commit?: Oid;
};

/** Every process of the attempt gone, its work kept, its result written where it waits, its worktree free again. */
export type EndOrder = AttemptOrder & {
  readonly kind: "end";
  /** Whose money it was, where it was paid for: what it used is settled. */
  readonly paid?: { readonly driver?: DriverName; readonly model: string };
  /** Missing when it landed: M holds the result then. */
  readonly result?: Omit<AttemptResult, "previous">;
};

/**
 * The results and the last status of a task that will not land, in one commit without code. Its turn is the moment the
 * task ended: one that was reopened and ended again has another record to make.
 */
export type RecordOrder = Omit<AttemptOrder, "attempt"> & {
  readonly kind: "record";
  readonly file: string;
  readonly title: string;
  readonly status: Extract<TaskStatus, "failed" | "cancelled">;
  readonly past: readonly PastAttempt[];
};

/** One thing that should be in motion now. Derived from the state, never stored. Plain JSON. */
export type Order = PrepareOrder | WorkOrder | VerifyOrder | LandOrder | EndOrder | RecordOrder;
