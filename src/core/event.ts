import type { Account } from "./account.ts";
import type { AgentProfile } from "./agent.ts";
import type { AttemptKey, AttemptSpec, Blocked } from "./attempt.ts";
import type { Gap } from "./awake.ts";
import type { Config } from "./config.ts";
import type { Oid, Proof } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import type { TargetNews } from "./input.ts";
import type { Meter } from "./meter.ts";
import type { Rest } from "./record.ts";
import type { Fall } from "./route/fall.ts";
import type { Tally } from "./route/tally.ts";
import type { LaneHolder } from "./state.ts";
import type { Task, TaskId } from "./task.ts";

/** What has happened and changes a decision. Only these change the state; all of them are journalled before anything acts. */
export type Event =
  | { readonly kind: "tasks.changed"; readonly set: readonly Task[]; readonly gone: readonly TaskId[] }
  | { readonly kind: "agents.changed"; readonly agents: readonly AgentProfile[] }
  | { readonly kind: "config.changed"; readonly config: Config }
  | { readonly kind: "target.observed"; readonly news: TargetNews }
  /** The results in git teach something new. `fallen`: who is since then known to have become worse. */
  | {
      readonly kind: "tallies.changed";
      readonly set: readonly Tally[];
      readonly gone: readonly string[];
      readonly fallen: readonly { readonly agent: string; readonly model: string; readonly fall: Fall }[];
    }
  | {
      readonly kind: "attempt.claimed";
      readonly task: TaskId;
      readonly n: number;
      readonly slot: number;
      readonly spec: AttemptSpec;
    }
  | { readonly kind: "attempt.prepared"; readonly key: AttemptKey; readonly base: Oid; readonly path: string }
  | {
      readonly kind: "attempt.worked";
      readonly key: AttemptKey;
      readonly head: Oid;
      readonly account?: Account;
    }
  /** What it has used in all so far; it may come after its end. */
  | { readonly kind: "attempt.metered"; readonly key: AttemptKey; readonly meter: Meter }
  /** It got a verification slot. */
  | { readonly kind: "attempt.admitted"; readonly key: AttemptKey; readonly slot: number }
  | { readonly kind: "attempt.proved"; readonly key: AttemptKey; readonly proof: Proof }
  | {
      readonly kind: "attempt.unproved";
      readonly key: AttemptKey;
      readonly proof: Proof;
      readonly why: string;
    }
  | { readonly kind: "attempt.approved"; readonly key: AttemptKey; readonly note?: string }
  | { readonly kind: "attempt.built"; readonly key: AttemptKey; readonly commit: Oid }
  | { readonly kind: "attempt.moved"; readonly key: AttemptKey }
  | { readonly kind: "attempt.blocked"; readonly key: AttemptKey; readonly blocked: Blocked }
  | { readonly kind: "attempt.landed"; readonly key: AttemptKey; readonly commit: Oid }
  | {
      readonly kind: "attempt.failed";
      readonly key: AttemptKey;
      readonly failure: Failure;
      readonly proof?: Proof;
      readonly head?: Oid;
      readonly account?: Account;
      readonly rest: Rest;
    }
  | {
      readonly kind: "attempt.faulted";
      readonly key: AttemptKey;
      readonly message: string;
      readonly until: number;
    }
  /** The wait after a fault of our own is over. */
  | { readonly kind: "attempt.resumed"; readonly key: AttemptKey }
  | { readonly kind: "attempt.ended"; readonly key: AttemptKey }
  /** What holds the task changed without an attempt: an answer, a vanished result, a moment come. */
  | { readonly kind: "task.rested"; readonly task: TaskId; readonly rest: Rest }
  /** A person wants it tried again: allowances are whole, whatever its file still says. */
  | { readonly kind: "task.reopened"; readonly task: TaskId }
  | { readonly kind: "task.recorded"; readonly task: TaskId; readonly commit?: Oid }
  | {
      readonly kind: "task.record_blocked";
      readonly task: TaskId;
      readonly why: string;
      readonly until: number;
    }
  /** One landing at a time: this attempt's, or this task's record. */
  | { readonly kind: "lane.given"; readonly to: LaneHolder }
  | { readonly kind: "fleet.paused" }
  | { readonly kind: "fleet.resumed" }
  /** A local day began: what is spent is counted from nothing. */
  | { readonly kind: "day.began"; readonly from: number; readonly until: number }
  /** Nothing could run for a while; what that explains is explained by it alone. */
  | { readonly kind: "clock.gap"; readonly gap: Gap }
  /** A person agreed to the spending that the text describes. */
  | { readonly kind: "spending.agreed"; readonly agreement: string }
  | { readonly kind: "intent.heard"; readonly id: string; readonly refused?: string };

/** An event as the journal holds it. */
export type Stamped = {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly event: Event;
};
