import { randomUUIDv7 } from "node:crypto";
import { watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Intent, Wish } from "../core/input.ts";
import type { IntentBox } from "../engine/ports/intent-box.ts";
import type { Database } from "./sqlite.ts";
import { openDurable, transact, troubleOf } from "./sqlite.ts";

/** How often the box is looked into in case a touch of the wake file was lost, in milliseconds. */
const POLL = 1_000;

const TABLE = "CREATE TABLE IF NOT EXISTS intents (id TEXT NOT NULL UNIQUE, wish TEXT NOT NULL) STRICT";

/** Opens the box in a folder that exists. Any number of processes may put at once; only the engine drops. */
export const openIntentBox = (folder: string): IntentBox => {
  const db = openTable(join(folder, "intents.db"));
  const wake = join(folder, "wake");
  const select = db.prepare("SELECT id, wish FROM intents ORDER BY rowid");
  const waiting = (): Intent[] => (select.all() as IntentRow[]).map(toIntent);
  return {
    put: (wish, by) => {
      const id = randomUUIDv7();
      const text = JSON.stringify(by === undefined ? { wish } : { wish, by });
      db.prepare("INSERT INTO intents (id, wish) VALUES (?, ?)").run(id, text);
      writeFileSync(wake, id);
      return id;
    },
    waiting,
    drop: (ids) => dropAll(db, ids),
    watch: (call) => {
      // `a` makes the file without touching one that is there: only a file can be watched.
      writeFileSync(wake, "", { flag: "a" });
      const watcher = watch(wake, call);
      // The poll alone carries on when the system cannot watch any more.
      watcher.on("error", () => watcher.close());
      const poll = setInterval(() => {
        if (waiting().length > 0) call();
      }, POLL);
      return () => {
        watcher.close();
        clearInterval(poll);
      };
    },
    close: () => db.close(),
  };
};

const openTable = (path: string): Database => {
  try {
    const db = openDurable(path, "DELETE");
    db.exec(TABLE);
    return db;
  } catch (error) {
    if (troubleOf(error) !== "corrupt") throw error;
    throw new Error(`${path} is not a sound database. Delete it: only wishes not yet heard are lost.`, {
      cause: error,
    });
  }
};

type IntentRow = { readonly id: string; readonly wish: string };

/** A row that was put before wishes told who made them holds the wish alone. */
const toIntent = ({ id, wish: text }: IntentRow): Intent => {
  const value = JSON.parse(text) as Wish | Omit<Intent, "id">;
  return "wish" in value ? { id, ...value } : { id, wish: value };
};

const dropAll = (db: Database, ids: readonly string[]): void =>
  transact(db, "write", () => {
    const remove = db.prepare("DELETE FROM intents WHERE id = ?");
    for (const id of ids) remove.run(id);
  });
