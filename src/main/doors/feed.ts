import { statSync, watch, type FSWatcher } from "node:fs";
import { join } from "node:path";
import type { Stamped } from "../../core/event.ts";
import { evolve } from "../../core/evolve.ts";
import { LiveState } from "../../core/live.ts";
import type { EngineStatus, Feed, News, Survey } from "../../faces/doors.ts";
import { UsageError } from "../../faces/doors.ts";
import { openJournalReader } from "../../journal/reader.ts";
import type { Roadmap } from "../../core/roadmap.ts";
import { configFile } from "../../store/defaults.ts";
import { readRoadmaps } from "../../store/roadmaps.ts";
import { systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import { logFile } from "./log-file.ts";
import { openFollower, type Follower } from "./follow.ts";
import type { Opened } from "./opened.ts";
import { readEvents } from "./events.ts";
import { engineStatus, survey } from "./survey.ts";

/** How often is looked whether an engine runs, in milliseconds. */
const engineEvery = 1000;
/** So many events are told of what was before. */
const before = 500;

const nothing: News = { events: [], touched: [], changed: false };

const isSameEngine = (a: EngineStatus, b: EngineStatus): boolean =>
  a.running === b.running && (!a.running || !b.running || a.pid === b.pid);

/** Tells whether files that a fleet is written in have changed since the last time it was asked. */
class FileWatch {
  readonly #watchers: FSWatcher[] = [];
  #isChanged = false;

  constructor(root: string, names: readonly string[]) {
    for (const name of names) this.#watch(join(root, name));
  }

  #watch(path: string): void {
    try {
      const watcher = watch(path, { recursive: true }, () => (this.#isChanged = true));
      watcher.on("error", () => {});
      this.#watchers.push(watcher);
    } catch {
      // It is not there: what is written later is seen when the journal changes or the room is opened again.
    }
  }

  take(): boolean {
    const was = this.#isChanged;
    this.#isChanged = false;
    return was;
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}

type LogName = Parameters<Feed["logFile"]>;

/** When the journal was last written to: other commands do that where no engine runs. */
const journalMark = (path: string): string => {
  const mark = (file: string): string => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat === undefined ? "" : `${stat.mtimeMs} ${stat.size}`;
  };
  return `${mark(path)} ${mark(`${path}-wal`)}`;
};

/** Follows the engine's journal while one runs, and the files and the journal while none does. */
class LiveFeed implements Feed {
  readonly #opened: Opened;
  #survey: Survey;
  #follower: Follower | undefined;
  #files: FileWatch | undefined;
  #mark = "";
  #lookedAt = 0;
  readonly recent: readonly Stamped[];
  #plans: FileWatch | undefined;
  roadmaps: readonly Roadmap[] = [];

  constructor(opened: Opened, first: Survey) {
    this.#opened = opened;
    this.#survey = first;
    this.recent = readEvents(opened, -before, before);
    this.#settle();
  }

  get state() {
    return this.#follower?.state ?? this.#survey.state;
  }

  get engine() {
    return this.#survey.engine;
  }

  get problems() {
    return this.#survey.problems;
  }

  get root() {
    return this.#survey.root;
  }

  async look(): Promise<News> {
    const now = systemClock.now();
    const isDue = now - this.#lookedAt >= engineEvery;
    if (isDue) {
      this.#lookedAt = now;
      if (this.#plans?.take() === true) return this.#readPlans();
      if (!isSameEngine(engineStatus(this.#opened), this.engine)) return this.#anew();
    }
    if (this.#follower !== undefined) return this.#catchUp(this.#follower);
    return this.#isWritten() ? this.#anew() : nothing;
  }

  logFile(...log: LogName): string {
    return logFile(this.#opened, ...log);
  }

  close(): void {
    this.#follower?.close();
    this.#files?.close();
    this.#plans?.close();
  }

  #catchUp(follower: Follower): News {
    const was = follower.state;
    const events = follower.catchUp();
    if (events.length === 0) return nothing;
    const { state } = follower;
    const touched = state.drainTouched();
    return { events, touched: state === was ? touched : "all", changed: true };
  }

  #isWritten(): boolean {
    const isFile = this.#files?.take() === true;
    return journalMark(filesIn(this.#opened.repository.state).journal) !== this.#mark || isFile;
  }

  /** Reads everything again: an engine came or went, or something was written while none runs. */
  async #anew(): Promise<News> {
    const { seq } = this.state;
    this.#survey = await survey(this.#opened);
    this.#settle();
    return { events: readEvents(this.#opened, seq, before), touched: "all", changed: true };
  }

  #readPlans(): News {
    this.roadmaps = readRoadmaps(this.root, this.state.fleet.config.folders);
    return { events: [], touched: [], changed: true };
  }

  #settle(): void {
    this.close();
    const { running } = this.#survey.engine;
    this.#follower = running ? openFollower(this.#opened) : undefined;
    const { folders } = this.#survey.state.fleet.config;
    this.#plans = new FileWatch(this.root, [folders.roadmaps]);
    this.#readPlans();
    this.#files = running
      ? undefined
      : new FileWatch(this.root, [folders.tasks, folders.agents, folders.roadmaps, configFile]);
    this.#mark = journalMark(filesIn(this.#opened.repository.state).journal);
  }
}

/** So many events are read at a time while the past is told again. */
const piece = 5000;

/** The state at a moment, and the events up to it. */
const stateAt = (opened: Opened, at: number): { state: LiveState; recent: readonly Stamped[] } => {
  const state = new LiveState();
  const reader = openJournalReader(filesIn(opened.repository.state).journal);
  let recent: readonly Stamped[] = [];
  try {
    for (;;) {
      const events = reader?.after(state.seq, piece) ?? [];
      const first = events[0];
      if (first !== undefined && first.seq !== state.seq + 1)
        throw new UsageError(
          `The journal here begins with ${new Date(first.at).toISOString()}: what was before it has been put away.`,
        );
      const due = events.filter((event) => event.at <= at);
      for (const stamped of due) evolve(state, stamped);
      recent = [...recent, ...due].slice(-before);
      if (due.length < piece) return { state, recent };
    }
  } finally {
    reader?.close();
  }
};

/** The fleet for a face that stays open; with a moment, as it was then. */
export const openFeed = async (opened: Opened, past: number | undefined): Promise<Feed> => {
  if (past === undefined) return new LiveFeed(opened, await survey(opened));
  const { state, recent } = stateAt(opened, past);
  return {
    state,
    recent,
    past,
    engine: { running: false },
    problems: [],
    roadmaps: readRoadmaps(opened.repository.checkout, state.fleet.config.folders),
    root: opened.repository.checkout,
    look: async () => nothing,
    logFile: (...log) => logFile(opened, ...log),
    close: () => {},
  };
};
