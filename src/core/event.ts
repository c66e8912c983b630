import type { Account } from "./account.ts";
import type { AgentProfile } from "./agent.ts";
import type { Adopted, AttemptKey, AttemptSpec, Blocked, PullRef, Undo, Waits } from "./attempt.ts";
import type { Gap } from "./awake.ts";
import type { Strain } from "./budget/admission.ts";
import type { Bounds } from "./budget/bounds.ts";
import type { Warning } from "./budget/forecast.ts";
import type { Window } from "./budget/window.ts";
import type { Config } from "./config.ts";
import type { Oid, Proof } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import type { TargetNews } from "./input.ts";
import type { Meter } from "./meter.ts";
import type { Person } from "./person.ts";
import type { Shut } from "./reach.ts";
import type { Rest } from "./record.ts";
import type { Remark, Settled } from "./remark.ts";
import type { Fall, Tally } from "./route/tally.ts";
import type { LaneHolder } from "./state.ts";
import type { Task, TaskId } from "./task.ts";
import type { Unpaid } from "./unpaid.ts";

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
  | {
      readonly kind: "attempt.prepared";
      readonly key: AttemptKey;
      readonly base: Oid;
      readonly path: string;
      readonly adopted?: Adopted;
    }
  | {
      readonly kind: "attempt.worked";
      readonly key: AttemptKey;
      readonly head: Oid;
      readonly account?: Account;
    }
  /** What it has used in all so far; it may come after its end. */
  | { readonly kind: "attempt.metered"; readonly key: AttemptKey; readonly meter: Meter }
  /** A limit was changed while it was in motion: from its next turn on it may use less, or more again. */
  | { readonly kind: "attempt.limited"; readonly key: AttemptKey; readonly bounds: Bounds }
  /** So much of what its model can hold was its agent's conversation: a share that people are to know of. */
  | { readonly kind: "attempt.crowded"; readonly key: AttemptKey; readonly share: number }
  /** Its agent has taken these messages in; it may be told after its end. */
  | { readonly kind: "attempt.heard"; readonly key: AttemptKey; readonly ids: readonly string[] }
  /** Its agent told or asked something by a tool of ours; it may be told after its end. `refused`: why a message reaches nobody. */
  | {
      readonly kind: "attempt.remarked";
      readonly key: AttemptKey;
      readonly remark: Remark;
      readonly refused?: string;
    }
  /** It got a verification slot. */
  | { readonly kind: "attempt.admitted"; readonly key: AttemptKey; readonly slot: number }
  | { readonly kind: "attempt.proved"; readonly key: AttemptKey; readonly proof: Proof }
  | {
      readonly kind: "attempt.unproved";
      readonly key: AttemptKey;
      readonly proof: Proof;
      readonly why: string;
    }
  /** Proved, and not to land before a person has looked at it. */
  | {
      readonly kind: "attempt.offered";
      readonly key: AttemptKey;
      readonly proof: Proof;
      readonly why: string;
    }
  | {
      readonly kind: "attempt.approved";
      readonly key: AttemptKey;
      readonly by?: Person;
      readonly note?: string;
    }
  /** A person wants it: its agent is to stop at the boundary of a turn. */
  | { readonly kind: "attempt.halting"; readonly key: AttemptKey; readonly by: Person }
  /** Nobody works on it any more: its worktree is made ready for the person. */
  | {
      readonly kind: "attempt.taking";
      readonly key: AttemptKey;
      readonly by: Person;
      readonly head?: Oid;
      readonly account?: Account;
    }
  /** It got the slot whose worktree the person shall have. */
  | { readonly kind: "attempt.seated"; readonly key: AttemptKey; readonly slot: number }
  /** The person has it. */
  | {
      readonly kind: "attempt.taken";
      readonly key: AttemptKey;
      readonly base: Oid;
      readonly path: string;
      readonly head: Oid;
      readonly adopted?: Adopted;
    }
  /** The person is done with it. */
  | {
      readonly kind: "attempt.giving";
      readonly key: AttemptKey;
      readonly to: "checks" | "agent";
      readonly note?: string;
    }
  | {
      readonly kind: "attempt.given";
      readonly key: AttemptKey;
      readonly head: Oid;
      /** What the person changed, and all that differs from the base now. */
      readonly files: readonly string[];
      readonly all: readonly string[];
    }
  /** An attempt begins that takes a landing back. */
  | {
      readonly kind: "undo.begun";
      readonly task: TaskId;
      readonly n: number;
      readonly spec: AttemptSpec & { readonly undo: Undo };
    }
  | { readonly kind: "attempt.built"; readonly key: AttemptKey; readonly commit: Oid }
  | { readonly kind: "attempt.moved"; readonly key: AttemptKey }
  | { readonly kind: "attempt.blocked"; readonly key: AttemptKey; readonly blocked: Blocked }
  /** Its pull request waits for something. */
  | {
      readonly kind: "attempt.waits";
      readonly key: AttemptKey;
      readonly waits: Waits;
      readonly pull?: PullRef;
    }
  /** Its pull request is green, and wants the lane. */
  | { readonly kind: "attempt.ready"; readonly key: AttemptKey; readonly pull?: PullRef }
  /** Its pull request is to be looked at again. */
  | { readonly kind: "attempt.poked"; readonly key: AttemptKey }
  /** Its pull request was merged as this commit. */
  | {
      readonly kind: "attempt.merged";
      readonly key: AttemptKey;
      readonly commit: Oid;
      readonly pull: PullRef;
    }
  /** GitHub is not asked before that moment: its limits are used up, or it cannot be reached. */
  | ({ readonly kind: "github.closed" } & Shut)
  /** It may be asked again; whether it lets us in is to be seen. */
  | { readonly kind: "github.opened" }
  /** It lets us in: what leaves by pull request may begin. */
  | { readonly kind: "github.reached" }
  /** What was claimed before its work could leave gives its slot and its money back, as if it had not been. */
  | { readonly kind: "attempt.unclaimed"; readonly key: AttemptKey }
  /** It cannot be verified while GitHub is not asked: others have the slot, and the lane. */
  | { readonly kind: "attempt.unadmitted"; readonly key: AttemptKey }
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
      /** It was no fault of our own. */
      readonly outside?: true;
      /** Its own checks had taken all room on the disk. */
      readonly filled?: true;
      readonly until: number;
    }
  /** The wait after a fault of our own is over. */
  | { readonly kind: "attempt.resumed"; readonly key: AttemptKey }
  /** `slipped`: commits of its work that are on the target although it did not land. */
  | { readonly kind: "attempt.ended"; readonly key: AttemptKey; readonly slipped?: readonly Oid[] }
  /** What holds the task changed without an attempt: an answer, a vanished result, a moment come. */
  | { readonly kind: "task.rested"; readonly task: TaskId; readonly rest: Rest }
  /** A person wants it tried again: allowances are whole, whatever its file still says. */
  | { readonly kind: "task.reopened"; readonly task: TaskId }
  /** A person decided on a task that an agent proposed. */
  | { readonly kind: "followup.settled"; readonly task: TaskId; readonly id: string; readonly as: Settled }
  /** A person, or the agent of another task, said something to whoever works on the task. */
  | {
      readonly kind: "task.told";
      readonly task: TaskId;
      readonly id: string;
      readonly text: string;
      readonly by?: Person;
      readonly from?: AttemptKey;
    }
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
  /** A day began, and with it perhaps a week: what is used in them is counted from nothing. */
  | { readonly kind: "day.began"; readonly from: number; readonly until: number; readonly week?: Window }
  /** A budget may soon be used up: told once, so that somebody may raise it in time. */
  | { readonly kind: "budget.near"; readonly warning: Warning }
  /** The machine has too little of something for more agents; without `strain` it has enough again. */
  | { readonly kind: "machine.strained"; readonly strain?: Strain }
  /** All drivers that cannot work where the fleet runs now. */
  | { readonly kind: "payers.changed"; readonly unpaid: readonly Unpaid[] }
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
