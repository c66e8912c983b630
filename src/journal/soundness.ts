import { chainedRows, linkAt } from "./events.ts";
import type { Break } from "./chain.ts";
import { walk } from "./chain.ts";
import { findUnsealed } from "./entities.ts";
import { readMark } from "./layout.ts";
import type { Database } from "./sqlite.ts";
import { troubleOf } from "./sqlite.ts";

/** Whether an error tells that a journal is damaged: it is to be put aside, not passed on. */
export const isDamage = (error: unknown): boolean =>
  error instanceof SyntaxError || troubleOf(error) === "corrupt";

/** How many of the last events are looked at when a journal is opened. Looking at a million takes seconds. */
const TAIL = 1_000;

/**
 * Why a journal must not be built upon; `undefined` when it may. Looks at what a restart stands on: the entities and the
 * last events. `auditJournal` looks at everything.
 */
export const findFlaw = (db: Database): string | undefined =>
  checkPages(db, "meta") ?? checkPages(db, "entities") ?? findUnsealed(db)?.why ?? walkTail(db)?.why;

/** Recomputes the whole chain and every entity's seal, at one moment of the journal. */
export const auditJournal = (db: Database): { readonly events: number; readonly broken?: Break } => {
  const anchor = readMark(db, "anchor");
  const walked = walk(chainedRows(db, anchor.seq), { anchor, head: readMark(db, "head") });
  const broken = walked.broken ?? findUnsealed(db);
  return broken ? { events: walked.events, broken } : walked;
};

const checkPages = (db: Database, table: string): string | undefined => {
  const { quick_check: said } = db.prepare(`PRAGMA quick_check(${table})`).get() as { quick_check: string };
  return said === "ok" ? undefined : said;
};

const walkTail = (db: Database): Break | undefined => {
  const head = readMark(db, "head");
  const anchor = linkAt(db, head.seq - TAIL) ?? readMark(db, "anchor");
  return walk(chainedRows(db, anchor.seq), { anchor, head }).broken;
};
