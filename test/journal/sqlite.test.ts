import { join } from "node:path";
import { expect, test } from "vitest";
import { openDurable, transact } from "../../src/journal/sqlite.ts";
import { scratch } from "./scratch.ts";

// No kill can show whether a commit survives a power cut: only what SQLite was asked for can.
test.each([
  ["WAL", { journal_mode: "wal" }, 2],
  ["DELETE", { journal_mode: "delete" }, 3],
] as const)(
  "every commit is synced in %s mode, and statements wait for other processes",
  (mode, journal, sync) => {
    const db = openDurable(join(scratch(), "a.db"), mode);
    expect(db.prepare("PRAGMA journal_mode").get()).toEqual(journal);
    expect(db.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: sync });
    expect(db.prepare("PRAGMA busy_timeout").get()).toEqual({ timeout: 5_000 });
    expect(db.prepare("PRAGMA fullfsync").get()).toEqual({ fullfsync: 1 });
    expect(db.prepare("PRAGMA checkpoint_fullfsync").get()).toEqual({ checkpoint_fullfsync: 1 });
    db.close();
  },
);

test("a transaction that throws leaves nothing behind, and the next one runs", () => {
  const db = openDurable(join(scratch(), "a.db"), "WAL");
  db.exec("CREATE TABLE a (n)");
  const fail = () => {
    db.exec("INSERT INTO a VALUES (1)");
    throw new Error("no further");
  };
  expect(() => transact(db, "write", fail)).toThrow("no further");
  transact(db, "write", () => db.exec("INSERT INTO a VALUES (2)"));
  expect(db.prepare("SELECT n FROM a").all()).toEqual([{ n: 2 }]);
  db.close();
});
