import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Problem } from "../engine/ports.ts";
import type { Entry, Shelf } from "./entry.ts";
import { pack, unpack } from "./pack.ts";

/** Raise it with every change of what a parser makes of the same text. */
const version = 4;

/** A cache of entries on disk. It may be deleted, damaged or locked at any time: then files are read again. */
export type Cache = {
  /** Everything kept; empty when nothing usable is. */
  load(): Shelf;
  /** One of those entries. */
  find(path: string): Entry | undefined;
  /** The problems that were kept last; undefined where none ever were. */
  problems(): readonly Problem[] | undefined;
  keepProblems(problems: readonly Problem[]): void;
  /** Keeps and forgets; a failure costs time later, never correctness. */
  save(set: readonly Entry[], gone: readonly string[]): void;
  close(): void;
};

/** Keeps nothing. */
const noCache: Cache = {
  load: () => new Map(),
  find: () => undefined,
  problems: () => undefined,
  keepProblems: () => undefined,
  save: () => undefined,
  close: () => undefined,
};

const connect = (path: string): DatabaseSync => {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path, { timeout: 500 });
  try {
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;");
    const found = db.prepare("PRAGMA user_version").get()?.["user_version"];
    if (found !== version) {
      db.exec(`BEGIN IMMEDIATE; DROP TABLE IF EXISTS files;
        CREATE TABLE files (path TEXT PRIMARY KEY, entry TEXT NOT NULL) WITHOUT ROWID;
        DROP TABLE IF EXISTS problems;
        CREATE TABLE problems (problems TEXT NOT NULL);
        PRAGMA user_version = ${version}; COMMIT;`);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

const remove = (path: string): void => {
  for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
};

const isDamaged = (error: unknown): boolean =>
  error instanceof SyntaxError || /malformed|not a database|disk image|no such table/i.test(String(error));

/** One text and one parse: a row at a time takes twice as long. */
const read = (db: DatabaseSync): Shelf => {
  const row = db.prepare("SELECT group_concat(entry, ',') AS entries FROM files").get();
  return new Map(unpack(String(row?.["entries"] ?? "")).map((entry) => [entry.path, entry]));
};

const readOne = (db: DatabaseSync, path: string): Entry | undefined => {
  const row = db.prepare("SELECT entry FROM files WHERE path = ?").get(path);
  return row === undefined ? undefined : unpack(String(row["entry"]))[0];
};

const write = (db: DatabaseSync, set: readonly Entry[], gone: readonly string[]): void => {
  const put = db.prepare("INSERT OR REPLACE INTO files (path, entry) VALUES (?, ?)");
  const drop = db.prepare("DELETE FROM files WHERE path = ?");
  db.exec("BEGIN IMMEDIATE");
  for (const entry of set) put.run(entry.path, pack(entry));
  for (const path of gone) drop.run(path);
  db.exec("COMMIT");
};

const readProblems = (db: DatabaseSync): readonly Problem[] | undefined => {
  const row = db.prepare("SELECT problems FROM problems").get();
  return row === undefined ? undefined : (JSON.parse(String(row["problems"])) as Problem[]);
};

const writeProblems = (db: DatabaseSync, problems: readonly Problem[]): void => {
  const text = JSON.stringify(problems);
  if (db.prepare("SELECT 1 FROM problems WHERE problems = ?").get(text) !== undefined) return;
  db.exec("BEGIN IMMEDIATE; DELETE FROM problems");
  db.prepare("INSERT INTO problems (problems) VALUES (?)").run(text);
  db.exec("COMMIT");
};

const attempt = <T>(action: () => T, otherwise: (error: unknown) => T): T => {
  try {
    return action();
  } catch (error) {
    return otherwise(error);
  }
};

/** Opens the index at a path, made anew when it is damaged. Without a path, or where none can be made, nothing is kept. */
export const openCache = (path: string | undefined): Cache => {
  if (path === undefined) return noCache;
  const renew = (): DatabaseSync | undefined =>
    attempt(
      () => {
        remove(path);
        return connect(path);
      },
      () => undefined,
    );
  let db = attempt<DatabaseSync | undefined>(
    () => connect(path),
    (error) => (isDamaged(error) ? renew() : undefined),
  );
  const lost = (error: unknown): void => {
    if (!isDamaged(error)) {
      attempt(
        () => db?.exec("ROLLBACK"),
        () => undefined,
      );
      return;
    }
    db?.close();
    db = renew();
  };
  const ask = <T>(question: (db: DatabaseSync) => T, otherwise: T): T =>
    attempt(
      () => (db === undefined ? otherwise : question(db)),
      (error) => {
        lost(error);
        return otherwise;
      },
    );
  return {
    load: () => ask<Shelf>(read, new Map()),
    find: (path) => ask((open) => readOne(open, path), undefined),
    problems: () => ask(readProblems, undefined),
    keepProblems: (problems) => ask((open) => writeProblems(open, problems), undefined),
    save: (set, gone) => {
      if (set.length + gone.length > 0) ask((open) => write(open, set, gone), undefined);
    },
    close: () => db?.close(),
  };
};
