import type { Stamped } from "../core/event.ts";
import type { CompactableJournal } from "../journal/journal.ts";

/** Events kept behind the entities: enough to look back on, little to carry. */
const usual = 200_000;

/** After so many more the oldest of as many are dropped: that takes two milliseconds. */
const often = 1000;

/** Keeps a journal short while it is written to: an engine may run for months. Returns what is to be told of new events. */
export const shortener = (
  journal: Pick<CompactableJournal, "compact">,
  { keep, every } = { keep: usual, every: often },
): ((events: readonly Stamped[]) => void) => {
  let more = 0;
  journal.compact(keep);
  return (events) => {
    more += events.length;
    if (more < every) return;
    more = 0;
    journal.compact(keep);
  };
};
