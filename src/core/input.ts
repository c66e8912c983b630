import type { Account } from "./account.ts";
import type { AgentProfile } from "./agent.ts";
import type { Adopted, AttemptKey, PullRef } from "./attempt.ts";
import type { Vitals } from "./budget/admission.ts";
import type { Window } from "./budget/window.ts";
import type { Gap } from "./awake.ts";
import type { Config } from "./config.ts";
import type { Oid, Proof } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import type { Meter } from "./meter.ts";
import type { Person } from "./person.ts";
import type { Shut } from "./reach.ts";
import type { Remark, Settled } from "./remark.ts";
import type { Tally } from "./route/tally.ts";
import type { Task, TaskId } from "./task.ts";
import type { Unpaid } from "./unpaid.ts";

/** A person's wish that is not a value of a file. Delivered at least once, counted once by its id. */
export type Intent = { readonly id: string; readonly by?: Person; readonly wish: Wish };

export type Wish =
  | { readonly kind: "retry"; readonly task: TaskId }
  | { readonly kind: "cancel"; readonly task: TaskId }
  | { readonly kind: "approve"; readonly task: TaskId; readonly note?: string }
  | { readonly kind: "reject"; readonly task: TaskId; readonly note: string }
  /** Something that whoever works on the task is to hear: its agent at its next turn, else its next attempt. */
  | { readonly kind: "say"; readonly task: TaskId; readonly text: string }
  /** A task that its agent proposed has been written, or is not wanted. */
  | { readonly kind: "settle"; readonly task: TaskId; readonly followup: string; readonly as: Settled }
  /** A person wants to work in the attempt's worktree: its agent stops at the boundary of a turn. */
  | { readonly kind: "take"; readonly task: TaskId }
  /** The person is done there: what lies in the worktree is checked as any work, or its agent goes on from it. */
  | {
      readonly kind: "give";
      readonly task: TaskId;
      readonly to: "checks" | "agent";
      readonly note?: string;
    }
  /** What the task landed is reverted. `anyway`: although landed tasks depend on it. */
  | {
      readonly kind: "undo";
      readonly task: TaskId;
      readonly why?: string;
      readonly anyway?: boolean;
    }
  /** Paid work may begin, as long as caps, agents and models are those that the text names. */
  | { readonly kind: "agree"; readonly agreement: string }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" };

/**
 * What an order in motion has to tell. `attempt` and `turn` are the order's own. `heard`: the ids of all messages that the
 * attempt's agent has taken in so far, `remarks`: all that it has made; like what it has used they count whenever they are
 * told.
 */
export type Report = {
  readonly attempt: AttemptKey;
  readonly turn: number;
  readonly heard?: readonly string[];
  readonly remarks?: readonly Remark[];
} & (
  | { readonly kind: "prepared"; readonly base: Oid; readonly path: string; readonly adopted?: Adopted }
  | { readonly kind: "worked"; readonly head: Oid; readonly account?: Account }
  /** Its agent has stopped at the boundary of a turn, as it was told to. */
  | { readonly kind: "halted"; readonly account: Account }
  /** The worktree is the person's: nothing runs there, what its agent left lying is committed as `head`. */
  | {
      readonly kind: "handed";
      readonly base: Oid;
      readonly path: string;
      readonly head: Oid;
      readonly adopted?: Adopted;
    }
  /** What the person left is committed. `files`: what they changed; `all`: what differs from the base. */
  | {
      readonly kind: "given";
      readonly head: Oid;
      readonly files: readonly string[];
      readonly all: readonly string[];
    }
  /** The commit that takes the landing back is there. */
  | { readonly kind: "reverted"; readonly head: Oid }
  /** What it has used in all so far. Counts whatever its turn: money is spent even by what was called off. */
  | { readonly kind: "metered"; readonly meter: Meter }
  | { readonly kind: "proved"; readonly proof: Proof }
  /** Nothing failed, but nothing proves it either: a person decides. */
  | { readonly kind: "unproved"; readonly proof: Proof; readonly why: string }
  | { readonly kind: "built"; readonly commit: Oid }
  | { readonly kind: "landed"; readonly commit: Oid }
  /** The target is not where the proof was made: prove again. */
  | { readonly kind: "moved" }
  | { readonly kind: "blocked"; readonly why: string; readonly paths: readonly string[] }
  /** What its pull request waits for, and not longer than that moment without another look. */
  | {
      readonly kind: "waits";
      readonly why: string;
      readonly answer?: string;
      readonly until: number;
      readonly pull?: PullRef;
    }
  | { readonly kind: "ready"; readonly pull?: PullRef }
  | { readonly kind: "merged"; readonly commit: Oid; readonly pull: PullRef }
  /** GitHub answers nobody before that moment. */
  | ({ readonly kind: "limited" } & Shut)
  /** `slipped`: commits of its work that are on the target although it did not land. */
  | { readonly kind: "ended"; readonly slipped?: readonly Oid[] }
  | {
      readonly kind: "failed";
      readonly failure: Failure;
      readonly proof?: Proof;
      readonly head?: Oid;
      readonly account?: Account;
    }
  /**
   * A fault of our own, never the task's: the same step is tried again, a few times. What lies outside of us, a target that is
   * gone or a disk that is full, is waited for until it is mended. `filled`: its own checks had taken the room, and there was some
   * again once what they left was removed.
   */
  | {
      readonly kind: "faulted";
      readonly message: string;
      readonly outside?: true;
      readonly filled?: true;
    }
);

/** What a record order has to tell. `task` and `turn` are the order's own. */
export type RecordReport = { readonly task: TaskId; readonly turn: number } & (
  | { readonly kind: "recorded"; readonly commit?: Oid }
  | { readonly kind: "record_blocked"; readonly why: string; readonly paths: readonly string[] }
  | { readonly kind: "record_faulted"; readonly message: string }
);

/** Where the target stands. `landed`, `undone` and `vanished` are what changed since the tip last reported. */
export type TargetNews = {
  readonly branch: string;
  readonly tip: Oid;
  /** Results with `outcome: done` in the tip's tree that were not in the tree of the tip last reported, or count again. */
  readonly landed: readonly { readonly task: TaskId; readonly attempt: number }[];
  readonly vanished: readonly TaskId[];
  /** The same of results with `outcome: undone`, which take a landing before them back. */
  readonly undone?: readonly { readonly task: TaskId; readonly attempt: number }[];
  /** The highest attempt of each task that the repository already knows, landed or not: numbers not to use again. */
  readonly attempted?: readonly { readonly task: TaskId; readonly attempt: number }[];
};

/** Everything that can reach the loop. */
export type Input =
  | { readonly kind: "tasks"; readonly set: readonly Task[]; readonly gone: readonly TaskId[] }
  | { readonly kind: "agents"; readonly agents: readonly AgentProfile[] }
  | { readonly kind: "config"; readonly config: Config }
  /** The day, from midnight to midnight in milliseconds since the epoch, and its week from Monday to Monday. */
  | { readonly kind: "day"; readonly from: number; readonly until: number; readonly week?: Window }
  | { readonly kind: "gap"; readonly gap: Gap }
  | { readonly kind: "machine"; readonly vitals: Vitals }
  /** All drivers that cannot work here, since nobody pays for them or their program is missing. */
  | { readonly kind: "payers"; readonly unpaid: readonly Unpaid[] }
  | { readonly kind: "target"; readonly news: TargetNews }
  /** All that the results in git teach now. */
  | { readonly kind: "tallies"; readonly tallies: readonly Tally[] }
  | { readonly kind: "intent"; readonly intent: Intent }
  | { readonly kind: "report"; readonly report: Report }
  | { readonly kind: "record_report"; readonly report: RecordReport }
  /** Something happened at GitHub to the pull requests of these tasks. */
  | { readonly kind: "pulls"; readonly tasks: readonly TaskId[] | "all" }
  /** GitHub answers nobody before that moment, whoever asks. */
  | ({ readonly kind: "shut" } & Shut)
  /** GitHub lets us in. */
  | { readonly kind: "reached" }
  /** What is known of GitHub may be otherwise by now: an engine begins, in surroundings of its own. */
  | { readonly kind: "unsure" };
