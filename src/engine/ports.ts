import type { Claims, RanCommand } from "../core/account.ts";
import type { Limits } from "../core/allowance.ts";
import type { Adopted, AttemptKey, Attempt } from "../core/attempt.ts";
import type { Gap } from "../core/awake.ts";
import type { Lowered } from "../core/budget/bounds.ts";
import type { Check, Setup } from "../core/config.ts";
import type { ProcessEnd } from "../core/driver.ts";
import type { CheckRun, Oid } from "../core/evidence.ts";
import type { Event, Stamped } from "../core/event.ts";
import type { Failure } from "../core/failure.ts";
import type { Deed, GitDeed } from "../core/handoff/action.ts";
import type { Command } from "../core/handoff/command.ts";
import type { Handoff, Pull, Seen, SeenCheck } from "../core/handoff/seen.ts";
import type { Asked } from "../core/intake/asked.ts";
import type { Tended } from "../core/intake/tended.ts";
import type { Input, Intent, TargetNews, Wish } from "../core/input.ts";
import type { Message } from "../core/message.ts";
import type { Meter } from "../core/meter.ts";
import type { Ground, Order } from "../core/order.ts";
import type { Person } from "../core/person.ts";
import type { TaskRecord } from "../core/record.ts";
import type { Remark } from "../core/remark.ts";
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
  start(order: Order, report: (input: FromOrder) => void): Motion;
};

/** What reaches the loop from an order in motion. */
export type FromOrder = Extract<Input, { kind: "report" | "record_report" | "pulls" | "shut" }>;

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
  /** What is true of the fleet as a whole, without all the rest. */
  fleet(): Fleet | undefined;
  /** Tells the journal up to an event (the last, where none is named) from every other; undefined where there is no such event. */
  mark(seq?: number): string | undefined;
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
  put(wish: Wish, by?: Person): string;
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

/** A commit that this repository does not hold. */
type Missing = { readonly kind: "missing"; readonly commit: Oid };

/** Every word spoken to git. All of it is repeatable: asked again after a crash, it finishes or says what is so. */
export type Git = {
  /** A pooled worktree for the slot, scrubbed, on the attempt's branch at the target's tip, merged with what it adopts, or at the work named (or as it is, if it is this attempt's already). */
  prepare(
    request: AttemptRef & {
      readonly slot: number;
      readonly ground: Ground;
      readonly adopts?: Oid;
      readonly work?: { readonly base: Oid; readonly head: Oid };
      /** Where to begin in place of the target's tip. */
      readonly onto?: Oid;
    },
  ): Promise<{ base: Oid; path: string; adopted?: Adopted | Missing }>;
  /** The worktree as it was before its agent began, for an attempt that was interrupted. */
  reset(request: { readonly path: string; readonly base: Oid }): Promise<void>;
  /** Commits what is left lying in the worktree onto the attempt's branch; returns its last commit. */
  save(
    request: AttemptRef & { readonly path: string; readonly message: string; readonly ground: Ground },
  ): Promise<{ head: Oid }>;
  /** A commit on the attempt's branch that takes back what attempt `of` landed, but for task files and results; `undefined` where no landing of it is found. */
  revert(
    request: AttemptRef & { readonly of: number; readonly title: string; readonly ground: Ground },
  ): Promise<{ head: Oid } | undefined>;
  /** K: the target's tip, or the commit `onto`, merged with `head`. */
  propose(
    request: AttemptRef & { readonly head: Oid; readonly ground: Ground; readonly onto?: Oid },
  ): Promise<Proposal>;
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

/** What signs git in at a server, for addresses that begin so; missing where git signs in by itself. */
export type SignIn = { readonly at: string; readonly header: string } | undefined;

/** A branch of a remote. */
type RemoteBranch = { readonly remote: string; readonly branch: string; readonly signIn: SignIn };

/** The remote did not answer: nothing is wrong with what was asked. */
export type Unreachable = { readonly kind: "unreachable"; readonly why: string };

/** Every word spoken to git about other repositories. */
export type RemoteGit = {
  /** The address of a remote; `undefined` where there is none of that name. */
  address(remote: string): Promise<string | undefined>;
  /** Brings the remote's branch here, under the name that git itself would give it; returns where it stands. */
  fetch(request: RemoteBranch): Promise<{ readonly kind: "fetched"; readonly tip: Oid } | Unreachable>;
  /** Only if the branch still stands where `expect` says; missing where there is none yet. Without `sha` the branch goes. */
  push(request: RemoteBranch & { readonly sha?: Oid; readonly expect?: Oid }): Promise<
    | { readonly kind: "pushed" }
    /** The branch stands elsewhere by now. */
    | { readonly kind: "stale" }
    | { readonly kind: "refused"; readonly why: string }
    | Unreachable
  >;
  /** Notes, before it is pushed, that a commit is ours. */
  noteOffer(task: TaskId, sha: Oid): Promise<void>;
  /** Every commit that was noted for a task. */
  offers(task: TaskId): Promise<readonly Oid[]>;
  /** The notes of a task are no longer needed. */
  dropOffers(task: TaskId): Promise<void>;
  /** The branch that a task's pull request comes from, without `refs/heads/`. */
  handoffBranch(task: TaskId): string;
  /** Whether every commit of `older` is among those of `newer`. Unknown commits are not. */
  isWithin(older: Oid, newer: Oid): Promise<boolean>;
  /** Brings the target here forward to a commit that follows it, the checkout with it, as a landing does. */
  catchUp(request: {
    readonly task: TaskId;
    readonly commit: Oid;
    readonly edit?: { readonly path: string; readonly change: (text: string) => string };
    readonly ground: Ground;
  }): Promise<Exclude<Landing, { readonly kind: "moved" }>>;
};

/** GitHub is not asked before that moment: its limits are used up, it cannot be reached, or it refuses to know us. */
export type Closed = {
  readonly kind: "closed";
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly why: string;
  /** What a person can do about it, where nobody else can. */
  readonly answer?: string;
};

/** What GitHub itself shows of a handoff; which commits are ours only git knows. */
export type Look = { readonly kind: "look" } & Omit<Seen, "ours">;

/** What became of a deed. Done, or no longer to be done: whoever looks again sees. */
export type Done =
  | { readonly kind: "done" }
  /** Not now, and nobody has to do anything about it. */
  | { readonly kind: "later"; readonly why: string }
  | { readonly kind: "refused"; readonly why: string }
  | Closed;

/** One repository at GitHub. All of it may be asked again, at any time. */
export type Github = {
  /** What signs git in there, as it is now. */
  signIn(): Promise<SignIn>;
  look(handoff: Pick<Handoff, "task" | "branch" | "target" | "sha" | "base">): Promise<Look | Closed>;
  act(deed: Exclude<Deed, GitDeed>): Promise<Done>;
  /** The open pull request of a branch. */
  openPull(branch: string): Promise<{ readonly kind: "pull"; readonly pull?: Pull } | Closed>;
  /** What the logs of red checks say, for those who must mend it. */
  excerpts(
    checks: readonly SeenCheck[],
  ): Promise<{ readonly kind: "read"; readonly texts: readonly string[] } | Closed>;
  /** Asks of which tasks' pull requests there is news, until told to stop. */
  follow(told: (tasks: readonly TaskId[] | "all") => void, signal: AbortSignal): Promise<void>;
  /** The same, as GitHub's webhooks tell it. Settles at once where they cannot come in. */
  hear(told: (tasks: readonly TaskId[] | "all") => void, signal: AbortSignal): Promise<void>;
  /** Brings what is asked for there to the desk, and tells each issue how its task stands, until told to stop. */
  tend(desk: IntakeDesk, signal: AbortSignal): Promise<void>;
};

/** What a person says about a task at GitHub, who may; `asked` is what its issue asks for now. */
export type Said = Pick<Command, "word" | "priority" | "by"> & {
  readonly task: TaskId;
  readonly file: string;
  readonly asked?: Asked;
};

/** What comes in from GitHub, as the person's own files and wishes. All of it may be asked again. */
export type Intake = {
  /** Writes a draft for whatever is not here yet; false where that has to wait, since the checkout is elsewhere. */
  propose(asked: readonly Asked[]): boolean;
  /** Whether a task was taken over from one of these sources. */
  holds(sources: readonly string[]): boolean;
  /** Tells why it cannot be done, where it cannot. */
  obey(said: Said): string | undefined;
};

/** What is to be tended, and where what comes of it goes. */
export type IntakeDesk = {
  readonly target: string;
  readonly tended: readonly Tended[];
  readonly intake: Intake;
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

/** How far the built-in agent has come: what it has used in all, the ids of all messages that it has taken in, and all that it remarked. */
export type Progress = {
  readonly meter: Meter;
  readonly heard: readonly string[];
  /** Missing where it made none. */
  readonly remarks?: readonly Remark[];
};

/** What an agent at work is to take in at its next boundary of a turn. */
export type Notice = {
  readonly messages: readonly Pick<Message, "id" | "text" | "from">[];
  /** It is to stop there, and may be told to go on from there. */
  readonly halt: boolean;
  /** What it may use in all where that is less than it began with; there once a limit was changed while it was in motion. */
  readonly limit?: Lowered;
};

/**
 * How the built-in agent ended: at its own word, for a reason, or because it was stopped, at once or at the boundary of a
 * turn; then it can go on.
 */
export type ModelEnd = Progress & {
  readonly claims?: Claims;
  readonly commands: readonly RanCommand[];
} & (
    | { readonly kind: "finished" | "halted" | "stopped" }
    | { readonly kind: "failed"; readonly failure: Failure }
  );

/** The built-in agents of this machine, many in one process that outlives whoever asks. */
export type ModelAgents = {
  /** Works on a job to its end, or goes on with it where it was interrupted. Of one key, one is ever at work. */
  run(
    job: ModelJob,
    told: { readonly signal: AbortSignal; readonly progress: (progress: Progress) => void },
  ): Promise<ModelEnd>;
  /** Puts a notice in the place of the one before it. Each message in it is taken in once, whoever asks and however often. */
  tell(key: AttemptKey, notice: Notice): void;
  /** Ends what of the key is still at work. Tells how far it came; undefined when it never began. */
  end(key: AttemptKey): Promise<Progress | undefined>;
  /** The same, but however it ended, the next `run` goes on from there. The notice is taken away. */
  rest(key: AttemptKey): Promise<Progress | undefined>;
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
