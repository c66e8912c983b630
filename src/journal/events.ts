import type { AttemptKey } from "../core/attempt.ts";
import type { Event, Stamped } from "../core/event.ts";
import type { Meter } from "../core/meter.ts";
import type { Began } from "../engine/ports/journal.ts";
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

/**
 * The first event at or after a moment, by halving: a journal may hold a million, and one look at each would take a
 * fifth of a second. Where the clock was set back, events of the time it then repeated may be missed.
 */
const firstFrom = (db: Database, moment: number): number => {
  const ends = db.prepare("SELECT min(seq) AS first, max(seq) AS last FROM events").get();
  const { first, last } = ends as { first: number | null; last: number | null };
  const at = db.prepare("SELECT at FROM events WHERE seq = ?");
  let [low, high] = [first ?? 1, (last ?? 0) + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = at.get(middle) as { at: number } | undefined;
    if (found === undefined || found.at < moment) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The last meter of an attempt before a moment, looked for back to its claim. */
const meterBefore = (db: Database, moment: number, { key, claimedAt }: Began): Meter | undefined => {
  const asked = "SELECT seq, at, body FROM events WHERE seq < ? AND seq >= ? AND kind = 'attempt.metered'";
  const select = db.prepare(`${asked} AND body ->> '$.key' = ? ORDER BY seq DESC LIMIT 1`);
  const row = select.get(firstFrom(db, moment), firstFrom(db, claimedAt), key) as EventRow | undefined;
  const event = row && parseEvent(row.body);
  return event?.kind === "attempt.metered" ? event.meter : undefined;
};

/** Reads events by number, and by time. */
export const eventReader = (db: Database) => {
  const after = db.prepare("SELECT seq, at, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?");
  const last = db.prepare("SELECT seq, at, body FROM events ORDER BY seq DESC LIMIT ?");
  return {
    after: (seq: number, limit: number): Stamped[] => (after.all(seq, limit) as EventRow[]).map(stamped),
    last: (limit: number): Stamped[] => (last.all(limit) as EventRow[]).map(stamped).reverse(),
    from: (moment: number, kinds: readonly Event["kind"][]): Stamped[] => {
      const asked = "SELECT seq, at, body FROM events WHERE seq >= ? AND at >= ? AND kind IN";
      const select = db.prepare(`${asked} (${kinds.map(() => "?").join(", ")}) ORDER BY seq`);
      return (select.all(firstFrom(db, moment), moment, ...kinds) as EventRow[]).map(stamped);
    },
    metersAt: (moment: number, attempts: readonly Began[]): ReadonlyMap<AttemptKey, Meter> =>
      new Map(
        attempts.flatMap((began) => {
          const meter = meterBefore(db, moment, began);
          return meter === undefined ? [] : [[began.key, meter] as const];
        }),
      ),
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
