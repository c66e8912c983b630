import type { Account } from "./account.ts";
import type { Limits } from "./allowance.ts";
import type { Bounds } from "./budget/bounds.ts";
import type { Check } from "./config.ts";
import type { Oid, Proof } from "./evidence.ts";
import { canHalt, canListen, type DriverName } from "./drivers.ts";
import type { Failure } from "./failure.ts";
import type { Meter } from "./meter.ts";
import type { Person } from "./person.ts";
import type { Choice } from "./route/choice.ts";
import type { TaskId } from "./task.ts";

/** `<task>@<n>`: one try at a task. */
export type AttemptKey = string;

/** A document an agent is given, told by its file and its bytes' digest: it may change while the attempt waits. */
export type Source = { readonly file: string; readonly digest: string };

/** What a paid attempt works by: its model, its limits, and what it is told. */
export type Terms = Limits & {
  /** Missing in journals from before there was more than one paid driver: then it is `builtin`. */
  readonly driver?: DriverName;
  readonly model: string;
  readonly task: Source;
  /** The agent's own file. */
  readonly agent?: Source;
  /** The tools it is given; all where missing. */
  readonly tools?: readonly string[];
  /** How it came to this agent and model; missing in journals from before there was a choice. */
  readonly choice?: Choice;
};

/** Which attempt's landing is taken back, who wants that, and why. */
export type Undo = { readonly attempt: number; readonly by?: Person; readonly why?: string };

/** A person's work in an attempt's worktree, from the moment they had it until they gave it back. */
export type Visit = {
  readonly by: Person;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  /** What they changed, by path. */
  readonly files: readonly string[];
  readonly note?: string;
};

/** Earlier work that an attempt was to begin from: in its worktree, or not because it and the target changed the same paths. */
export type Adopted =
  | { readonly kind: "merged"; readonly commit: Oid }
  | { readonly kind: "conflict"; readonly commit: Oid; readonly paths: readonly string[] };

/** What an attempt works from: the task and the judge as they stood when it was claimed. */
export type AttemptSpec = {
  readonly title: string;
  readonly file: string;
  readonly agent: string;
  readonly command?: string;
  readonly touches: readonly string[];
  readonly checks: readonly Check[];
  /** The commit of earlier work that it begins from. */
  readonly adopts?: Oid;
  /** A person looks at it before it lands, whatever proves it. */
  readonly review?: "person";
  /** How proved work reaches the target: by itself where missing. */
  readonly handoff?: "pr";
  /** Limit of the work in minutes awake. */
  readonly minutes: number;
  /** What people say to it, and what it should know of the attempts before it. */
  readonly brief?: string;
  /** Only of one that takes back what an attempt before it landed. */
  readonly undo?: Undo;
  /** Only of work that is paid for. */
  readonly terms?: Terms;
};

/** How an attempt ended. */
export type Outcome =
  | { readonly kind: "done"; readonly commit: Oid; readonly proof: Proof }
  | { readonly kind: "failed"; readonly failure: Failure; readonly proof?: Proof };

/** How an attempt is put away: as it ended, or as one that was never begun. */
type Ending = Outcome | { readonly kind: "unclaimed"; readonly proof?: never };

/** What keeps a landing from happening now; it is tried again by itself. */
export type Blocked = {
  readonly why: string;
  readonly paths: readonly string[];
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
  /** Milliseconds since the epoch: the next try. */
  readonly until: number;
};

/** The pull request that an attempt is handed over by. */
export type PullRef = { readonly number: number; readonly url: string };

/** What a handed over attempt waits for. */
export type Waits = {
  readonly why: string;
  /** What a person can do about it, where nobody else can. */
  readonly answer?: string;
  /** Milliseconds since the epoch: the next look, whatever the news. */
  readonly until: number;
};

/**
 * Where an attempt is, and only what that place knows. `verifying` has an order in motion once it holds a slot, `taking`
 * too, `landing` while it holds the lane, `handover` while it waits for nothing; `review` and `taken` wait for a person;
 * all others always have one. `ending` keeps the slot whose worktree it still uses.
 *
 * `halting` goes on with the very order of `working`: its agent ends the turn that is paid for. `taking` makes the
 * worktree ready for the person, `giving` commits what they leave in it, `reverting` makes the commit that takes a landing
 * back.
 */
export type Step =
  | { readonly phase: "preparing"; readonly slot: number }
  | {
      readonly phase: "working";
      readonly slot: number;
      readonly base: Oid;
      readonly path: string;
      readonly adopted?: Adopted;
    }
  | {
      readonly phase: "halting";
      readonly slot: number;
      readonly base: Oid;
      readonly path: string;
      readonly adopted?: Adopted;
      readonly by: Person;
    }
  | {
      readonly phase: "taking";
      readonly by: Person;
      readonly slot?: number;
      /** Its worktree has been set up for it already. */
      readonly isSetUp: boolean;
    }
  | {
      readonly phase: "taken";
      readonly slot: number;
      readonly base: Oid;
      readonly path: string;
      readonly adopted?: Adopted;
      readonly by: Person;
      /** The last commit before the person came. */
      readonly from: Oid;
    }
  | {
      readonly phase: "giving";
      readonly slot: number;
      readonly base: Oid;
      readonly path: string;
      readonly adopted?: Adopted;
      readonly from: Oid;
      readonly visit: Pick<Visit, "by" | "since" | "note">;
      readonly to: "checks" | "agent";
    }
  | { readonly phase: "reverting" }
  | { readonly phase: "verifying"; readonly head: Oid; readonly slot?: number }
  | { readonly phase: "review"; readonly proof: Proof; readonly why: string }
  | {
      readonly phase: "handover";
      readonly proof: Proof;
      /** M: what its pull request offers. */
      readonly commit?: Oid;
      readonly pull?: PullRef;
      readonly waits?: Waits;
      /** Everything is green: it wants the lane. */
      readonly ready?: true;
    }
  | {
      readonly phase: "landing";
      readonly proof: Proof;
      readonly commit?: Oid;
      readonly blocked?: Blocked;
      /** The pull request that was merged as `commit`: the target here has to catch up with it. */
      readonly pull?: PullRef;
    }
  | { readonly phase: "ending"; readonly outcome: Ending; readonly slot?: number };

export type Phase = Step["phase"];

/** That a person approved of work that no check proves, or that is not to land without them. */
export type Approval = { readonly by?: Person; readonly note?: string };

/** One try at a task, while it is in motion. */
export type Attempt = {
  readonly key: AttemptKey;
  readonly task: TaskId;
  readonly n: number;
  readonly spec: AttemptSpec;
  readonly claimedAt: number;
  /** Counts the steps taken. A report that names another count is stale. */
  readonly turn: number;
  readonly step: Step;
  /** When the step began. */
  readonly since: number;
  /** The base it began from and the last commit of its work, as soon as known. */
  readonly base?: Oid;
  readonly head?: Oid;
  /** What it has used so far, where it is paid for. */
  readonly meter?: Meter;
  /** What it may use, since a limit was changed while it was in motion. */
  readonly bounds?: Bounds;
  readonly account?: Account;
  /** A person approved it: it lands once proved, without review. */
  readonly approved?: Approval;
  /** People's work in its worktree, in its order. */
  readonly visits?: readonly Visit[];
  /** How often our own faults interrupted the present step; none of it is the task's. */
  readonly faults: number;
  /** What outside of us holds the present step up, since when, and how often it has been tried in vain. */
  readonly heldUp?: {
    readonly why: string;
    readonly since: number;
    readonly tries: number;
    /** When it was tried again. */
    readonly until: number;
    /** How often in a row its own checks had filled the disk. */
    readonly filled?: number;
  };
  /** Not before this moment, after a fault of our own or what lies outside of us. */
  readonly faultedUntil?: number;
  /** How long its agent worked, in milliseconds awake; what it does now counts when it is over. */
  readonly worked?: number;
  /** How much of the present step nobody was awake for. */
  readonly slept?: number;
};

/** What is remembered of an attempt that has ended. */
export type PastAttempt = {
  readonly n: number;
  readonly agent: string;
  readonly claimedAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
  readonly base?: Oid;
  readonly head?: Oid;
  readonly meter?: Meter;
  /** How long its agent worked, in milliseconds awake. */
  readonly worked?: number;
  readonly account?: Account;
  /** Only of one that took a landing back, or tried to. */
  readonly undo?: Undo;
  /** Commits of its work that are on the target although it did not land. */
  readonly slipped?: readonly Oid[];
};

export const attemptKey = (task: TaskId, n: number): AttemptKey => `${task}@${n}`;

/** The task and the number that a key is made of. */
export const partsOf = (key: AttemptKey): { readonly task: TaskId; readonly n: number } => {
  const at = key.lastIndexOf("@");
  return { task: key.slice(0, at), n: Number(key.slice(at + 1)) };
};

/** A person looks at it, or works on it: nothing happens to it by itself. */
export const isWithPerson = ({ step }: Attempt): boolean => step.phase === "review" || step.phase === "taken";

/** The earlier work that was brought into its worktree, or was to be, as long as an agent may have to be told of it. */
export const adoptedIn = (step: Step): { readonly adopted?: Adopted } =>
  "adopted" in step && step.adopted !== undefined ? { adopted: step.adopted } : {};

/** Whether its agent can be stopped at the boundary of a turn, and goes on from there. */
export const halts = ({ terms }: AttemptSpec): boolean =>
  terms !== undefined && canHalt(terms.driver ?? "builtin");

/** Whether its agent can be spoken to while it works: it takes messages in at the boundary of a turn. */
export const listens = ({ terms }: AttemptSpec): boolean =>
  terms !== undefined && canListen(terms.driver ?? "builtin");

/** The agent slot that a step holds, with the worktree that belongs to it. */
export const heldSlot = (step: Step): { readonly slot?: number } =>
  "slot" in step && step.phase !== "verifying" && step.slot !== undefined ? { slot: step.slot } : {};
