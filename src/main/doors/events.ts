import type { AttemptKey } from "../../core/attempt.ts";
import type { Event, Stamped } from "../../core/event.ts";
import type { Meter } from "../../core/meter.ts";
import type { Began } from "../../engine/ports/journal.ts";
import { openJournalReader } from "../../journal/reader.ts";
import { filesIn } from "../files.ts";
import type { Opened } from "./opened.ts";

/** Events after `seq`, oldest first, at most `limit`; a negative `seq` counts from the end. */
export const readEvents = ({ repository }: Opened, seq: number, limit: number): readonly Stamped[] => {
  const reader = openJournalReader(filesIn(repository.state).journal);
  const events = (seq < 0 ? reader?.last(Math.min(-seq, limit)) : reader?.after(seq, limit)) ?? [];
  reader?.close();
  return events;
};

/** Events of some kinds at or after a moment, oldest first. */
export const readHappened = (
  { repository }: Opened,
  moment: number,
  kinds: readonly Event["kind"][],
): readonly Stamped[] => {
  const reader = openJournalReader(filesIn(repository.state).journal);
  const events = reader?.from(moment, kinds) ?? [];
  reader?.close();
  return events;
};

/** What each of these attempts had used before a moment. */
export const readMeters = (
  { repository }: Opened,
  moment: number,
  attempts: readonly Began[],
): ReadonlyMap<AttemptKey, Meter> => {
  const reader = openJournalReader(filesIn(repository.state).journal);
  const meters = reader?.metersAt(moment, attempts) ?? new Map();
  reader?.close();
  return meters;
};
