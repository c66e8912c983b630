import { hash } from "node:crypto";
import type { Attempt } from "../core/attempt.ts";
import type { TaskRecord } from "../core/record.ts";
import { tallyKey, type Tally } from "../core/route/tally.ts";
import type { Entities, Fleet } from "../core/state.ts";
import type { Task } from "../core/task.ts";
import type { EntityChange } from "../engine/ports/journal.ts";
import type { Database } from "./sqlite.ts";

type Row = {
  readonly kind: EntityChange["kind"];
  readonly id: string;
  readonly seq: number;
  readonly body: string;
};

/** What shows that a row is as it was written: SQLite's own checks do not look at content. */
const sealOf = ({ kind, id, seq, body }: Row): string => hash("sha256", `${kind}\n${id}\n${seq}\n${body}`);

const idOf = (change: EntityChange): string => (change.kind === "fleet" ? "" : change.id);

/** Writes entities as they are after the event `seq`. */
export const entityWriter = (db: Database): ((change: EntityChange, seq: number) => void) => {
  const put = db.prepare(
    "INSERT INTO entities (kind, id, seq, body, seal) VALUES (?, ?, ?, ?, ?) " +
      "ON CONFLICT DO UPDATE SET seq = excluded.seq, body = excluded.body, seal = excluded.seal",
  );
  const remove = db.prepare("DELETE FROM entities WHERE kind = ? AND id = ?");
  return (change, seq) => {
    const { kind, value } = change;
    const id = idOf(change);
    if (value === undefined) remove.run(kind, id);
    else {
      const body = JSON.stringify(value);
      put.run(kind, id, seq, body, sealOf({ kind, id, seq, body }));
    }
  };
};

/** Reads all entities of a kind: one text and one parse, since a row at a time takes twice as long. */
const entityReader = (db: Database): ((kind: EntityChange["kind"]) => unknown) => {
  const select = db.prepare("SELECT group_concat(body, ',') AS bodies FROM entities WHERE kind = ?");
  return (kind) => JSON.parse(`[${String(select.get(kind)?.["bodies"] ?? "")}]`);
};

/** The fleet's own entity; `undefined` before the first batch. */
export const readFleet = (db: Database): Fleet | undefined =>
  (entityReader(db)("fleet") as readonly Fleet[])[0];

/** All entities; `undefined` before the first batch. */
export const readEntities = (db: Database, seq: number): Entities | undefined => {
  const read = entityReader(db);
  const fleet = readFleet(db);
  if (fleet === undefined) return undefined;
  return {
    seq,
    fleet,
    tasks: new Map((read("task") as readonly Task[]).map((task) => [task.id, task])),
    records: new Map((read("record") as readonly TaskRecord[]).map((record) => [record.task, record])),
    attempts: new Map((read("attempt") as readonly Attempt[]).map((attempt) => [attempt.key, attempt])),
    tallies: new Map((read("tally") as readonly Tally[]).map((tally) => [tallyKey(tally), tally])),
  };
};

/** The first entity that is not as it was written. */
export const findUnsealed = (db: Database): { readonly seq: number; readonly why: string } | undefined => {
  const rows = db.prepare("SELECT kind, id, seq, body, seal FROM entities").iterate();
  for (const row of rows as Iterable<Row & { readonly seal: string }>) {
    if (row.seal !== sealOf(row))
      return { seq: row.seq, why: `${row.kind} ${row.id} was changed: its seal does not match` };
  }
  return undefined;
};
