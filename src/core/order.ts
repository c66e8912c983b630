import type { Adopted, AttemptKey, AttemptSpec, PastAttempt, PullRef } from "./attempt.ts";
import type { Lowered } from "./budget/bounds.ts";
import type { Config } from "./config.ts";
import type { DriverName } from "./drivers.ts";
import type { Oid, Proof } from "./evidence.ts";
import type { Tended } from "./intake/tended.ts";
import type { Message } from "./message.ts";
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
export type PrepareOrder = AttemptOrder & {
  readonly kind: "prepare";
  readonly slot: number;
  /** The commit of earlier work to begin from. */
  readonly adopts?: Oid;
  /** It begins from where the remote's target stands. */
  readonly handoff?: "pr";
  /** A model will work in it. */
  readonly paid?: true;
};

/** The agent, from its start (or its adoption) to its last process gone and its work committed. */
export type WorkOrder = AttemptOrder & {
  readonly kind: "work";
  readonly slot: number;
  readonly base: Oid;
  readonly path: string;
  readonly adopted?: Adopted;
  readonly spec: AttemptSpec;
};

/** What an agent at work is to take in at its next boundary of a turn. It reports nothing: the work it goes beside does. */
export type TellOrder = AttemptOrder & {
  readonly kind: "tell";
  readonly messages: readonly Pick<Message, "id" | "text" | "from">[];
  /** It is to stop there. */
  readonly halt: boolean;
  /** What it may use in all where that is less than it began with; there once a limit was changed while it was in motion. */
  readonly limit?: Lowered;
  /** Whose agent it is. */
  readonly driver: DriverName;
};

/** The worktree for a person: every process of the attempt gone, what its agent left committed, at its last commit. */
export type HandOrder = AttemptOrder & {
  readonly kind: "hand";
  readonly slot: number;
  readonly title: string;
  /** The commit of earlier work that it begins from. */
  readonly adopts?: Oid;
  /** What it began from and its last commit, where there is one. */
  readonly work?: { readonly base: Oid; readonly head: Oid };
  readonly isSetUp: boolean;
};

/** What a person left in the worktree, committed and told apart from what was there before they came. */
export type GiveOrder = AttemptOrder & {
  readonly kind: "give";
  readonly slot: number;
  readonly base: Oid;
  readonly path: string;
  readonly from: Oid;
  /** Of the commit, where anything lies uncommitted. */
  readonly message: string;
  /** Its agent goes on, and is told under this id what was changed and why. */
  readonly tells?: { readonly id: string; readonly note?: string };
};

/** The commit that takes the landing of an attempt back. */
export type RevertOrder = AttemptOrder & {
  readonly kind: "revert";
  readonly of: number;
  readonly title: string;
};

/** The candidate tree, judged in a clean checkout. */
export type VerifyOrder = AttemptOrder & {
  readonly kind: "verify";
  readonly slot: number;
  readonly head: Oid;
  readonly spec: AttemptSpec;
};

/** What M is made of. */
type Offer = {
  readonly proof: Proof;
  readonly title: string;
  readonly file: string;
  readonly result: Omit<AttemptResult, "previous">;
  /** It takes the landing of this attempt back: the task is open again. */
  readonly undoes?: number;
  readonly commit?: Oid;
  /** The issue that asks for it: `octo/garden#12`. */
  readonly issue?: string;
};

/**
 * Without `commit`: make M and report it. With it: land that very commit; with `pull` too it is on the remote's target
 * already, and the target here has to catch up.
 */
export type LandOrder = AttemptOrder & Offer & { readonly kind: "land"; readonly pull?: PullRef };

/** The same by pull request: one look at GitHub, and all that can be done there now. */
export type HandOverOrder = AttemptOrder &
  Offer & {
    readonly kind: "hand_over";
    /** It holds the lane: its pull request may be merged. */
    readonly mayMerge: boolean;
  };

/** As long as it is listed, what happens at GitHub to pull requests of ours is told: it asks, or it is called. */
export type FollowOrder = {
  readonly kind: "follow";
  readonly by: "asking" | "webhook";
  readonly key: string;
  readonly turn: number;
  readonly ground: Ground;
};

/** Proposals of GitHub's taken in, and its issues told how their tasks stand, for as long as it is listed. It tells the engine nothing. */
export type IntakeOrder = {
  readonly kind: "intake";
  readonly key: string;
  readonly turn: number;
  readonly ground: Ground;
  readonly tended: readonly Tended[];
};

/**
 * Whether GitHub lets us in is looked at for as long as it is listed, and what is found is told. Its turn tells whether it is
 * known yet that a person has something to mend.
 */
export type ReachOrder = {
  readonly kind: "reach";
  readonly key: string;
  readonly turn: number;
  readonly ground: Ground;
};

/** Every process of the attempt gone, its work kept, its result written where it waits, its worktree free again. */
export type EndOrder = AttemptOrder & {
  readonly kind: "end";
  /** Whose money it was, where it was paid for: what it used is settled. */
  readonly paid?: { readonly driver?: DriverName; readonly model: string };
  /** Nothing was begun: nothing of it is kept. */
  readonly unclaimed?: true;
  /** Missing when it landed, M holds the result then, and where nothing was begun. */
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
  /** Its work was to leave by pull request: no commit is made of it here. */
  readonly handoff?: "pr";
};

/** One thing that should be in motion now. Derived from the state, never stored. Plain JSON. */
export type Order =
  | PrepareOrder
  | WorkOrder
  | TellOrder
  | HandOrder
  | GiveOrder
  | RevertOrder
  | VerifyOrder
  | HandOverOrder
  | LandOrder
  | EndOrder
  | RecordOrder
  | FollowOrder
  | IntakeOrder
  | ReachOrder;

/** The orders of an attempt's steps: each reports what came of it. */
export type StepOrder = Exclude<Order, TellOrder | RecordOrder | FollowOrder | IntakeOrder | ReachOrder>;
