import { mkdirSync } from "node:fs";
import type { Config } from "../core/config.ts";
import type { Stamped } from "../core/event.ts";
import { isQuiet } from "../core/quiet.ts";
import type { State } from "../core/state.ts";
import type { Task } from "../core/task.ts";
import { Engine } from "../engine/engine.ts";
import type { Problem } from "../core/problem.ts";
import type { Hands } from "../engine/ports/hands.ts";
import type { News } from "../engine/ports/news.ts";
import { isWriting, standsOn } from "../git/glance.ts";
import type { Repository } from "../git/repository.ts";
import { remoteHands, type RemoteHands } from "../host/remote.ts";
import { openIntentBox } from "../journal/intents.ts";
import { type CompactableJournal, openJournal } from "../journal/journal.ts";
import { tryLock } from "../journal/lock.ts";
import { openJournalReader } from "../journal/reader.ts";
import { openStore, type Store } from "../store/store.ts";
import type { Tree } from "../store/tree.ts";
import { answerWhoAsks } from "./answering/answer.ts";
import { awakeHere, localDay, systemClock } from "./clock.ts";
import { filesIn } from "./files.ts";
import { watchPayers } from "./payers.ts";
import { putAside } from "./put-aside.ts";
import { shortener } from "./shorten.ts";
import { followStashes } from "./put-away.ts";
import { watchVitals } from "./vitals.ts";
import type { HostSettings } from "./host.ts";

/** What is told of a running fleet. */
export type Told = {
  readonly onEvents: (events: readonly Stamped[], state: State) => void;
  readonly onProblems: (problems: readonly Problem[]) => void;
  /** Something a person should know that is no event: a journal put aside, a target that cannot be seen. */
  readonly onTrouble: (message: string) => void;
};

/** A fleet whose engine is in this process. */
export type Fleet = {
  readonly engine: Engine;
  /** Whether files and target have been seen: before that nothing begins. */
  seen(): boolean;
  /** True once they have been, and nothing more happens by itself. */
  quiet(): boolean;
  close(): Promise<void>;
};

type Start = {
  readonly repository: Repository;
  /** The program that is the host when started with `host` and its settings. */
  readonly entry: string;
  /** As the checkout's `traffic.yaml` has it: where to look first. */
  readonly config: Config;
  readonly told: Told;
};

/** Wishes reach the engine at least once and are dropped when it has heard them. */
const listenToWishes = (state: string, engine: Engine): (() => void) => {
  const box = openIntentBox(state);
  const hear = (): void =>
    engine.receive(...box.waiting().map((intent) => ({ kind: "intent", intent }) as const));
  const unlisten = engine.listen((events) => {
    const heard = events.flatMap(({ event }) => (event.kind === "intent.heard" ? [event.id] : []));
    if (heard.length > 0) box.drop(heard);
  });
  const unwatch = box.watch(hear);
  hear();
  return () => {
    unlisten();
    unwatch();
    box.close();
  };
};

const placeOf = ({ target, folders }: HostSettings): string => JSON.stringify([target, folders]);

/** What a host is started with: where it works, and the target as far as the engine knows it. */
const hostSettings = (
  { repository, entry }: Start,
  { target, folders }: Config,
  known: State["fleet"]["target"],
): HostSettings => {
  const branch = target ?? known?.branch;
  return {
    repository,
    entry,
    folders,
    ...(branch === undefined ? {} : { target: branch }),
    ...(known === undefined ? {} : { since: known.tip }),
  };
};

/** Keeps a host that observes the target and the folders that the documents name; where these change, another one. */
const keepHost = (start: Start, news: (news: News) => void) => {
  let current: { readonly place: string; readonly hands: RemoteHands } | undefined;
  const log = filesIn(start.repository.state).hostLog;
  putAside(log);
  const begin = (settings: HostSettings): void => {
    void current?.hands.close();
    const args = ["host", JSON.stringify(settings)];
    current = { place: placeOf(settings), hands: remoteHands({ entry: start.entry, args, log, news }) };
  };
  return {
    begin,
    follow: (settings: HostSettings): void => {
      if (current?.place !== placeOf(settings)) begin(settings);
    },
    hands: {
      start: (...order: Parameters<Hands["start"]>) => {
        if (current === undefined) throw new Error("an order came before there was a host");
        return current.hands.start(...order);
      },
    },
    close: async (): Promise<void> => current?.hands.close(),
  };
};

/** Tells the engine each day as it begins, where its time zone has midnight: budgets are by day and week. */
const tellDays = (engine: Engine): (() => void) => {
  let callOff = (): void => {};
  const tell = (): void => {
    callOff();
    const day = localDay(systemClock.now(), engine.state.fleet.config.timeZone);
    engine.receive({ kind: "day", ...day });
    callOff = systemClock.wake(day.until, tell);
  };
  const unlisten = engine.listen((events) => {
    if (events.some(({ event }) => event.kind === "config.changed")) tell();
  });
  tell();
  return () => {
    unlisten();
    callOff();
  };
};

/** Tells the engine what the machine has left, while it asks for that. */
const tellVitals = (engine: Engine): (() => void) =>
  watchVitals((vitals) => {
    if (engine.state.fleet.config.slots.auto === true) engine.receive({ kind: "machine", vitals });
  });

/** Tells the engine which drivers cannot work here: their programs may come and go while it runs. */
const tellPayers = (engine: Engine): (() => void) =>
  watchPayers((unpaid) => engine.receive({ kind: "payers", unpaid }));

/** Tells what the machine's clock says, what it has left, and what is there to work with. */
const tellSurroundings = (engine: Engine): readonly (() => void)[] => [
  tellDays(engine),
  tellVitals(engine),
  tellPayers(engine),
  awakeHere().listen((gap) => engine.receive({ kind: "gap", gap })),
];

/** What counts beside what was never committed, while the checkout is elsewhere. */
const treeIn = (news: Extract<News, { kind: "definitions" }>): Tree | undefined =>
  news.from === "tree" ? { files: new Map(news.files), committed: new Set(news.committed) } : undefined;

type Documents = {
  /** While definitions come from the target's tree. */
  readonly tree: Tree | undefined;
  readonly onConfig: (config: Config) => void;
  readonly onProblems: (problems: readonly Problem[]) => void;
  readonly keeps: (task: Task, shown?: number) => boolean;
};

const openDefinitions = (
  start: Start,
  engine: Engine,
  { tree, onConfig, onProblems, keeps }: Documents,
): Store =>
  openStore({
    root: start.repository.checkout,
    index: filesIn(start.repository.state).index,
    clock: systemClock,
    known: engine.state.tasks,
    ...(tree === undefined ? {} : { tree }),
    diskCounts: () => {
      const branch = engine.state.fleet.config.target ?? engine.state.fleet.target?.branch;
      return branch === undefined || standsOn(start.repository, branch);
    },
    isMoving: () => isWriting(start.repository),
    keeps,
    onChange: ({ inputs, problems }) => {
      engine.receive(...inputs);
      onProblems(problems);
      for (const input of inputs) if (input.kind === "config") onConfig(input.config);
    },
  });

/** Keeps the documents in sight, once the host has told which of them count. */
const keepDocuments = (start: Start, engine: Engine, onConfig: (config: Config) => void) => {
  let store: Store | undefined;
  let problems: readonly Problem[] | undefined;
  const onProblems = (found: readonly Problem[]): void => {
    problems = found;
    start.told.onProblems(found);
  };
  const stashes = followStashes(() => engine.state, start.told.onTrouble);
  return {
    hear: (news: News): void => {
      if (news.kind === "stashed") stashes.hear(news);
      if (news.kind !== "definitions") return;
      const documents = { tree: treeIn(news), onConfig, onProblems, keeps: stashes.keeps };
      if (store === undefined) store = openDefinitions(start, engine, documents);
      else store.useTree(documents.tree);
    },
    /** What is wrong with them; undefined before they have been read. */
    problems: () => problems,
    settled: async (): Promise<void> => store?.settled(),
    close: async (): Promise<void> => store?.close(),
  };
};

/** The target as the journal has it, before that is looked through. */
const lastTarget = (state: string): State["fleet"]["target"] => {
  const reader = openJournalReader(filesIn(state).journal);
  try {
    return reader?.fleet()?.target;
  } catch {
    return undefined;
  } finally {
    reader?.close();
  }
};

/** Opens the journal while the host begins with what it says of the target: one takes as long as the other. */
const openOwnJournal = (start: Start, host: ReturnType<typeof keepHost>): CompactableJournal => {
  const { config, repository, told } = start;
  host.begin(hostSettings(start, config, lastTarget(repository.state)));
  const { journal, moved } = openJournal(filesIn(repository.state).journal);
  if (moved !== undefined) {
    told.onTrouble(`the journal was damaged (${moved.why}) and put aside as ${moved.to}`);
    host.begin(hostSettings(start, config, undefined));
  }
  return journal;
};

/**
 * Starts the fleet of a repository in this process; undefined when another engine holds it. Nothing is claimed before
 * the target has been seen and the files that count there have been read.
 */
export const startFleet = (start: Start): Fleet | undefined => {
  const { repository, told } = start;
  mkdirSync(repository.state, { recursive: true });
  const lock = tryLock(filesIn(repository.state).engineLock);
  if (lock === undefined) return undefined;
  let seen = false;
  const host = keepHost(start, (news) => hear(news));
  let journal: CompactableJournal;
  try {
    journal = openOwnJournal(start, host);
  } catch (error) {
    void host.close();
    lock.release();
    throw error;
  }
  const engine = new Engine({ journal, clock: systemClock, hands: host.hands }, journal.load());
  const documents = keepDocuments(start, engine, (config) =>
    host.follow(hostSettings(start, config, engine.state.fleet.target)),
  );
  const hear = (news: News): void => {
    if (news.kind === "trouble") told.onTrouble(news.message);
    if (news.kind === "target" || news.kind === "tallies") engine.receive(news);
    documents.hear(news);
    seen ||= news.kind === "target" && documents.problems() !== undefined;
  };
  const ends = [
    engine.listen(shortener(journal)),
    engine.listen((events) => told.onEvents(events, engine.state)),
    listenToWishes(repository.state, engine),
    ...tellSurroundings(engine),
    answerWhoAsks(start, {
      caughtUp: () => documents.settled().then(() => engine.settled()),
      seen: () => (seen ? { state: engine.state, problems: documents.problems() ?? [] } : undefined),
    }),
  ];
  // Whatever happened at GitHub meanwhile is looked at.
  engine.receive({ kind: "unsure" }, { kind: "pulls", tasks: "all" });
  return {
    engine,
    seen: () => seen,
    quiet: () => seen && engine.idle && isQuiet(engine.state, systemClock.now()),
    close: async () => {
      await engine.stop();
      for (const end of ends) end();
      await documents.close();
      await host.close();
      journal.close();
      lock.release();
    },
  };
};
