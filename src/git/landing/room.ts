import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Oid } from "../../core/evidence.ts";
import type { Checkout } from "./checkout.ts";
import { namesIn } from "../names-in.ts";
import { textAt } from "../text-at.ts";
import { dropIfEmpty, makeIn } from "./disk.ts";
import type { Difference } from "./tree.ts";

/** One path that a landing changes on disk. `seen` is the print of what stood there when it was judged. */
export type Move = Difference & { readonly seen: string; readonly take: boolean; readonly put: boolean };

/** What a landing has set out to do; on disk before it does it, so that a crash can be settled by anyone. */
export type Intention = {
  readonly commit: Oid;
  readonly checkout: Checkout;
  /** Where files wait: on the checkout's own file system, so that they go in and out by one rename or link. */
  readonly files: string;
  /** Set before the first file moves: all that the commit changes, and what of it has to happen on disk. */
  readonly judged?: { readonly changes: readonly Difference[]; readonly moves: readonly Move[] };
};

/** A folder of our own for one landing, with all that it needs. */
export type Room = { readonly folder: string };

/** The file that becomes `index.lock` by a hard link: the same inode proves after a crash that the lock is ours. */
export const lockOf = ({ folder }: Room): string => join(folder, "lock");
/** The index as it will be; gone once it is the checkout's. Git writes it by rename, so it is whole whenever it is there. */
export const indexOf = ({ folder }: Room): string => join(folder, "index");
/** A scratch index to judge files by or to mend one in: new, whatever a git that was killed has left of the last one. */
export const newScratch = ({ folder }: Room): string => {
  const path = join(folder, "scratch");
  for (const left of [path, `${path}.lock`]) rmSync(left, { force: true });
  return path;
};

/** M's version of a file, waiting to be put in place. */
export const newOf = ({ files }: Intention, path: string): string => join(files, "new", path);
/** The file that stood in its place. */
export const oldOf = ({ files }: Intention, path: string): string => join(files, "old", path);

const roomsOf = (commonDir: string): string => join(commonDir, "traffic", "landing");

const note = ({ folder }: Room): string => join(folder, "intention.json");

/** Writes down what comes next, whole or not at all. */
export const intend = (room: Room, intention: Intention): void => {
  const draft = join(room.folder, "intention.draft");
  writeFileSync(draft, JSON.stringify(intention));
  renameSync(draft, note(room));
};

const sameDevice = (a: string, b: string): boolean => statSync(a).dev === statSync(b).dev;

const openFolder = (commonDir: string): string =>
  makeIn(roomsOf(commonDir), () => mkdtempSync(join(roomsOf(commonDir), "room-")));

/** Folders in which something is made just now, beside the landing of another task: no litter, though without an intention. */
const inWork = new Set<string>();

/** Does work in a folder of our own, which is gone after it. After a crash it is litter to whoever recovers. */
export const withFolder = async <T>(commonDir: string, work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = openFolder(commonDir);
  inWork.add(folder);
  try {
    return await work(folder);
  } finally {
    inWork.delete(folder);
    closeRoom({ folder }, undefined);
  }
};

/** Opens a room for a landing in a checkout. */
export const openRoom = (commonDir: string, commit: Oid, checkout: Checkout): [Room, Intention] => {
  const room = { folder: openFolder(commonDir) };
  const near = sameDevice(room.folder, checkout.path);
  const intention = {
    commit,
    checkout,
    files: near ? join(room.folder, "files") : join(checkout.path, ".traffic-landing"),
  };
  intend(room, intention);
  mkdirSync(join(intention.files, "new"), { recursive: true });
  // In the checkout it must not show in `git status`.
  if (!near) writeFileSync(join(intention.files, ".gitignore"), "*\n");
  return [room, intention];
};

/** Clears a room away, its note last. */
export const closeRoom = (room: Room, intention: Intention | undefined): void => {
  if (intention !== undefined) rmSync(intention.files, { recursive: true, force: true });
  rmSync(room.folder, { recursive: true, force: true });
  dropIfEmpty(join(room.folder, ".."));
};

/** The rooms that a crash left, each with its intention; none where it did not get so far as to have one. */
export const leftRooms = (commonDir: string): [Room, Intention | undefined][] =>
  namesIn(roomsOf(commonDir))
    .map((name) => ({ folder: join(roomsOf(commonDir), name) }))
    .filter(({ folder }) => !inWork.has(folder))
    .map((room) => {
      const text = textAt(note(room));
      return [room, text === undefined ? undefined : (JSON.parse(text) as Intention)];
    });
