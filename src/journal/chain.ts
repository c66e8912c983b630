import { hash } from "node:crypto";

/** One link of the chain: an event's number, and the hash over it and all events before it. */
export type Link = { readonly seq: number; readonly hash: string };

/** What the first event of a journal is chained to. */
export const ORIGIN: Link = { seq: 0, hash: "" };

/** An event as its row holds it. */
export type EventRow = { readonly seq: number; readonly at: number; readonly body: string };

/** An event's row with the link it claims to be. */
export type ChainedRow = EventRow & Link;

/** Chains a row to the link before it. */
export const chain = (previous: Link, { seq, at, body }: EventRow): Link => ({
  seq,
  hash: hash("sha256", `${previous.hash}\n${seq}\n${at}\n${body}`),
});

/** Where a chain stops holding. */
export type Break = { readonly seq: number; readonly why: string };

const breakAt = (previous: Link, row: ChainedRow): Break | undefined => {
  if (row.seq !== previous.seq + 1)
    return {
      seq: row.seq,
      why: `event ${row.seq} follows event ${previous.seq}: events between are missing`,
    };
  if (row.hash !== chain(previous, row).hash)
    return { seq: row.seq, why: `event ${row.seq} was changed: its hash does not match` };
  return undefined;
};

/** Recomputes the chain of `rows`, which begins after `anchor` and must end at `head`. */
export const walk = (
  rows: Iterable<ChainedRow>,
  { anchor, head }: { readonly anchor: Link; readonly head: Link },
): { readonly events: number; readonly broken?: Break } => {
  let previous = anchor;
  let events = 0;
  for (const row of rows) {
    const broken = breakAt(previous, row);
    if (broken) return { events, broken };
    previous = { seq: row.seq, hash: row.hash };
    events += 1;
  }
  if (previous.seq === head.seq && previous.hash === head.hash) return { events };
  return {
    events,
    broken: {
      seq: previous.seq + 1,
      why: `the last event is ${previous.seq}, where ${head.seq} is recorded as the last`,
    },
  };
};
