import type { Config } from "../core/config.ts";
import type { Problem } from "../core/problem.ts";
import { openCache } from "./cache.ts";
import { configFile, machineDefaults } from "./defaults.ts";
import { findFile } from "./disk.ts";
import { isStale, type Entry } from "./entry.ts";
import { openLibrary, type Library, type Look, type Place, type Unread } from "./library.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Tree } from "./tree.ts";

/** Reads files as they are now. */
export type Read = (files: readonly Unread[]) => readonly Entry[];

/** Takes all steps of a look in one go. */
export const lookAtOnce = <T>(look: Look<T>, read: Read): T => {
  let step = look.next([]);
  while (step.done !== true) step = look.next(read(step.value));
  return step.value;
};

type Shelve = (root: string, files: readonly Unread[], now: number) => readonly Entry[];

const nothing: Shelve = () => [];

/** Parsers are loaded only where there is something to read: that takes longer than everything else. */
const parsersFor = async (files: readonly Unread[]): Promise<Shelve> => {
  if (files.length === 0) return nothing;
  const areTasks = files.every(({ kind }) => kind === "task");
  return areTasks ? (await import("./shelve-tasks.ts")).shelveTasks : (await import("./shelf.ts")).shelve;
};

/** The documents of a repository as they are found now. */
export type Found = {
  /** Tells what is known of the files from all else that was ever known of them; undefined where they have just changed. */
  readonly mark: string | undefined;
  /** What they say. */
  readonly read: () => Promise<Snapshot>;
  /** What a tree says, with those of the files that belong to no branch. */
  readonly readBeside: (tree: Tree) => Promise<Snapshot>;
};

/** With so many files to read, whatever is optimised for it comes too late to be of use. */
const many = 1000;

/** Making optimised code takes a fifth of such a look, and of all that follows it. A program that goes on has it made a little later. */
const optimiseLater = async (): Promise<void> => {
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--no-opt");
  setTimeout(() => setFlagsFromString("--opt"), 2000).unref();
};

const scanNow = async (library: Library, { root }: Place, now: number): Promise<void> => {
  const look = library.scan(now);
  let unread = 0;
  let step = look.next([]);
  while (step.done !== true) {
    if (unread < many && (unread += step.value.length) >= many) await optimiseLater();
    const shelve = await parsersFor(step.value);
    step = look.next(shelve(root, step.value, now));
  }
};

/** Looks at the documents of a repository; `now` is in milliseconds since the epoch. What they say is put together when asked. */
export const findDocuments = async (place: Place, now: number): Promise<Found> => {
  const library = openLibrary(place);
  const before = library.mark();
  await scanNow(library, place, now);
  const sound = async (): Promise<Library> => {
    if (library.isSound()) return library;
    const anew = openLibrary(place);
    await scanNow(anew, place, now);
    return anew;
  };
  return {
    mark: library.mark() === before ? before : undefined,
    read: async () => (await sound()).snapshot(),
    readBeside: async (tree) => {
      const { besideTree, readTree } = await import("./tree.ts");
      return readTree(tree.files, new Map(), besideTree(tree, (await sound()).sayings())).snapshot;
    },
  };
};

/** What the documents of a repository say now; `now` is in milliseconds since the epoch. */
export const loadSnapshot = async (place: Place, now: number): Promise<Snapshot> =>
  (await findDocuments(place, now)).read();

/** What `traffic.yaml` says now and what is wrong with it, without a look at any other document. */
export const loadConfig = async (
  { root, index }: Place,
  now: number,
): Promise<{ readonly config: Config; readonly problems: readonly Problem[] }> => {
  const file = findFile(root, configFile);
  if (file === undefined) return { config: machineDefaults(), problems: [] };
  const last = openCache(index).load().entries.get(configFile);
  const unread: Unread = { kind: "config", file, last };
  const [read] = isStale(last, unread) ? (await parsersFor([unread]))(root, [unread], now) : [];
  const { value, problems = [] } = read ?? last ?? {};
  return { config: (value as Config | undefined) ?? machineDefaults(), problems };
};

/** What was wrong with the documents when they were last looked at; undefined where nothing is kept of that. */
export const lastProblems = (index: string): readonly Problem[] | undefined => openCache(index).problems();
