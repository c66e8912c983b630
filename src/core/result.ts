import type { Account } from "./account.ts";
import type { CheckRun, Oid } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import type { Choice } from "./route/choice.ts";
import type { TaskId } from "./task.ts";
import type { Usage } from "./usage.ts";

/** What came of one attempt: the front matter of `results/<task>/<attempt>.md`, landed with the code it describes. */
export type AttemptResult = {
  readonly task: TaskId;
  readonly attempt: number;
  readonly title: string;
  readonly agent: string;
  readonly outcome: "done" | "failed" | "cancelled";
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
  readonly failure?: Failure;
  /** Set when a person approved it. */
  readonly approved?: { readonly note?: string };
  /** What it cost and whose figure that is; the shell agent costs nothing. */
  readonly cost: { readonly usd: number; readonly source: string };
  /** The model that worked, and the tokens it used. */
  readonly model?: string;
  /** How it came to that agent and model. */
  readonly choice?: Choice;
  readonly usage?: Usage;
  /** What its agent did and says it did; for the body. */
  readonly account?: Account;
  /** SHA-256 of the previous result of the same task, in hex; null for the first. */
  readonly previous: string | null;
};
