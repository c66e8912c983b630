import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../core/config.ts";
import type { Problem } from "../core/problem.ts";
import { openCache, type Cache } from "./cache.ts";
import { configFile, machineDefaults } from "./defaults.ts";
import { findFile, listFolder, type FoundFile, type FoundFolder } from "./disk.ts";
import type { Entries } from "./entries.ts";
import { isRacy, isStale, type Entry, type Kind, type Saying } from "./entry.ts";
import { configOf, kindOf, placesOf } from "./places.ts";
import { recheck, type Seen } from "./recheck.ts";
import { assemble, type Snapshot } from "./snapshot.ts";
import type { FolderSeen } from "./table.ts";

/** Where a repository is, and where a cache of its documents may be kept. */
export type Place = { readonly root: string; readonly index?: string };

/** A file that has to be read, and what was read of it before. */
export type Unread = { readonly kind: Kind; readonly file: FoundFile; readonly last: Entry | undefined };

/**
 * A look at files, a few milliseconds at a time: each step names files that have to be read, and the next one is given
 * their entries. Whoever takes the steps decides how they are read and what happens between them.
 */
export type Look<T> = Generator<readonly Unread[], T, readonly Entry[]>;

/** The documents of one repository, kept in memory and brought up to date on demand. One look at a time. */
export type Library = {
  /** Looks at every file; `now` is in milliseconds since the epoch. */
  scan(now: number): Look<void>;
  /** Looks at some files only; answers false when that is not enough and a scan is due. */
  check(paths: readonly string[]): Look<boolean>;
  snapshot(): Snapshot;
  /** What each file says, in the order of their paths. */
  sayings(): readonly Saying[];
  /** Whether what was kept of earlier looks can be read at all. Where it cannot, nothing is kept any more: open it again. */
  isSound(): boolean;
  /** Tells what is kept of the files now from all that ever was kept; undefined where nothing is. */
  mark(): string | undefined;
};

/** So many files are read in one step. */
const slice = 32;

type Survey = {
  readonly seen: Seen[];
  readonly problems: Problem[];
  /** Every folder walked; undefined where their stamps would not tell all. */
  folders: FoundFolder[] | undefined;
};

/** Every document below the folders, and what stands in the way of others. */
function* survey(root: string, folders: Config["folders"]): Generator<readonly [], Survey> {
  const found: Survey = { seen: [], problems: [], folders: [] };
  for (const [kind, folder] of placesOf(folders)) {
    const listing = yield* listFolder({ root, folder, others: Object.values(folders) });
    for (const file of listing.files) found.seen.push({ kind, file });
    found.problems.push(...listing.problems);
    found.folders = listing.folders && found.folders?.concat(listing.folders);
  }
  return found;
}

/** A link has to be judged together with where it leads; so has a file that vanishes meanwhile. */
const isPlain = (root: string, path: string): boolean => {
  try {
    return realpathSync(join(root, path)) === join(realpathSync(root), path);
  } catch {
    return false;
  }
};

/** The documents among some paths, and those that are gone; nothing where only a survey can tell. */
const lookUp = (
  root: string,
  paths: readonly string[],
  folders: Config["folders"],
): { seen: Seen[]; gone: string[] } | undefined => {
  const seen: Seen[] = [];
  const gone: string[] = [];
  for (const path of paths) {
    const kind = kindOf(path, folders);
    const file = kind === undefined ? undefined : findFile(root, path);
    if (kind === "config" || (file !== undefined && !isPlain(root, path))) return undefined;
    if (kind !== undefined && file !== undefined) seen.push({ kind, file });
    else if (kind !== undefined) gone.push(path);
  }
  return { seen, gone };
};

/** What is known of the files. */
type Known = {
  readonly root: string;
  readonly cache: Cache;
  readonly entries: Entries;
  /** As of the last look at all of them; undefined where only such a look tells what is there. */
  folders: readonly FolderSeen[] | undefined;
  /** The folders as the cache has them. */
  kept: readonly FolderSeen[] | undefined;
  /** What stood in the way of the last look. */
  problems: readonly Problem[];
  /** What the entries say, until they say something else. */
  assembled: Snapshot | undefined;
};

const isStaleIn =
  ({ entries }: Known) =>
  (one: Seen): boolean =>
    isStale(entries.get(one.file.path), one);

/** Has read what may have changed, takes out what is gone, and keeps that for the next start. */
function* update(known: Known, seen: readonly Seen[], gone: readonly string[]): Look<void> {
  const { cache, entries, folders } = known;
  const set: Entry[] = [];
  for (let at = 0; at < seen.length; at += slice) {
    const part = seen.slice(at, at + slice);
    const fresh = yield part.map((one) => ({ ...one, last: entries.get(one.file.path) }));
    for (const entry of fresh) entries.set(entry);
    set.push(...fresh);
    known.assembled = undefined;
  }
  for (const path of gone) entries.delete(path);
  if (gone.length > 0) known.assembled = undefined;
  if (set.length + gone.length > 0 || folders !== known.kept) cache.save({ entries, folders }, { set, gone });
  known.kept = folders;
}

/** A new configuration may put documents elsewhere. */
function* lookAtConfig(known: Known): Look<void> {
  const file = findFile(known.root, configFile);
  const seen: Seen[] = file === undefined ? [] : [{ kind: "config", file }];
  const stale = seen.filter(isStaleIn(known));
  const gone = file === undefined && known.entries.has(configFile) ? [configFile] : [];
  if (stale.length + gone.length > 0) known.folders = undefined;
  yield* update(known, stale, gone);
}

function* lookEverywhere(known: Known, now: number): Look<void> {
  const { root, entries } = known;
  const found = yield* survey(root, configOf(entries).folders);
  if (known.problems.length + found.problems.length > 0) known.assembled = undefined;
  known.problems = found.problems;
  known.folders = found.folders?.map((folder) => ({
    ...folder,
    racy: folder.stamp !== undefined && isRacy(folder.stamp, now),
  }));
  const present = new Set([configFile, ...found.seen.map(({ file }) => file.path)]);
  const gone = entries.paths().filter((path) => !present.has(path));
  yield* update(known, found.seen.filter(isStaleIn(known)), gone);
}

/** Opens the documents of a repository on disk. Throws only when the root itself cannot be read. */
export const openLibrary = ({ root, index }: Place): Library => {
  realpathSync(root);
  const cache = openCache(index);
  const { entries, folders } = cache.load();
  const known: Known = { root, cache, entries, folders, kept: folders, problems: [], assembled: undefined };
  return {
    *scan(now) {
      yield* lookAtConfig(known);
      const stale = yield* recheck(root, known);
      if (stale === undefined) yield* lookEverywhere(known, now);
      else yield* update(known, stale, []);
    },
    *check(paths) {
      const found = lookUp(root, paths, configOf(entries).folders);
      if (found === undefined) return false;
      yield* update(known, found.seen.filter(isStaleIn(known)), found.gone);
      return true;
    },
    isSound: () => {
      try {
        return entries.sayings().length === entries.size;
      } catch {
        cache.discard();
        return false;
      }
    },
    mark: () => cache.mark(),
    sayings: () => entries.sayings(),
    snapshot: () => {
      if (known.assembled !== undefined) return known.assembled;
      const { problems } = known;
      known.assembled = assemble(entries.sayings(), { config: machineDefaults(), problems });
      cache.keepProblems(known.assembled.problems);
      return known.assembled;
    },
  };
};

/** Opens it so that all that was kept of earlier looks can be relied on. */
export const openSoundLibrary = (place: Place): Library => {
  const library = openLibrary(place);
  return library.isSound() ? library : openLibrary(place);
};
