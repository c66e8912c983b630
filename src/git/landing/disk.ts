import {
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
} from "node:fs";
import type { BigIntStats } from "node:fs";
import { dirname } from "node:path";

// All of it is synchronous on purpose: nothing of ours may run between a look at a file and the move that trusts it.

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Whether an error says that there is no such file, or that a folder on the way is none. */
const isMissing = (error: unknown): boolean => ["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "");

/** Whether an error says that something is there already. */
export const isTaken = (error: unknown): boolean => ["EEXIST", "ENOTEMPTY"].includes(codeOf(error) ?? "");

/** What stands at a path, links not followed; `undefined` when nothing does. */
export const look = (path: string): BigIntStats | undefined => {
  try {
    return lstatSync(path, { bigint: true });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** Changes whenever the file does: another file, another size, time or mode. */
export const printOf = (path: string): string => {
  const stat = look(path);
  return stat === undefined ? "nothing" : [stat.ino, stat.size, stat.mtimeNs, stat.mode].join(" ");
};

/** Byte for byte the same, of the same kind, equally executable. */
export const sameFile = (a: string, b: string): boolean => {
  const [one, other] = [look(a), look(b)];
  if (one === undefined || other === undefined) return false;
  if (one.isSymbolicLink() && other.isSymbolicLink()) return readlinkSync(a) === readlinkSync(b);
  if (!one.isFile() || !other.isFile() || one.size !== other.size) return false;
  return (one.mode & 0o100n) === (other.mode & 0o100n) && readFileSync(a).equals(readFileSync(b));
};

/** One file under two names (for links, which cannot be linked everywhere: two links to one place). */
export const isLinked = (a: string, b: string): boolean => {
  const [one, other] = [look(a), look(b)];
  if (one === undefined || other === undefined) return false;
  if (one.isSymbolicLink() && other.isSymbolicLink()) return readlinkSync(a) === readlinkSync(b);
  return one.ino === other.ino && one.dev === other.dev;
};

/** Gives a file a second name, where nothing stands yet: never over anything. Throws EEXIST otherwise. */
export const linkTo = (from: string, to: string): void => {
  mkdirSync(dirname(to), { recursive: true });
  if (look(from)?.isSymbolicLink() === true) symlinkSync(readlinkSync(from), to);
  else linkSync(from, to);
};

/** Moves a file to a place of our own. */
export const moveAside = (from: string, to: string): void => {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
};

/** Removes a file that may be gone already. */
export const unlink = (path: string): void => {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
};

/** Removes a folder if it is empty; says whether it is gone. */
export const dropIfEmpty = (folder: string): boolean => {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    return isMissing(error);
  }
};

/** Makes something in a folder of ours. Whoever leaves such a folder empty removes it, and may do so right before us. */
export const makeIn = <T>(folder: string, make: () => T): T => {
  mkdirSync(folder, { recursive: true });
  try {
    return make();
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return makeIn(folder, make);
};

/** Removes the folders above a path that have become empty, up to but without `root`. */
export const pruneAbove = (root: string, path: string): void => {
  let folder = dirname(path);
  while (folder.length > root.length && dropIfEmpty(folder)) folder = dirname(folder);
};
