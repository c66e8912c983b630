import { watch } from "node:fs";
import type { Stamped } from "../../core/event.ts";
import { LiveState } from "../../core/live.ts";
import type { Feed, News, Past } from "../../faces/doors/feed.ts";
import type { EngineStatus, Survey } from "../../faces/doors/survey.ts";
import type { JournalReader } from "../../engine/ports/journal.ts";
import { openJournalReader } from "../../journal/reader.ts";
import type { Roadmap } from "../../core/roadmap.ts";
import { lastProblems } from "../../store/look.ts";
import { configFile } from "../../store/defaults.ts";
import { systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import { FileWatch } from "./file-watch.ts";
import { logFile } from "./log-file.ts";
import { openFollower, type Follower } from "./follow.ts";
import type { Opened } from "./opened.ts";
import { readEvents } from "./events.ts";
import { before, teller } from "./past.ts";
import { engineStatus, survey } from "./survey.ts";

/** How often is looked whether an engine runs, in milliseconds. */
const engineEvery = 1000;
/** How often is read what is wrong with the files while an engine looks at them, in milliseconds. */
const problemsEvery = 10_000;
const nothing: News = { events: [], touched: [], changed: false };

const isSameEngine = (a: EngineStatus, b: EngineStatus): boolean =>
  a.running === b.running && (!a.running || !b.running || a.pid === b.pid);

type LogName = Parameters<Feed["logFile"]>;

/** Tells whether the journal was written to: other commands do that where no engine runs. */
class JournalWatch {
  readonly #path: string;
  #reader: JournalReader | undefined;
  #seq = 0;

  constructor(path: string) {
    this.#path = path;
    this.#open();
  }

  #open(): void {
    this.#reader = openJournalReader(this.#path);
    this.#seq = this.#reader?.last(1)[0]?.seq ?? 0;
  }

  /** Whether there is more in it than when the watch began. */
  isWritten(): boolean {
    if (this.#reader === undefined) this.#open();
    else return this.#reader.after(this.#seq, 1).length > 0;
    return this.#reader !== undefined;
  }

  close(): void {
    this.#reader?.close();
  }
}

/** Where the state comes from: the journal of an engine that runs, or the files while none does. */
type Source = Pick<Survey, "engine" | "problems"> & {
  readonly state: () => LiveState | Survey["state"];
  readonly follower?: Follower;
};

const openSource = async (opened: Opened): Promise<Source> => {
  const engine = engineStatus(opened);
  const follower = engine.running ? openFollower(opened) : undefined;
  if (follower !== undefined) return { engine, follower, problems: [], state: () => follower.state };
  const { state, problems, engine: now } = await survey(opened);
  return { engine: now, problems, state: () => state };
};

/** Follows the engine's journal while one runs, and the files and the journal while none does. */
class LiveFeed implements Feed {
  readonly #opened: Opened;
  #source: Source;
  #files: FileWatch | undefined;
  #journal: JournalWatch | undefined;
  #lookedAt: number;
  #problemsAt = 0;
  readonly root: string;
  readonly recent: readonly Stamped[];
  #plans: FileWatch | undefined;
  #isPlanless = true;
  roadmaps: readonly Roadmap[] = [];

  constructor(opened: Opened, source: Source) {
    this.#opened = opened;
    this.#source = source;
    this.#lookedAt = systemClock.now();
    this.root = opened.repository.checkout;
    this.recent = readEvents(opened, -before, before);
    this.#settle();
  }

  get state() {
    return this.#source.state();
  }

  get engine() {
    return this.#source.engine;
  }

  get problems() {
    return this.#source.problems;
  }

  async look(): Promise<News> {
    const now = systemClock.now();
    const { follower } = this.#source;
    // Roadmaps are read after the first picture: their parser takes longer to load than all that it shows.
    if (this.#isPlanless) return this.#readPlans();
    if (now - this.#lookedAt >= engineEvery) {
      this.#lookedAt = now;
      if (this.#plans?.take() === true) return this.#readPlans();
      if (!isSameEngine(engineStatus(this.#opened), this.engine)) return this.#anew();
      if (follower !== undefined && now - this.#problemsAt >= problemsEvery) this.#readProblems(now);
    }
    if (follower !== undefined) return catchUp(follower);
    return this.#isWritten() ? this.#anew() : nothing;
  }

  whenWritten(call: () => void): () => void {
    return watchOnce(this.#opened.repository.state, call);
  }

  logFile(...log: LogName): string {
    return logFile(this.#opened, ...log);
  }

  close(): void {
    this.#source.follower?.close();
    this.#files?.close();
    this.#journal?.close();
    this.#plans?.close();
  }

  /** What is wrong with the files is read after the first picture, and seldom: nobody waits for it. */
  #readProblems(now: number): void {
    this.#problemsAt = now;
    const problems = lastProblems(filesIn(this.#opened.repository.state).index) ?? [];
    this.#source = { ...this.#source, problems };
  }

  #isWritten(): boolean {
    const isFile = this.#files?.take() === true;
    return this.#journal?.isWritten() === true || isFile;
  }

  /** Reads everything again: an engine came or went, or something was written while none runs. */
  async #anew(): Promise<News> {
    const { seq } = this.state;
    this.close();
    this.#source = await openSource(this.#opened);
    this.#settle();
    return { events: readEvents(this.#opened, seq, before), touched: "all", changed: true };
  }

  async #readPlans(): Promise<News> {
    const { readRoadmaps } = await import("../../store/roadmaps.ts");
    this.#isPlanless = false;
    const { folders } = this.state.fleet.config;
    this.#plans?.close();
    this.#plans = new FileWatch(this.root, [folders.roadmaps]);
    this.roadmaps = readRoadmaps(this.root, folders);
    return { events: [], touched: [], changed: true };
  }

  #settle(): void {
    this.#isPlanless = true;
    const { folders } = this.state.fleet.config;
    const names = [folders.tasks, folders.agents, folders.roadmaps, configFile];
    const isFollowing = this.#source.follower !== undefined;
    // An engine watches the files itself.
    this.#files = isFollowing ? undefined : new FileWatch(this.root, names);
    this.#journal = isFollowing
      ? undefined
      : new JournalWatch(filesIn(this.#opened.repository.state).journal);
  }
}

/** Calls once, when the journal is next written to; never where it cannot be watched. */
const watchOnce = (folder: string, call: () => void): (() => void) => {
  try {
    const watcher = watch(folder, (_, name) => {
      if (name?.startsWith("journal.db") !== true) return;
      watcher.close();
      call();
    });
    watcher.on("error", () => {});
    return () => watcher.close();
  } catch {
    return () => {};
  }
};

const catchUp = (follower: Follower): News => {
  const caught = follower.catchUp();
  return caught.events.length === 0 ? nothing : { ...caught, changed: true };
};

const tell = teller();

const toldUpTo = (opened: Opened, past: Past): ReturnType<typeof tell> => {
  const reader = openJournalReader(filesIn(opened.repository.state).journal);
  if (reader === undefined) return { state: new LiveState(), recent: [] };
  try {
    return tell(reader, past);
  } finally {
    reader.close();
  }
};

/** The fleet for a face that stays open; with a moment, as it was then. */
export const openFeed = async (opened: Opened, past: Past | undefined): Promise<Feed> => {
  if (past === undefined) return new LiveFeed(opened, await openSource(opened));
  const { state, recent } = toldUpTo(opened, past);
  const { readRoadmaps } = await import("../../store/roadmaps.ts");
  return {
    state,
    recent,
    past: "at" in past ? past.at : (recent.at(-1)?.at ?? 0),
    engine: { running: false },
    problems: [],
    roadmaps: readRoadmaps(opened.repository.checkout, state.fleet.config.folders),
    root: opened.repository.checkout,
    look: async () => nothing,
    whenWritten: () => () => {},
    logFile: (...log) => logFile(opened, ...log),
    close: () => {},
  };
};
