import type { Action } from "../../core/action.ts";
import type { AttemptKey } from "../../core/attempt.ts";
import type { DriverName } from "../../core/drivers.ts";
import type { Event, Stamped } from "../../core/event.ts";
import type { Wish } from "../../core/input.ts";
import type { Meter } from "../../core/meter.ts";
import type { Problem } from "../../core/problem.ts";
import type { State } from "../../core/state.ts";
import type { Lying } from "../../core/stray.ts";
import type { Task, TaskId } from "../../core/task.ts";
import type { Began } from "../../engine/ports/journal.ts";
import type { Ahead } from "../../views/outlook.ts";
import type { Audited, Judgement, Log, Verified } from "./evidence.ts";
import type { Feed, Past } from "./feed.ts";
import type { Finding, InitRequest, Initialised, Leftover } from "./house.ts";
import type { Payer } from "./payer.ts";
import type { Answer, Taken, Taking } from "./stepping-in.ts";
import type { Foresight, Survey } from "./survey.ts";
import type { Added, AdoptRequest, Adopted, Draft, ImportRequest, Imported, OpenedIssue } from "./writing.ts";

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
  add(draft: Draft): Promise<Added>;
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
  /** Whether a run started here would bring along what signs in to GitHub. */
  signsIn(): Promise<boolean>;
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
