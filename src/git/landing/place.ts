import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  dropIfEmpty,
  isLinked,
  isTaken,
  linkTo,
  look,
  moveAside,
  printOf,
  pruneAbove,
  unlink,
} from "./disk.ts";
import type { Intention, Move } from "./room.ts";
import { newOf, oldOf } from "./room.ts";
import { isSubmodule } from "./tree.ts";

/** A file changed between the judgement and its move: nobody's fault, and a reason to put everything back. */
export class Interference extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`${path} changed while it was being landed on`);
    this.name = "Interference";
    this.path = path;
  }
}

const placeOf = (intention: Intention, { path }: Move): string => join(intention.checkout.path, path);

/** The old file goes into the room whole, then is looked at again: what was taken must be what was judged. */
const take = (intention: Intention, move: Move): void => {
  const place = placeOf(intention, move);
  if (isSubmodule(move.old)) {
    if (!dropIfEmpty(place)) throw new Interference(move.path);
    return;
  }
  if (printOf(place) !== move.seen) throw new Interference(move.path);
  moveAside(place, oldOf(intention, move.path));
  if (printOf(oldOf(intention, move.path)) !== move.seen) throw new Interference(move.path);
};

/** M's file gets its second name where nothing stands; the first stays in the room as the proof that it is ours. */
const put = (intention: Intention, move: Move): void => {
  const place = placeOf(intention, move);
  if (isSubmodule(move.new)) {
    mkdirSync(place, { recursive: true });
    return;
  }
  if (look(place)?.isDirectory() === true) dropIfEmpty(place);
  try {
    linkTo(newOf(intention, move.path), place);
  } catch (error) {
    throw isTaken(error) ? new Interference(move.path) : error;
  }
};

/** The last look before there is no way back: something may still have been writing into a file that was taken. */
export const confirmTaken = (intention: Intention, moves: readonly Move[]): void => {
  const taken = moves.filter((move) => move.take && !isSubmodule(move.old));
  const touched = taken.find(({ path, seen }) => printOf(oldOf(intention, path)) !== seen);
  if (touched !== undefined) throw new Interference(touched.path);
};

/** Brings M's files into the checkout: first what goes, then what comes. Throws where a person got in between. */
export const place = (
  intention: Intention,
  moves: readonly Move[],
  reached: (step: string) => void,
): void => {
  const going = moves.filter((move) => move.take && !move.put);
  for (const move of going) {
    take(intention, move);
    pruneAbove(intention.checkout.path, placeOf(intention, move));
    reached(`took ${move.path}`);
  }
  for (const move of moves.filter((move) => move.put)) {
    if (move.take) {
      take(intention, move);
      reached(`took ${move.path}`);
    }
    put(intention, move);
    reached(`put ${move.path}`);
  }
};

const removeOurs = (intention: Intention, move: Move): void => {
  const place = placeOf(intention, move);
  if (isSubmodule(move.new)) dropIfEmpty(place);
  else if (isLinked(place, newOf(intention, move.path))) unlink(place);
  if (look(place) === undefined) pruneAbove(intention.checkout.path, place);
};

const restore = (intention: Intention, move: Move): void => {
  const place = placeOf(intention, move);
  if (isSubmodule(move.old)) {
    if (look(place) === undefined) mkdirSync(place, { recursive: true });
    return;
  }
  const old = oldOf(intention, move.path);
  if (look(old) === undefined) return;
  // Anything there by now is a person's, made since: it stays, and what it replaced is the old tip's, in git.
  if (look(place) === undefined) linkTo(old, place);
  unlink(old);
};

/**
 * Puts back what `place` did, as far as it got, the very same files. What a person changed since (`intact` says of a
 * path that its file is still M's) is theirs and stays.
 */
export const putBack = (
  intention: Intention,
  moves: readonly Move[],
  intact: (path: string) => boolean,
): void => {
  const removed = moves.filter((move) => move.put && intact(move.path));
  for (const move of removed) removeOurs(intention, move);
  for (const move of moves.filter((move) => move.take)) restore(intention, move);
};
