import type { Stamped } from "../../core/event.ts";
import { evolve } from "../../core/evolve.ts";
import { LiveState } from "../../core/live.ts";
import type { Entities } from "../../core/state.ts";
import type { JournalReader } from "../../engine/ports/journal.ts";
import type { Past } from "../../faces/doors/feed.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";

/** So many events are read at a time while the past is told again. */
const usual = 500;

/** So many events are told of what was before a moment. */
export const before = 500;

/** The state at a moment, and the last events up to it. */
type Told = { readonly state: LiveState; readonly recent: readonly Stamped[] };

/** Where telling may go on from: the state behind an event, as the journal knows that event. */
type Start = { readonly mark: string; readonly entities: Entities; readonly recent: Told["recent"] };

const isBy = (past: Past): ((event: Stamped) => boolean) =>
  "at" in past ? (event) => event.at <= past.at : (event) => event.seq <= past.seq;

/** The entities as they are now: they are replaced, never changed, but the maps that hold them are. */
const entitiesOf = ({ seq, fleet, ...maps }: LiveState): Entities => ({
  seq,
  fleet,
  tasks: new Map(maps.tasks),
  records: new Map(maps.records),
  attempts: new Map(maps.attempts),
  tallies: new Map(maps.tallies),
});

const startAt = (reader: JournalReader, { state, recent }: Told): Start | undefined => {
  const mark = reader.mark(state.seq);
  return mark === undefined ? undefined : { mark, entities: entitiesOf(state), recent };
};

/** Whether an event is not before it, and the journal still the same. By the clock nobody steps, and it may be set back. */
const leadsTo = (reader: JournalReader, { mark, entities: { seq } }: Start, past: Past): boolean =>
  "seq" in past && seq <= past.seq && reader.mark(seq) === mark;

/** The next events, which have to follow what was told: what was dropped cannot be told again. */
const next = (reader: JournalReader, seq: number, piece: number): readonly Stamped[] => {
  const events = reader.after(seq, piece);
  const [first] = events;
  if (first === undefined || first.seq === seq + 1) return events;
  const since = new Date(first.at).toISOString();
  throw new UsageError(`The journal here begins with ${since}: what was before it has been put away.`);
};

/**
 * Tells a journal again up to one moment after another. Who steps back and forth asks for moments close to each other: it goes on
 * from shortly before the last, and a step takes as long in a journal of months as in one of a day.
 */
export const teller = (piece = usual): ((reader: JournalReader, past: Past) => Told) => {
  let start: Start | undefined;
  return (reader, past) => {
    const known = start !== undefined && leadsTo(reader, start, past) ? start : undefined;
    const state = new LiveState(known?.entities);
    let recent = known?.recent ?? [];
    for (;;) {
      const events = next(reader, state.seq, piece);
      const due = events.filter(isBy(past));
      if (due.length < piece && state.seq !== known?.entities.seq) start = startAt(reader, { state, recent });
      for (const stamped of due) evolve(state, stamped);
      recent = [...recent, ...due].slice(-before);
      if (due.length < piece) return { state, recent };
    }
  };
};
