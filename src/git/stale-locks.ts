import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { dropIfEmpty, makeIn } from "./landing/disk.ts";
import { namesIn, pathsBelow } from "./names-in.ts";
import { textAt } from "./text-at.ts";

/** A lock file, by its path, its inode and the time it was made. */
type Lock = { readonly path: string; readonly ino: number; readonly since: number };

/** Far longer than any git holds a lock on refs that nobody waits for it with, in milliseconds. */
const patience = 2000;

const notesOf = (common: string): string => join(common, "traffic", "writes");

const lockAt = (path: string): Lock[] => {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? [] : [{ path, ino: stats.ino, since: stats.mtimeMs }];
};

/** Locks on refs that nobody but the fleet writes. */
const inOurNames = (common: string): Lock[] =>
  ["heads/traffic", "traffic"]
    // A person's branch may have the name of our folder: nothing is below it then.
    .flatMap((name) => pathsBelow(join(common, "refs", name)))
    .filter((path) => path.endsWith(".lock"))
    .flatMap(lockAt);

/** Locks that a write of ours was about to take when it was cut off, and that were made since; none where it is over by now. */
const noted = (note: string): Lock[] => {
  const since = statSync(note, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  return (textAt(note) ?? "")
    .split("\n")
    .filter((path) => path !== "")
    .flatMap(lockAt)
    .filter((lock) => lock.since >= since);
};

const forget = (left: readonly string[], common: string): void => {
  for (const note of left) rmSync(note, { force: true });
  dropIfEmpty(notesOf(common));
};

let notes = 0;

/**
 * Does work in which git takes locks that a person's git takes too. A git that is killed leaves its locks behind, and
 * nothing in them tells whose they were: so it is written down, for as long as the work lasts, that they may be ours.
 */
export const withLocks = async <T>(
  common: string,
  locks: readonly string[],
  work: () => Promise<T>,
): Promise<T> => {
  notes += 1;
  const note = join(notesOf(common), `${process.pid}-${notes}`);
  makeIn(notesOf(common), () => writeFileSync(note, locks.join("\n")));
  try {
    return await work();
  } finally {
    forget([note], common);
  }
};

/**
 * Removes the locks that a killed git of ours left on refs; a person's are never touched. For whoever holds the host's
 * lock, before the first order: no other host works here then, but a git of the last one may still be ending, so that
 * a lock is waited for before it is called stale.
 */
export const removeStaleLocks = async (common: string, waiting = patience): Promise<void> => {
  const folder = notesOf(common);
  const left = namesIn(folder).map((name) => join(folder, name));
  const locks = [...inOurNames(common), ...left.flatMap(noted)];
  if (locks.length > 0) await wait(waiting);
  for (const { path, ino, since } of locks)
    if (lockAt(path).some((now) => now.ino === ino && now.since === since)) rmSync(path, { force: true });
  forget(left, common);
};
