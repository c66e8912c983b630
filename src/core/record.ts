import type { PastAttempt } from "./attempt.ts";
import type { Failure, FailureKind } from "./failure.ts";
import type { Message } from "./message.ts";
import type { KeptRemark } from "./remark.ts";
import type { TaskId } from "./task.ts";

/** What a person is asked for, and the command that answers. */
export type Ask = { readonly what: string; readonly answer: string };

/** What holds a task that has no attempt in motion. */
export type Rest =
  | { readonly kind: "free" }
  | { readonly kind: "until"; readonly at: number; readonly failure: Failure }
  | { readonly kind: "person"; readonly ask: Ask; readonly failure?: Failure }
  | {
      readonly kind: "final";
      readonly outcome: "failed" | "cancelled";
      readonly failure: Failure;
      readonly since: number;
      /** Its results and status are on the target. */
      readonly recorded: boolean;
      readonly blockedUntil?: number;
    };

/** What the journal knows of a task beside its file. */
export type TaskRecord = {
  readonly task: TaskId;
  readonly firstSeen: number;
  /** The highest attempt number used. */
  readonly attempts: number;
  /** Failures so far by kind, since the last reopening: what the allowances are paid from. */
  readonly spent: Readonly<Partial<Record<FailureKind, number>>>;
  readonly rest: Rest;
  readonly past: readonly PastAttempt[];
  /** All that people and other agents have said to whoever works on it, in their order; a journal may be older than the first of them. */
  readonly messages?: readonly Message[];
  /** All that its agents have told and asked by tools of ours, in their order. */
  readonly remarks?: readonly KeptRemark[];
  /** The target's tree holds a result with `outcome: done`. */
  readonly landed?: { readonly attempt: number };
  /** The last attempt that took a landing back, as the target's tree tells. */
  readonly undone?: { readonly attempt: number };
  /** A person reopened it although its file still says failed or cancelled. */
  readonly reopened: boolean;
};
