import { evolve } from "../../core/evolve.ts";
import { stateOf } from "../../core/image.ts";
import { LiveState } from "../../core/live.ts";
import type { Fleet, State } from "../../core/state.ts";
import type { Problem } from "../../core/problem.ts";
import type { JournalReader } from "../../engine/ports/journal.ts";
import { openJournalReader } from "../../journal/reader.ts";
import { isDamage } from "../../journal/soundness.ts";
import type { KeptImage } from "../../store/image.ts";
import { listingOf } from "../../views/listing.ts";
import { filesIn } from "../files.ts";
import { putAway, readImage } from "./image.ts";
import type { Opened } from "./opened.ts";

/** A state, and what tells the journal that it was read from, up to there, from every other. */
export type Marked = { readonly state: LiveState; readonly mark: string | undefined };

/** Reads the journal; nothing where there is none, or one that the next engine puts aside: files and target tell then. */
const readJournal = <T>({ repository }: Opened, read: (reader: JournalReader) => T): T | undefined => {
  const reader = openJournalReader(filesIn(repository.state).journal);
  try {
    return reader && read(reader);
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  } finally {
    reader?.close();
  }
};

/** What tells the journal as it is from every other, and from what it will be; undefined where there is none. */
export const journalMark = (opened: Opened): string | undefined =>
  readJournal(opened, (reader) => reader.mark());

/** The same, with what is true of the fleet as a whole, and without all the rest. */
export const glanceAtJournal = (
  opened: Opened,
): { readonly mark: string | undefined; readonly fleet: Fleet | undefined } | undefined =>
  readJournal(opened, (reader) => ({ mark: reader.mark(), fleet: reader.fleet() }));

const markedState = (reader: JournalReader): Marked => {
  const state = new LiveState(reader.load());
  return { state, mark: reader.mark(state.seq) };
};

/** The journal's state, as of its last batch. */
export const journalState = (opened: Opened): Marked =>
  readJournal(opened, markedState) ?? { state: new LiveState(), mark: undefined };

/** At most so many events are folded into an image: then it is laid out anew. */
const most = 500;

/** So it is, too, where so long nothing has happened: more may be asked about just this state. */
const calmMs = 1000;

/** An image of the journal brought up to the last event; undefined where it is of another journal, or is to be laid out anew. */
const broughtUp = (reader: JournalReader, image: KeptImage, now: number): State | undefined => {
  if (reader.mark(image.seq) !== image.origin["journal"]) return undefined;
  const events = reader.after(image.seq, most);
  const last = events.at(-1);
  if (events.length === most || (last !== undefined && last.at < now - calmMs)) return undefined;
  const state = stateOf(image.at(now));
  if (events.length === 0) return state;
  const live = new LiveState(state);
  for (const stamped of events) evolve(live, stamped);
  return live;
};

/** The image of an engine's state, where nothing has happened since; `mark` is the journal's. */
export const engineImage = (opened: Opened, mark: string): KeptImage | undefined =>
  readImage(opened, ({ origin: { files, journal } }) => files === "engine" && journal === mark);

/** The state of an engine that runs: its journal says all of it, whatever the files say. `problems` are what is wrong with them. */
export const engineState = (opened: Opened, problems: readonly Problem[], now: number): State => {
  const image = readImage(opened, ({ origin }) => origin["files"] === "engine");
  const kept = image && readJournal(opened, (reader) => broughtUp(reader, image, now));
  if (kept !== undefined) return kept;
  image?.close();
  const { state, mark } = journalState(opened);
  const origin = { files: "engine", journal: mark ?? "none" };
  const listing = listingOf(state, problems, now);
  putAway(opened, { state, problems, origin, unseen: new Set(), now, listing });
  return state;
};
