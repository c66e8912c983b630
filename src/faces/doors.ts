import type { Action } from "../core/action.ts";
import type { AttemptKey } from "../core/attempt.ts";
import type { Config } from "../core/config.ts";
import type { DriverName } from "../core/drivers.ts";
import type { CheckRun, Oid } from "../core/evidence.ts";
import type { PastWork } from "../core/estimate/ended.ts";
import type { Event, Stamped } from "../core/event.ts";
import type { Wish } from "../core/input.ts";
import type { Meter } from "../core/meter.ts";
import type { Roadmap } from "../core/roadmap.ts";
import type { EntityRef, State } from "../core/state.ts";
import type { Lying, Stray } from "../core/stray.ts";
import type { Task, TaskId, TaskStatus } from "../core/task.ts";
import type { Began, Problem } from "../engine/ports.ts";
import type { Listing } from "../views/listing.ts";
import type { Ahead } from "../views/outlook.ts";

/** Everything a face may show, read in one go. */
export type Survey = {
  /** The journal's state, brought up to date with the files where no engine does that. */
  readonly state: State;
  readonly problems: readonly Problem[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly engine: EngineStatus;
  /** The top of the person's checkout. */
  readonly root: string;
  /** The branch whose last commit tasks and settings are read from; missing where that is the checkout. */
  readonly readFrom?: string | undefined;
  /** Where a branch stands now; undefined where git itself would have to be asked. */
  readonly tipOf: (branch: string) => string | undefined;
  /** Where nothing is as it was not when the last command looked: what was answered to the same questions. */
  readonly answers?: Answers | undefined;
  /** What lists say of the tasks; from memory, as long as they say so. */
  readonly listing: Listing;
};

/** What was answered before, as long as only the time has changed since. */
export type Answers = {
  recall(question: string): string | undefined;
  /** `until` is in milliseconds since the epoch: then it may read otherwise. */
  keep(question: string, text: string, until: number): void;
};

export type EngineStatus = { readonly running: false } | { readonly running: true; readonly pid: number };

/** What became of a wish. `queued` means the engine has not answered yet; it will. */
export type Answer =
  | { readonly kind: "done" }
  | { readonly kind: "queued" }
  | { readonly kind: "refused"; readonly why: string };

/** An attempt whose worktree is a person's. */
export type Taken = {
  readonly kind: "taken";
  readonly task: TaskId;
  readonly attempt: number;
  readonly slot: number;
  readonly path: string;
  /** What the attempt began from, and the last commit before the person came. */
  readonly base: Oid;
  readonly from: Oid;
  readonly by: string;
  /** Its agent goes on by itself when it is given back to it. */
  readonly canGoOn: boolean;
};

/** What came of asking for an attempt: it is the person's, it cannot be, or it will be as soon as something else is over. */
export type Taking =
  | Taken
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "waits"; readonly why: string };

/** A task to be written. */
export type Draft = {
  readonly title: string;
  readonly body?: string;
  /** Front matter beside the title, in the order to be written. */
  readonly keys?: Readonly<Record<string, unknown>>;
};

/** Work to make a task of. */
export type AdoptRequest = {
  /** Missing where only a conversation is adopted. */
  readonly stray?: Stray;
  readonly draft: Draft;
  /** It is to be verified and landed as it is. */
  readonly finished: boolean;
  /** Otherwise it is only shown what would be written. */
  readonly write: boolean;
};

/** A task made of work that lay about, or that would be. */
export type Adopted = {
  readonly id: TaskId;
  readonly file: string;
  readonly text: string;
  /** The commit that every attempt begins from. */
  readonly commit?: Oid;
  /** What a person should know. */
  readonly notices: readonly string[];
};

/** What to make tasks of. */
export type ImportRequest = {
  /** `issues`, a folder of tasks, or a roadmap. */
  readonly from: string;
  /** The label that an issue must have. */
  readonly label: string;
  /** Points of a roadmap's lists count as well as its check boxes. */
  readonly bullets: boolean;
  /** What is to be done may start; otherwise it is a draft. */
  readonly ready: boolean;
  /** Otherwise it is only shown what would be written. */
  readonly write: boolean;
};

/** What was made of it, or would be. */
export type Imported = {
  /** New files. A roadmap's has neither source nor status. */
  readonly files: readonly {
    readonly path: string;
    readonly title: string;
    readonly text: string;
    readonly source?: string;
    readonly status?: TaskStatus;
  }[];
  /** What is here already. */
  readonly kept: readonly { readonly source: string; readonly file: string }[];
  /** What cannot be taken over. */
  readonly left: readonly { readonly source: string; readonly why: string }[];
  readonly notices: readonly string[];
};

/** The issue of a task at GitHub, and whether it was opened just now. */
export type OpenedIssue = { readonly url: string; readonly isNew: boolean };

/** A log file that may still grow. */
export type Log = {
  readonly task: TaskId;
  readonly attempt: number;
  /** What an agent that prints a stream for programs says in words is its log; `stream` and `errors` are as it printed them. */
  readonly kind: "agent" | "checks" | "stream" | "errors";
  readonly path: string;
};

/** One thing `doctor` looked at. */
export type Finding = {
  readonly level: "ok" | "warning" | "error";
  readonly about: string;
  readonly message: string;
  /** The command or edit that mends it. */
  readonly repair?: string;
};

/** What `audit` found of one task's proof. */
export type Audited = {
  readonly task: TaskId;
  readonly commit?: Oid;
  /** Every step of the proof that was recomputed. */
  readonly checked: readonly string[];
  /** What does not hold; empty means the proof is whole. */
  readonly wrong: readonly string[];
};

/** Something of ours that is no longer needed, and why it is safe to go. */
export type Leftover = {
  readonly kind: "worktree" | "ref" | "folder";
  readonly name: string;
  readonly because: string;
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

/** A command that was found or set up, and how it went where it was tried. */
export type Trial = {
  /** `setup`, or the check's name. */
  readonly name: string;
  readonly run: string;
  readonly dir?: string;
  /** The files that tell of it. */
  readonly because: string;
  readonly outcome: "passed" | "failed" | "not_run";
  readonly seconds: number;
  /** Why it did not pass, in one line. */
  readonly why?: string;
  readonly repair?: string;
};

/** Commands being tried out, one after another. */
export type TrialStep =
  | { readonly kind: "begins"; readonly name: string; readonly run: string }
  | { readonly kind: "ended"; readonly trial: Trial };

/** An agent that `init` offers, and what it is for. */
export type PackAgent = { readonly name: string; readonly purpose: string };

/** How `init` left the repository, or would leave it. */
export type Initialised = {
  readonly target: string;
  /** The commit that was looked at; none where nothing was ever committed. */
  readonly commit?: Oid;
  readonly setup?: Trial;
  readonly checks: readonly Trial[];
  /** Files that were written, or would be. */
  readonly written: readonly string[];
  /** Files that were there and stay as they are. */
  readonly kept: readonly string[];
  /** Agents of the starter pack that were written, or would be. */
  readonly agents: readonly PackAgent[];
  /** What may be spent, in US dollars. */
  readonly caps: Config["caps"];
  /** Lines that a `traffic.yaml` which is there lacks. */
  readonly lacking: readonly string[];
  /** What a person should know. */
  readonly notices: readonly string[];
  /** Programs of agents that are installed here. */
  readonly programs: readonly Program[];
  /** The text of `traffic.yaml` that was or would be written. */
  readonly config: string;
  /** What to do next, in order. */
  readonly next: readonly string[];
  readonly committed?: Oid;
};

/** What `init` may do. */
export type InitRequest = {
  /** Try the commands out. */
  readonly run: boolean;
  /** Write files. */
  readonly write: boolean;
  /** The caps to be written, where they shall not be the usual ones. */
  readonly caps: Partial<Config["caps"]>;
  /** Whether the starter pack of agents is written; asked only where there is no agent's file yet. */
  readonly agents: boolean | ((pack: readonly PackAgent[], signal: AbortSignal) => Promise<boolean>);
  /** For work that leaves by pull request: the version of TrafficControl that judges it at GitHub. */
  readonly github?: string;
  readonly commit: boolean;
  readonly signal: AbortSignal;
  readonly onStep: (step: TrialStep) => void;
};

/** The program of a driver, as it is installed here. */
export type Program = { readonly driver: DriverName; readonly name: string; readonly version: string };

/** Who pays for the models of a driver. */
export type Payer =
  | {
      readonly kind: "key";
      readonly driver: DriverName;
      /** The name of the environment variable that holds the key. */
      readonly from: string;
      /** The key's last four characters. */
      readonly ends: string;
      /** The service's host, where it is known. */
      readonly at?: string;
    }
  /** Whoever is signed in with its program: often a subscription, whose dollars are notional. */
  | { readonly kind: "program"; readonly driver: DriverName; readonly program: string }
  | { readonly kind: "nobody"; readonly driver: DriverName; readonly why: string; readonly repair: string };

/** What has happened since a feed was last looked at. */
export type News = {
  readonly events: readonly Stamped[];
  /** The entities that may be otherwise; `all` where the state was read anew. */
  readonly touched: readonly EntityRef[] | "all";
  /** Anything at all: events, the files, or whether an engine runs. */
  readonly changed: boolean;
};

/** A moment in milliseconds since the epoch, or the event with a number: what comes after it has not happened yet. */
export type Past = { readonly at: number } | { readonly seq: number };

/** The fleet for a face that stays open: as the journal tells it, and as the files do while no engine runs. */
export type Feed = {
  /** As of the last look. */
  readonly state: State;
  readonly engine: EngineStatus;
  readonly problems: readonly Problem[];
  /** As the checkout's files say now, of the past too: what was planned then is not kept. */
  readonly roadmaps: readonly Roadmap[];
  readonly root: string;
  /** The last events before the feed was opened, oldest first. */
  readonly recent: readonly Stamped[];
  /** The moment it stays at, where it shows the past. */
  readonly past?: number;
  look(): Promise<News>;
  /** Calls once, when something may have been written since: for who looks seldom. Returns how to call it off. */
  whenWritten(call: () => void): () => void;
  /** Where a log of an attempt is, or will be. */
  logFile(attempt: AttemptKey, of: "agent" | "checks"): string;
  close(): void;
};

/** How things stand, with what is left in git of every attempt. */
export type Foresight = Pick<Survey, "state" | "now"> & {
  readonly past: PastWork;
  readonly roadmaps: readonly Roadmap[];
};

/** How a run ended: nothing more happens by itself, or it was told to stop. */
export type RunEnd = "quiet" | "stopped";

/** What a face can see and do. The composition root makes it; faces own no facts. */
export type Doors = {
  survey(): Promise<Survey>;
  /** The same, with what the results in git teach now, also where no engine runs that would know. */
  learned(): Promise<Survey>;
  /** The same, with all that forecasts are made of. */
  foresee(): Promise<Foresight>;
  /** What is left to cost and take, reckoned in a process of its own: whoever asks goes on meanwhile. */
  ahead(): Promise<Ahead>;
  /** The fleet as it goes on, or as it was. */
  feed(past?: Past): Promise<Feed>;
  /** Events after `seq`, oldest first, at most `limit`; negative `seq` counts from the end. */
  events(seq: number, limit: number): Promise<readonly Stamped[]>;
  /** Events of some kinds at or after a moment in milliseconds since the epoch, oldest first. */
  happened(since: number, kinds: readonly Event["kind"][]): Promise<readonly Stamped[]>;
  /** What each of these attempts had used before a moment, as far as it was told. */
  metersAt(moment: number, attempts: readonly Began[]): Promise<ReadonlyMap<AttemptKey, Meter>>;
  /** When a commit was made, in milliseconds since the epoch; undefined where the name means none. */
  commitTime(name: string): Promise<number | undefined>;
  wish(wish: Wish): Promise<Answer>;
  /** Asks for a task's attempt and waits until it is the person's, or `signal` says stop. `onWait` is told what it waits for. */
  take(
    task: TaskId,
    told: { readonly signal: AbortSignal; readonly onWait: (why: string) => void },
  ): Promise<Taking>;
  /** The person's shell in the worktree of an attempt that is theirs, until they leave it. */
  openShell(taken: Taken): Promise<void>;
  /** The file of every task by its id, told from the names alone: none of them is read. */
  taskFiles(): Promise<ReadonlyMap<TaskId, string>>;
  /** What one task's file says now. */
  readTask(file: string): Promise<Task>;
  /** Changes only the named keys of a task's file. */
  edit(task: Task, keys: Readonly<Record<string, unknown>>): Promise<void>;
  add(draft: Draft): Promise<{ readonly id: TaskId; readonly file: string }>;
  /** Work that lies about and is none of ours. */
  lookAbout(): Promise<Lying>;
  /** Makes a task of it. The person's worktrees, indexes and branches stay as they are. */
  adopt(request: AdoptRequest): Promise<Adopted>;
  /** Makes tasks of what is written elsewhere. */
  import(request: ImportRequest): Promise<Imported>;
  /** Opens an issue at GitHub for a task, once, and writes down where it is. */
  openIssue(task: Task): Promise<OpenedIssue>;
  /** Opens a file in the person's editor and waits. */
  openEditor(file: string): Promise<void>;
  /** Opens a page of the web in the person's browser; does not wait. */
  openPage(url: string): Promise<void>;
  /** Runs the fleet, or follows the engine that does, until nothing is left or `signal` says stop. With `forever` it stays. */
  run(request: {
    readonly signal: AbortSignal;
    readonly forever: boolean;
    /** Told the events of every step, with the state after it. `following` names the engine that does the work, if not this one. */
    readonly onEvents: (events: readonly Stamped[], state: State, following?: number) => void;
    readonly onProblems: (problems: readonly Problem[]) => void;
    /** Something a person should know that is no event. */
    readonly onTrouble: (message: string) => void;
  }): Promise<RunEnd>;
  /** Starts an engine in the background; the running one where there is one. */
  up(): Promise<{ readonly pid: number; readonly already: boolean }>;
  /** Ends the background engine; its attempts are taken up again at the next start. With `now`, all that runs is ended within seconds, whoever started it. */
  down(now: boolean): Promise<{ readonly stopped: boolean }>;
  /** Who would pay for the models of drivers in a run started here. */
  payers(drivers: readonly DriverName[]): Promise<readonly Payer[]>;
  logs(task: TaskId, attempt?: number): Promise<readonly Log[]>;
  diff(task: TaskId, attempt?: number): Promise<string>;
  /** What an attempt's agent did, tool by tool, as far as it tells. */
  actions(task: TaskId, attempt: number): Promise<readonly Action[]>;
  /** The worktree an attempt works in. */
  path(task: TaskId): Promise<string | undefined>;
  /** Runs the checks of a task (or the repository's own) on the task's last work, or on the target's tip. */
  verify(task: TaskId | undefined): Promise<Verified>;
  /** Judges what is checked out, from its base: the commit named, else what CI tells. */
  judge(base: string | undefined): Promise<Judgement>;
  audit(task?: TaskId): Promise<readonly Audited[]>;
  /** Looks at everything a run relies on; with `run`, tries setup and checks out too. `undefined` when it was stopped. */
  doctor(
    request: Pick<InitRequest, "run" | "signal" | "onStep"> & {
      /** Ask GitHub whether work may leave by pull request. */
      readonly github: boolean;
    },
  ): Promise<readonly Finding[] | undefined>;
  /** What could go; with `remove`, it goes. */
  clean(remove: boolean): Promise<readonly Leftover[]>;
  /** Sets the repository up. `undefined` when it was stopped: then nothing was written. */
  init(request: InitRequest): Promise<Initialised | undefined>;
};

/** Something a person got wrong, or that stands in the way: printed without a stack, exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
