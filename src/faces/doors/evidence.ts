import type { CheckRun, Oid } from "../../core/evidence.ts";
import type { TaskId } from "../../core/task.ts";

/** A log file that may still grow. */
export type Log = {
  readonly task: TaskId;
  readonly attempt: number;
  /** What an agent that prints a stream for programs says in words is its log; `stream` and `errors` are as it printed them. */
  readonly kind: "agent" | "checks" | "stream" | "errors";
  readonly path: string;
};

/** What `audit` found of one task's proof. */
export type Audited = {
  readonly task: TaskId;
  readonly commit?: Oid;
  /** Every step of the proof that was recomputed. */
  readonly checked: readonly string[];
  /** What does not hold; empty means the proof is whole. */
  readonly wrong: readonly string[];
  /** Commits of attempts that did not land, and that the target holds all the same: nothing proves them. */
  readonly slipped: readonly Oid[];
};

/** Checks run on a commit in a clean checkout, changing nothing. */
export type Verified = { readonly commit: Oid; readonly checks: readonly CheckRun[]; readonly log: string };

/** What CI says of a change, judged from its base. */
export type Judgement = Verified & {
  readonly base: Oid;
  readonly tree: Oid;
  /** The tasks whose work it is; none where it is no work of ours. */
  readonly tasks: readonly TaskId[];
  /** Judging files that were changed because a task names them. */
  readonly judgesChanged: readonly string[];
  /** `not_rejected`: nothing proves it and nothing has to, since it is a person's or a person approved it. */
  readonly verdict: "proved" | "not_rejected" | "unproved" | "rejected";
  readonly why?: string;
  /** What the checks or the protocol said against it. */
  readonly details?: readonly string[];
};
