import type { Stamped } from "../core/event.ts";
import type { ChainedRow, EventRow, Link } from "./chain.ts";
import { chain } from "./chain.ts";
import type { Database } from "./sqlite.ts";
import { parseEvent, printEvent } from "./version.ts";

/** Writes events, each chained to the one before; returns the last link. */
export const eventWriter = (db: Database): ((events: readonly Stamped[], head: Link) => Link) => {
  const insert = db.prepare("INSERT INTO events (seq, at, body, hash) VALUES (?, ?, ?, ?)");
  return (events, head) => {
    let previous = head;
    for (const { seq, at, event } of events) {
      if (seq !== previous.seq + 1) throw new Error(`event ${seq} cannot follow event ${previous.seq}`);
      const body = printEvent(event);
      previous = chain(previous, { seq, at, body });
      insert.run(seq, at, body, previous.hash);
    }
    return previous;
  };
};

const stamped = ({ seq, at, body }: EventRow): Stamped => ({ seq, at, event: parseEvent(body) });

/** Reads events by number. */
export const eventReader = (db: Database) => {
  const after = db.prepare("SELECT seq, at, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?");
  const last = db.prepare("SELECT seq, at, body FROM events ORDER BY seq DESC LIMIT ?");
  return {
    after: (seq: number, limit: number): Stamped[] => (after.all(seq, limit) as EventRow[]).map(stamped),
    last: (limit: number): Stamped[] => (last.all(limit) as EventRow[]).map(stamped).reverse(),
  };
};

/** The rows after `seq` with their links, oldest first. */
export const chainedRows = (db: Database, seq: number): Iterable<ChainedRow> =>
  db
    .prepare("SELECT seq, at, body, hash FROM events WHERE seq > ? ORDER BY seq")
    .iterate(seq) as Iterable<ChainedRow>;

/** The link of one event; `undefined` when it is not kept. */
export const linkAt = (db: Database, seq: number): Link | undefined =>
  db.prepare("SELECT seq, hash FROM events WHERE seq = ?").get(seq) as Link | undefined;

/** Forgets the events up to and with `seq`. */
export const dropEvents = (db: Database, seq: number): void => {
  db.prepare("DELETE FROM events WHERE seq <= ?").run(seq);
};
