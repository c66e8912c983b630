import type { Event, Stamped } from "../../src/core/event.ts";
import { defaultConfig } from "../../src/core/config.ts";
import type { Entities, Fleet } from "../../src/core/state.ts";
import type { Task } from "../../src/core/task.ts";
import type { Batch, EntityChange } from "../../src/engine/ports/journal.ts";

/** The entities as a test folds them by hand. */
export type Folded = { seq: number; fleet: Fleet; tasks: Map<string, Task> };

const TASKS = 40;

export const emptyFold = (): Folded => ({
  seq: 0,
  fleet: { config: defaultConfig, agents: [], paused: false, heard: [] },
  tasks: new Map(),
});

/** Continues a fold from what a journal gave back. */
export const foldFrom = (loaded: Entities | undefined): Folded =>
  loaded ? { seq: loaded.seq, fleet: loaded.fleet, tasks: new Map(loaded.tasks) } : emptyFold();

export const entitiesOf = ({ seq, fleet, tasks }: Folded): Entities => ({
  seq,
  fleet,
  tasks,
  records: new Map(),
  attempts: new Map(),
  tallies: new Map(),
});

export const taskOf = (id: string, title: string): Task => ({
  id,
  file: `tasks/${id}.md`,
  title,
  status: "todo",
  priority: 2,
  dependsOn: [],
  budget: {},
  maxAttempts: 3,
  touches: ["src/**"],
  verify: [],
  labels: [],
  hold: false,
  digest: title.padStart(64, "0"),
});

/** The event of a number is always the same, so that a journal's content can be told from its length. */
const eventAt = (seq: number): Event => {
  if (seq % 7 === 1) return { kind: seq % 2 === 1 ? "fleet.paused" : "fleet.resumed" };
  const set = [taskOf(`t-${(seq * 13) % TASKS}`, `wish ${seq} \u{1F6A6} "\\`)];
  return { kind: "tasks.changed", set, gone: seq % 5 === 0 ? [`t-${(seq * 29 + 1) % TASKS}`] : [] };
};

/** The events `from` to `to`, both counted. */
export const eventsBetween = (from: number, to: number): Stamped[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    seq: from + i,
    at: 1_000 + from + i,
    event: eventAt(from + i),
  }));

/** Folds an event in; returns the entities it touched. */
export const foldEvent = (folded: Folded, { seq, event }: Stamped): EntityChange[] => {
  folded.seq = seq;
  if (event.kind === "fleet.paused" || event.kind === "fleet.resumed") {
    folded.fleet = { ...folded.fleet, paused: event.kind === "fleet.paused" };
    return [{ kind: "fleet", value: folded.fleet }];
  }
  if (event.kind !== "tasks.changed") throw new Error(`no test writes ${event.kind}`);
  for (const task of event.set) folded.tasks.set(task.id, task);
  for (const id of event.gone) folded.tasks.delete(id);
  return [...event.set.map(({ id }) => id), ...event.gone].map((id) => ({
    kind: "task",
    id,
    value: folded.tasks.get(id),
  }));
};

/** The next `size` events as a batch, folded in. */
export const nextBatch = (folded: Folded, size: number): Batch => {
  const events = eventsBetween(folded.seq + 1, folded.seq + size);
  return { events, changes: events.flatMap((event) => foldEvent(folded, event)) };
};
