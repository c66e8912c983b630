import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { Lock } from "../engine/ports/lock.ts";
import { openDatabase, troubleOf } from "./sqlite.ts";

/** What is known of who holds a lock, for people to read: nothing is decided from it. Times in ms since the epoch. */
export type Holder = {
  readonly pid?: number;
  readonly startedAt?: number;
  /** It holds the lock for one thing to do, and is not what the lock is for. */
  readonly isErrand?: boolean;
};

/** Long enough to sit out `lockHolder` in another process, in milliseconds. */
const GLANCE = 100;

/**
 * Takes the lock, or returns `undefined` when another holds it. The kernel frees it however the holder dies. Never open
 * the file by other means in the same process: closing it would free the lock.
 */
export const tryLock = (path: string, { isErrand = false } = {}): Lock | undefined =>
  take(path, { patience: GLANCE, isErrand });

/** Takes the lock as soon as it is free, looking every `poll` milliseconds. Rejects when `signal` aborts. */
export const waitForLock = async (
  path: string,
  { signal, poll }: { readonly signal: AbortSignal; readonly poll: number },
): Promise<Lock> => {
  for (;;) {
    signal.throwIfAborted();
    const lock = take(path, { patience: 0, isErrand: false });
    if (lock) return lock;
    await setTimeout(poll, undefined, { signal });
  }
};

/** Who holds the lock just now; `undefined` when nobody does. */
export const lockHolder = (path: string): Holder | undefined => {
  if (!existsSync(path)) return undefined;
  const glance = hold(path, { how: "BEGIN; SELECT 1 FROM sqlite_schema", patience: 0 });
  if (glance === undefined) return readHolder(path);
  glance.release();
  return undefined;
};

type Wanted = { readonly patience: number; readonly isErrand: boolean };

const take = (path: string, { patience, isErrand }: Wanted): Lock | undefined => {
  const lock = hold(path, { how: "BEGIN EXCLUSIVE", patience });
  if (lock === undefined) return undefined;
  writeHolder(path, isErrand);
  return {
    release: () => {
      rmSync(holderFile(path), { force: true });
      lock.release();
    },
  };
};

/** An open transaction is the lock: nothing is ever written, so there is nothing to clean up after a kill. */
const hold = (path: string, { how, patience }: { how: string; patience: number }): Lock | undefined => {
  const db = openDatabase(path, { patience });
  try {
    db.exec(how);
    return { release: () => db.close() };
  } catch (error) {
    db.close();
    if (troubleOf(error) === "busy") return undefined;
    throw error;
  }
};

// Beside the lock, since nobody else can read a locked database.
const holderFile = (path: string): string => `${path}.holder`;

const writeHolder = (path: string, isErrand: boolean): void => {
  const who = { pid: process.pid, startedAt: Math.round(performance.timeOrigin) };
  const holder: Holder = isErrand ? { ...who, isErrand } : who;
  const draft = `${holderFile(path)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(holder));
  renameSync(draft, holderFile(path));
};

/** Nothing is known in the moment before the first holder has written its name, and in the one after the last took it away. */
const readHolder = (path: string): Holder => {
  try {
    return JSON.parse(readFileSync(holderFile(path), "utf8")) as Holder;
  } catch {
    return {};
  }
};
