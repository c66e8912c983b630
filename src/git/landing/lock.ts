import { linkSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Checkout } from "./checkout.ts";
import { isLinked, isTaken, unlink } from "./disk.ts";
import type { Room } from "./room.ts";
import { lockOf } from "./room.ts";

const locked = ({ gitDir }: Checkout): string => join(gitDir, "index.lock");

/** The index that every git command in the checkout reads. */
export const ownIndex = ({ gitDir }: Checkout): string => join(gitDir, "index");

/** Whether the lock on the checkout's index is this landing's: the same inode as the file in its room. */
export const holdsLock = (room: Room, checkout: Checkout): boolean =>
  isLinked(lockOf(room), locked(checkout));

/** Takes the lock that git itself takes before it writes the index; false when another holds it. */
export const takeLock = (room: Room, checkout: Checkout): boolean => {
  if (holdsLock(room, checkout)) return true;
  writeFileSync(lockOf(room), "");
  try {
    linkSync(lockOf(room), locked(checkout));
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
};

/** Gives the lock back, if it is ours. */
export const releaseLock = (room: Room, checkout: Checkout): void => {
  if (holdsLock(room, checkout)) unlink(locked(checkout));
};

/** A finished index becomes the checkout's, in one step and under the lock. */
export const installIndex = (checkout: Checkout, finished: string): void =>
  renameSync(finished, ownIndex(checkout));

/** What to tell a person whose git command (or its leftover lock) is in the way. */
export const lockHeld = (checkout: Checkout): { why: string; paths: string[] } => ({
  why: `another git command holds ${locked(checkout)}; if none is running, remove that file`,
  paths: [],
});
