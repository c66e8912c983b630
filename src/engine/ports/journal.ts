import type { Attempt, AttemptKey } from "../../core/attempt.ts";
import type { Event, Stamped } from "../../core/event.ts";
import type { Meter } from "../../core/meter.ts";
import type { TaskRecord } from "../../core/record.ts";
import type { Tally } from "../../core/route/tally.ts";
import type { Entities, Fleet } from "../../core/state.ts";
import type { Task, TaskId } from "../../core/task.ts";

/** One entity as it now is; `undefined` when it is gone. */
export type EntityChange =
  | { readonly kind: "fleet"; readonly value: Fleet }
  | { readonly kind: "task"; readonly id: TaskId; readonly value: Task | undefined }
  | { readonly kind: "record"; readonly id: TaskId; readonly value: TaskRecord | undefined }
  | { readonly kind: "attempt"; readonly id: AttemptKey; readonly value: Attempt | undefined }
  | { readonly kind: "tally"; readonly id: string; readonly value: Tally | undefined };

/** The events of one step and the entities they touched. */
export type Batch = { readonly events: readonly Stamped[]; readonly changes: readonly EntityChange[] };

/** Where facts become durable. */
export type Journal = {
  /** One transaction; on return it survives a power cut. The first batch holds the fleet; event numbers start at 1 and leave no gap. Throws when it cannot be written: the process must end then. */
  append(batch: Batch): void;
  /** The entities as of the last batch; `undefined` in a new journal. */
  load(): Entities | undefined;
  close(): void;
};

/** An attempt, and when it was claimed. */
export type Began = { readonly key: AttemptKey; readonly claimedAt: number };

/** Reads a journal that another process may be writing. */
export type JournalReader = {
  load(): Entities | undefined;
  /** What is true of the fleet as a whole, without all the rest. */
  fleet(): Fleet | undefined;
  /** Tells the journal up to an event (the last, where none is named) from every other; undefined where there is no such event. */
  mark(seq?: number): string | undefined;
  /** Events after `seq`, oldest first, at most `limit`. */
  after(seq: number, limit: number): readonly Stamped[];
  /** The last `limit` events, oldest first. */
  last(limit: number): readonly Stamped[];
  /** Events of some kinds at or after a moment in milliseconds since the epoch, oldest first. */
  from(moment: number, kinds: readonly Event["kind"][]): readonly Stamped[];
  /** What each of these attempts had used before a moment, as far as it was told. */
  metersAt(moment: number, attempts: readonly Began[]): ReadonlyMap<AttemptKey, Meter>;
  /** Recomputes the hash chain. */
  verify(): { readonly events: number; readonly broken?: { readonly seq: number; readonly why: string } };
  close(): void;
};
