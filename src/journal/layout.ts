import type { Link } from "./chain.ts";
import { ORIGIN } from "./chain.ts";
import type { Database } from "./sqlite.ts";
import { transact } from "./sqlite.ts";
import { VERSION } from "./version.ts";

/** `kind` is computed for a person at a SQLite prompt: only `body` is stored, hashed and read. */
const TABLES = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT AS (body ->> '$.kind') VIRTUAL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE entities (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    body TEXT NOT NULL,
    seal TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;
`;

/** The last event, and the one before the first that is kept. */
type Mark = "head" | "anchor";

const insert = "INSERT INTO meta (key, value) VALUES (?, ?)";

/** Whether the tables are there: a database just being made has none yet. */
export const hasLayout = (db: Database): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get() !== undefined;

/** Makes the tables of a new journal; refuses one that a newer version wrote. */
export const prepareLayout = (db: Database, path: string): void =>
  transact(db, "write", () => {
    if (hasLayout(db)) return refuseNewer(db, path);
    db.exec(TABLES);
    db.prepare(insert).run("version", String(VERSION));
    db.prepare(insert).run("head", JSON.stringify(ORIGIN));
    db.prepare(insert).run("anchor", JSON.stringify(ORIGIN));
  });

/** Throws when the journal was written by a version that this program does not know. */
export const refuseNewer = (db: Database, path: string): void => {
  const version = readMeta(db, "version") as number;
  if (version <= VERSION) return;
  throw new Error(
    `${path}: journal version ${version}, expected ${VERSION} or older: a newer traffic wrote it. ` +
      `Update traffic, or move the file away (that loses only runs in flight and running totals).`,
  );
};

/** A link that the journal keeps beside its events. */
export const readMark = (db: Database, mark: Mark): Link => readMeta(db, mark) as Link;

/** Moves a mark. */
export const moveMark = (db: Database, mark: Mark, to: Link): void => {
  db.prepare("UPDATE meta SET value = ? WHERE key = ?").run(JSON.stringify(to), mark);
};

/** Throws a `SyntaxError` when the value is missing or unreadable: then the journal is corrupt. */
const readMeta = (db: Database, key: string): unknown => {
  const row = db.prepare("SELECT value FROM meta WHERE key = ?").get(key);
  return JSON.parse((row as { value: string } | undefined)?.value ?? "");
};
