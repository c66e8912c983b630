import * as sqlite from "node:sqlite";

/** An open SQLite database. */
export type Database = sqlite.DatabaseSync;

// Later Node renames the class; the old name stays as a deprecated alias.
const Database: typeof sqlite.DatabaseSync =
  (sqlite as { Database?: typeof sqlite.DatabaseSync }).Database ?? sqlite.DatabaseSync;

/** How long a statement waits for another process before it fails as busy, in milliseconds. */
const PATIENCE = 5_000;

/** Opens a database. `patience` is how long its statements wait for another process, in milliseconds. */
export const openDatabase = (
  path: string,
  { readOnly = false, patience = PATIENCE }: { readOnly?: boolean; patience?: number } = {},
): Database => naming(path, () => new Database(path, { readOnly, timeout: patience }));

/**
 * Opens a database whose commits survive a power cut. `WAL` lets others read while one writes; `DELETE` suits a small
 * database that many short-lived processes create and write. The last two pragmas only mean something on macOS.
 */
export const openDurable = (path: string, mode: "WAL" | "DELETE"): Database => {
  const db = openDatabase(path);
  try {
    naming(path, () => db.exec(`PRAGMA journal_mode = ${mode}`));
    db.exec(`PRAGMA synchronous = ${mode === "WAL" ? "FULL" : "EXTRA"}`);
    db.exec("PRAGMA fullfsync = 1");
    db.exec("PRAGMA checkpoint_fullfsync = 1");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** SQLite's own messages do not say which file they are about. */
const naming = <T>(path: string, run: () => T): T => {
  try {
    return run();
  } catch (error) {
    if (error instanceof Error) error.message = `${path}: ${error.message}`;
    throw error;
  }
};

/** Runs all of it or none of it. A reader sees one moment of the database; a writer waits its turn before it begins. */
export const transact = <T>(db: Database, access: "read" | "write", run: () => T): T => {
  db.exec(access === "read" ? "BEGIN DEFERRED" : "BEGIN IMMEDIATE");
  try {
    const result = run();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // A full disk has already rolled back by itself.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
};

const trouble = { 5: "busy", 11: "corrupt", 13: "full", 26: "corrupt" } as const;

/** The kinds of SQLite failure that are answered rather than passed on. */
type Trouble = (typeof trouble)[keyof typeof trouble];

/** Which of them an error is; `undefined` for any other error. */
export const troubleOf = (error: unknown): Trouble | undefined => {
  if (!(error instanceof Error && "errcode" in error)) return undefined;
  // The low byte is the primary code; the rest says more of the same.
  return trouble[(Number(error.errcode) & 0xff) as keyof typeof trouble];
};
