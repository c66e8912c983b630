import type { Account } from "./account.ts";
import type { Approval, Undo, Visit } from "./attempt.ts";
import type { CheckRun, Oid } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import type { Message } from "./message.ts";
import type { Remark } from "./remark.ts";
import type { Choice } from "./route/choice.ts";
import type { TaskId } from "./task.ts";
import type { Usage } from "./usage.ts";

/** What came of one attempt: the front matter of `results/<task>/<attempt>.md`, landed with the code it describes. */
export type AttemptResult = {
  readonly task: TaskId;
  readonly attempt: number;
  readonly title: string;
  readonly agent: string;
  /** `undone`: it took the landing of an attempt before it back. */
  readonly outcome: "done" | "failed" | "cancelled" | "undone";
  /** It was to reach the target by pull request. */
  readonly handoff?: "pr";
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly base?: Oid;
  readonly head?: Oid;
  /** The candidate commit K and its tree. */
  readonly candidate?: Oid;
  readonly tree?: Oid;
  readonly checks: readonly CheckRun[];
  readonly judgesChanged: readonly string[];
  /** Commits of its work that reached the target without a proof, and not by us. */
  readonly slipped?: readonly Oid[];
  readonly failure?: Failure;
  /** Set when a person approved it. */
  readonly approved?: Approval;
  /** Which landing it took back, or tried to. */
  readonly undoes?: Undo;
  /** People's work in its worktree. */
  readonly visits?: readonly Visit[];
  /** What people said to it, and when. */
  readonly messages?: readonly Pick<Message, "at" | "by" | "text">[];
  /** What it cost and whose figure that is; the shell agent costs nothing, and what is notional nobody was charged. */
  readonly cost: { readonly usd: number; readonly source: string; readonly notional?: boolean };
  /** The model that worked, and the tokens it used. */
  readonly model?: string;
  /** How it came to that agent and model. */
  readonly choice?: Choice;
  readonly usage?: Usage;
  /** Tokens of its longest prompt and how many its model can hold; how often its conversation was made shorter. */
  readonly context?: { readonly peak: number; readonly window?: number; readonly compactions?: number };
  /** What its agent did and says it did; for the body. */
  readonly account?: Account;
  /** What its agent showed, asked and proposed; for the body. */
  readonly remarks?: readonly Remark[];
  /** SHA-256 of the previous result of the same task, in hex; null for the first. */
  readonly previous: string | null;
};
