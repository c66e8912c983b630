import type { Stamped } from "../../core/event.ts";
import { evolve } from "../../core/evolve.ts";
import { LiveState } from "../../core/live.ts";
import { isQuiet } from "../../core/quiet.ts";
import { schedule } from "../../core/schedule.ts";
import type { EntityRef } from "../../core/state.ts";
import type { JournalReader } from "../../engine/ports/journal.ts";
import { openJournalReader } from "../../journal/reader.ts";
import { systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import type { Opened } from "./opened.ts";

/** What was written since somebody looked last, and the entities that it touched. */
type Caught = {
  readonly events: readonly Stamped[];
  readonly touched: readonly EntityRef[] | "all";
};

/** A state kept up to date with a journal that another process writes. */
export type Follower = {
  readonly state: LiveState;
  /** Folds what has been written since; returns it. The state keeps no note of what was touched, or that would grow for as long as it is followed. */
  catchUp(): Caught;
  /** Nothing more happens by itself. */
  quiet(): boolean;
  close(): void;
};

/** At most so many events are folded in one go. */
const most = 5000;

const followJournal = (reader: JournalReader): Follower => {
  let state = new LiveState(reader.load());
  return {
    get state() {
      return state;
    },
    catchUp: () => {
      const events = reader.after(state.seq, most);
      const first = events[0];
      // A gap means that what lies between was dropped behind the entities: they are read again.
      if (first !== undefined && first.seq !== state.seq + 1) {
        state = new LiveState(reader.load());
        return { events, touched: "all" };
      }
      for (const stamped of events) evolve(state, stamped);
      return { events, touched: state.drainTouched() };
    },
    quiet: () => {
      const now = systemClock.now();
      return isQuiet(state, now) && schedule(state, now) === undefined;
    },
    close: () => reader.close(),
  };
};

/** Follows the repository's journal; undefined while there is none. */
export const openFollower = ({ repository }: Opened): Follower | undefined => {
  const reader = openJournalReader(filesIn(repository.state).journal);
  return reader === undefined ? undefined : followJournal(reader);
};
