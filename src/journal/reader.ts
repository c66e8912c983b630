import { existsSync } from "node:fs";
import type { JournalReader } from "../engine/ports/journal.ts";
import { ORIGIN } from "./chain.ts";
import { readEntities, readFleet } from "./entities.ts";
import { eventReader, linkAt } from "./events.ts";
import { hasLayout, readMark, refuseNewer } from "./layout.ts";
import { auditJournal, isDamage } from "./soundness.ts";
import type { Database } from "./sqlite.ts";
import { openDatabase, transact } from "./sqlite.ts";

/**
 * Opens a journal to read while another process may be writing it; `undefined` when there is none that can be read: none
 * yet, or a damaged one, which the next engine puts aside. Events that were
 * compacted away are not returned: when the first after `seq` is not `seq + 1`, load again. Throws when a newer traffic
 * wrote it.
 */
export const openJournalReader = (path: string): JournalReader | undefined => {
  if (!existsSync(path)) return undefined;
  const db = openDatabase(path, { readOnly: true });
  try {
    if (hasLayout(db)) {
      refuseNewer(db, path);
      return readerOn(db);
    }
    db.close();
    return undefined;
  } catch (error) {
    db.close();
    if (isDamage(error)) return undefined;
    throw error;
  }
};

const readerOn = (db: Database): JournalReader => ({
  load: () => transact(db, "read", () => readEntities(db, readMark(db, "head").seq)),
  fleet: () => readFleet(db),
  mark: (seq) => {
    const link = seq === undefined ? readMark(db, "head") : linkAt(db, seq);
    return link === undefined || link.seq === ORIGIN.seq ? undefined : `${link.seq} ${link.hash}`;
  },
  ...eventReader(db),
  verify: () => transact(db, "read", () => auditJournal(db)),
  close: () => db.close(),
});
