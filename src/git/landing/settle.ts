import { copyFileSync, existsSync } from "node:fs";
import type { Oid } from "../../core/evidence.ts";
import type { Obstacle } from "../../engine/ports/git.ts";
import { line, run } from "../command.ts";
import { commitOf } from "../refs.ts";
import type { Checkout } from "./checkout.ts";
import { differing } from "./judge.ts";
import { holdsLock, installIndex, lockHeld, ownIndex, releaseLock, takeLock } from "./lock.ts";
import { putBack } from "./place.ts";
import type { Intention, Move, Room } from "./room.ts";
import { closeRoom, indexOf, leftRooms, newScratch } from "./room.ts";
import { refresh } from "./stage.ts";
import type { Difference } from "./tree.ts";
import { differences, indexInfo, isSubmodule, sameEntry, staged } from "./tree.ts";

/** Puts back the files of a landing that did not come about. */
const undo = async (room: Room, intention: Intention, moves: readonly Move[]): Promise<void> => {
  const entries = moves.flatMap(({ path, put, new: entry }) =>
    put && entry !== undefined && !isSubmodule(entry) ? [{ path, entry }] : [],
  );
  const changed = await differing(intention.checkout.path, newScratch(room), entries);
  putBack(intention, moves, (path) => !changed.has(path));
};

/** Entries of the index that are still the old tip's although HEAD has M's: what a lock that was removed by hand left. */
const staleEntries = async (checkout: Checkout, head: Oid, changes: readonly Difference[]) => {
  if (changes.length === 0) return [];
  const ahead = await staged(checkout.path, head);
  return changes
    .filter(({ path, old, new: entry }) => {
      const found = ahead.get(path);
      return found !== undefined && sameEntry(found.old, entry) && sameEntry(found.new, old);
    })
    .map(({ path, new: entry }) => ({ path, entry }));
};

const mendIndex = async (
  room: Room,
  checkout: Checkout,
  entries: Awaited<ReturnType<typeof staleEntries>>,
): Promise<void> => {
  const index = newScratch(room);
  copyFileSync(ownIndex(checkout), index);
  const width = entries[0]?.entry?.oid.length ?? 40;
  await run(checkout.path, ["update-index", "-z", "--index-info"], {
    index,
    input: indexInfo(entries, width),
  });
  await refresh(checkout, index);
  installIndex(checkout, index);
};

/** HEAD is not simply M, or the lock is gone: path by path, HEAD decides which of the two versions belongs there. */
const settlePaths = async (
  room: Room,
  intention: Intention & { readonly judged: NonNullable<Intention["judged"]> },
  head: Oid,
): Promise<Obstacle | undefined> => {
  const { checkout, commit, judged } = intention;
  if (!takeLock(room, checkout)) return lockHeld(checkout);
  // On a branch without a commit HEAD is empty, and has M's version of nothing.
  const apart = head === "" ? judged.changes : await differences(checkout.path, head, commit);
  const other = new Set(apart.map(({ path }) => path));
  await undo(
    room,
    intention,
    judged.moves.filter(({ path }) => other.has(path)),
  );
  const kept = judged.changes.filter(({ path }) => !other.has(path));
  const stale = await staleEntries(checkout, head, kept);
  if (stale.length > 0) await mendIndex(room, checkout, stale);
  return undefined;
};

/** The checkout as the landing is to leave it. Nothing to do when it touched nothing, or when its index is in place. */
const conclude = async (room: Room, intention: Intention): Promise<Obstacle | undefined> => {
  const { checkout, commit, judged } = intention;
  if (judged === undefined || !existsSync(indexOf(room))) return undefined;
  if ((await commitOf(checkout.path, "HEAD")) !== commit || !holdsLock(room, checkout)) {
    const head = await line(checkout.path, ["rev-parse", "--verify", "-q", "HEAD"], { answers: [1] });
    return settlePaths(room, { ...intention, judged }, head);
  }
  installIndex(checkout, indexOf(room));
  return undefined;
};

/**
 * Brings a landing to its end, whether it has just moved the branch, was refused, or was interrupted by a crash long
 * ago: where HEAD has M, files and index are M's; where it has not, everything is put back. Repeatable.
 */
const settle = async (
  room: Room,
  intention: Intention,
  reached: (step: string) => void,
): Promise<Obstacle | undefined> => {
  const obstacle = await conclude(room, intention);
  if (obstacle !== undefined) return obstacle;
  reached("concluded");
  releaseLock(room, intention.checkout);
  reached("released");
  closeRoom(room, intention);
  return undefined;
};

/** Settles what a crash left in the repository. The obstacle, if any, is a git command that is running just now. */
export const recover = async (
  commonDir: string,
  reached: (step: string) => void = () => undefined,
): Promise<Obstacle | undefined> => {
  for (const [room, intention] of leftRooms(commonDir)) {
    if (intention === undefined || !existsSync(intention.checkout.path)) closeRoom(room, intention);
    else {
      const obstacle = await settle(room, intention, reached);
      if (obstacle !== undefined) return obstacle;
    }
  }
  return undefined;
};
