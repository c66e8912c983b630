import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../core/config.ts";
import type { Problem } from "../engine/ports.ts";
import { openCache } from "./cache.ts";
import { configFile, machineDefaults } from "./defaults.ts";
import { findFile, listFolder, type FoundFile } from "./disk.ts";
import { isStale, type Entry, type Kind } from "./entry.ts";
import { configOf, kindOf, placesOf } from "./places.ts";
import { assemble, type Snapshot } from "./snapshot.ts";

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
  /** Looks at every file. */
  scan(): Look<void>;
  /** Looks at some files only; answers false when that is not enough and a scan is due. */
  check(paths: readonly string[]): Look<boolean>;
  snapshot(): Snapshot;
  close(): void;
};

type Seen = { readonly kind: Kind; readonly file: FoundFile };

/** So many files are read in one step. */
const slice = 32;

/** Every document below the folders, and what stands in the way of others. */
function* survey(
  root: string,
  folders: Config["folders"],
): Generator<readonly [], { seen: Seen[]; problems: Problem[] }> {
  const seen: Seen[] = [];
  const problems: Problem[] = [];
  for (const [kind, folder] of placesOf(folders)) {
    const listing = yield* listFolder({ root, folder, others: Object.values(folders) });
    for (const file of listing.files) seen.push({ kind, file });
    problems.push(...listing.problems);
  }
  return { seen, problems };
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

/** Opens the documents of a repository on disk. Throws only when the root itself cannot be read. */
export const openLibrary = ({ root, index }: Place): Library => {
  realpathSync(root);
  const cache = openCache(index);
  const shelf = cache.load();
  let problems: readonly Problem[] = [];
  /** What the shelf says, until it says something else. */
  let assembled: Snapshot | undefined;

  const forget = (gone: readonly string[]): void => {
    if (gone.length === 0) return;
    for (const path of gone) shelf.delete(path);
    assembled = undefined;
    cache.save([], gone);
  };

  /** Has read what may have changed, and keeps it for the next start. */
  function* refresh(seen: readonly Seen[]): Look<void> {
    const stale = seen.filter((one) => isStale(shelf.get(one.file.path), one));
    for (let at = 0; at < stale.length; at += slice) {
      const part = stale.slice(at, at + slice);
      const fresh = yield part.map((one) => ({ ...one, last: shelf.get(one.file.path) }));
      for (const entry of fresh) shelf.set(entry.path, entry);
      assembled = undefined;
      cache.save(fresh, []);
    }
  }

  return {
    *scan() {
      const config = findFile(root, configFile);
      if (config === undefined) forget(shelf.has(configFile) ? [configFile] : []);
      else yield* refresh([{ kind: "config", file: config }]);
      const found = yield* survey(root, configOf(shelf).folders);
      if (problems.length + found.problems.length > 0) assembled = undefined;
      problems = found.problems;
      const present = new Set([configFile, ...found.seen.map(({ file }) => file.path)]);
      yield* refresh(found.seen);
      forget([...shelf.keys()].filter((path) => !present.has(path)));
    },
    *check(paths) {
      const found = lookUp(root, paths, configOf(shelf).folders);
      if (found === undefined) return false;
      yield* refresh(found.seen);
      forget(found.gone);
      return true;
    },
    snapshot: () => {
      if (assembled !== undefined) return assembled;
      assembled = assemble(shelf.values(), { config: machineDefaults(), problems });
      cache.keepProblems(assembled.problems);
      return assembled;
    },
    close: () => cache.close(),
  };
};
