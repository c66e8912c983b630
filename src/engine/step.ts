import { evolve } from "../core/evolve.ts";
import type { Event, Stamped } from "../core/event.ts";
import type { Input } from "../core/input.ts";
import { judge } from "../core/judge.ts";
import type { LiveState } from "../core/live.ts";
import { schedule } from "../core/schedule.ts";
import type { EntityRef, State } from "../core/state.ts";
import type { Batch, EntityChange } from "./ports/journal.ts";

const changeOf = (state: State, ref: EntityRef): EntityChange => {
  switch (ref.kind) {
    case "fleet":
      return { kind: "fleet", value: state.fleet };
    case "task":
      return { kind: "task", id: ref.id, value: state.tasks.get(ref.id) };
    case "record":
      return { kind: "record", id: ref.id, value: state.records.get(ref.id) };
    case "attempt":
      return { kind: "attempt", id: ref.id, value: state.attempts.get(ref.id) };
    case "tally":
      return { kind: "tally", id: ref.id, value: state.tallies.get(ref.id) };
  }
};

const folder = (state: LiveState, now: number): { events: Stamped[]; fold: (event: Event) => void } => {
  const events: Stamped[] = [];
  const fold = (event: Event): void => {
    const stamped = { seq: state.seq + 1, at: now, event };
    evolve(state, stamped);
    events.push(stamped);
  };
  return { events, fold };
};

const batchOf = (state: LiveState, events: readonly Stamped[]): Batch => ({
  events,
  changes: events.length === 0 ? [] : state.drainTouched().map((ref) => changeOf(state, ref)),
});

/** Folds what the inputs mean into the state, and nothing that follows from it: for faces, where no engine runs. */
export const bringUpToDate = (
  state: LiveState,
  inputs: readonly Input[],
  now: number,
): readonly Stamped[] => {
  const { events, fold } = folder(state, now);
  for (const input of inputs) for (const event of judge(state, input, now)) fold(event);
  return events;
};

/** The same, as a batch to be written down. */
export const takeIn = (state: LiveState, inputs: readonly Input[], now: number): Batch =>
  batchOf(state, bringUpToDate(state, inputs, now));

/** A step in which, after the inputs, all is decided that `next` has to say, one event a call. */
export const deciding =
  (next: (state: State, now: number) => Event | undefined) =>
  (state: LiveState, inputs: readonly Input[], now: number): Batch => {
    const { events, fold } = folder(state, now);
    for (const input of inputs) for (const event of judge(state, input, now)) fold(event);
    for (let event = next(state, now); event !== undefined; event = next(state, now)) fold(event);
    return batchOf(state, events);
  };

/** One step of the loop: what the inputs mean, then what is to be decided until nothing is. */
export const decide = deciding(schedule);
