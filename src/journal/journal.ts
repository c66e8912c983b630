import type { Batch, Journal } from "../engine/ports/journal.ts";
import type { MovedJournal } from "./aside.ts";
import { moveAside } from "./aside.ts";
import { diskFull, dropBallast, layBallast } from "./ballast.ts";
import { entityWriter, readEntities } from "./entities.ts";
import { dropEvents, eventWriter, linkAt } from "./events.ts";
import { moveMark, prepareLayout, readMark } from "./layout.ts";
import { findFlaw, isDamage } from "./soundness.ts";
import type { Database } from "./sqlite.ts";
import { openDurable, transact, troubleOf } from "./sqlite.ts";

/** A journal that can also forget. */
export type CompactableJournal = Journal & {
  /** Drops all but the last `keep` events; entities stay, and the chain stays checkable from there on. Blocks about 2 µs per event dropped: call it often. */
  compact(keep: number): void;
};

/** `moved` tells of a journal that could not be trusted and was put aside: a new one was begun. Tell the person. */
export type OpenedJournal = { readonly journal: CompactableJournal; readonly moved?: MovedJournal };

/**
 * Opens the journal for its one writer, who must hold the engine's lock. Throws when the disk is full, when a newer
 * traffic wrote it, or when it cannot be opened; what is corrupt is moved aside.
 */
export const openJournal = (path: string): OpenedJournal => {
  layBallast(path);
  const first = openSound(path);
  if ("db" in first) return { journal: journalOn(first.db, path) };
  const moved = moveAside(path, first.flaw);
  const second = openSound(path);
  if ("db" in second) return { journal: journalOn(second.db, path), moved };
  throw new Error(`${path}: a new journal is flawed at once: ${second.flaw}`);
};

const openSound = (path: string): { readonly db: Database } | { readonly flaw: string } => {
  let db: Database | undefined;
  try {
    db = openDurable(path, "WAL");
    prepareLayout(db, path);
    const flaw = findFlaw(db);
    if (flaw === undefined) return { db };
    db.close();
    return { flaw };
  } catch (error) {
    db?.close();
    if (isDamage(error)) return { flaw: String(error) };
    throw troubleOf(error) === "full" ? diskFull(path, error) : error;
  }
};

const journalOn = (db: Database, path: string): CompactableJournal => {
  const writeEvents = eventWriter(db);
  const writeEntity = entityWriter(db);
  let head = readMark(db, "head");

  const write = ({ events, changes }: Batch) => {
    if (readMark(db, "head").hash !== head.hash) throw new Error(`${path}: another process wrote to it`);
    if (head.seq === 0 && !changes.some((change) => change.kind === "fleet"))
      throw new Error("the first batch of a journal must hold the fleet: entities are loaded with one");
    const to = writeEvents(events, head);
    moveMark(db, "head", to);
    for (const change of changes) writeEntity(change, to.seq);
    return to;
  };

  const change = <T>(work: () => T): T => {
    try {
      return transact(db, "write", work);
    } catch (error) {
      if (troubleOf(error) !== "full") throw error;
      dropBallast(path);
      throw diskFull(path, error);
    }
  };

  return {
    append: (batch) => {
      head = change(() => write(batch));
    },
    load: () => readEntities(db, head.seq),
    compact: (keep) => change(() => forget(db, head.seq - keep)),
    close: () => db.close(),
  };
};

const forget = (db: Database, seq: number): void => {
  const to = linkAt(db, seq);
  if (to === undefined) return;
  moveMark(db, "anchor", to);
  dropEvents(db, seq);
};
