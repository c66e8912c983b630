import type { Stamped } from "../core/event.ts";
import type { Failure } from "../core/failure.ts";
import { duration } from "./duration.ts";
import { count, list } from "./words.ts";

/** Something that kept work from going on. */
export type Stop = {
  readonly kind: "paused" | "slept" | "stopped" | "cap" | "limited" | "outage" | "fault";
  /** When it began, or first happened. */
  readonly from: number;
  /** When it ended, or last happened; missing while it goes on. */
  readonly until?: number;
  readonly text: string;
};

/** Since when is told, and whether the fleet is paused now. */
type Span = { readonly since: number; readonly now: number; readonly paused: boolean };

const taskOf = (key: string): string => key.slice(0, key.lastIndexOf("@"));

/** Pauses; of one that began earlier, what came after the moment. */
const pausesOf = (events: readonly Stamped[], { since, now, paused }: Span): Stop[] => {
  const switches = events.filter(
    ({ event: { kind } }) => kind === "fleet.paused" || kind === "fleet.resumed",
  );
  const [first] = switches;
  const wasPaused = first === undefined ? paused : first.event.kind === "fleet.resumed";
  const stops: Stop[] = [];
  let from = wasPaused ? since : undefined;
  for (const { at, event } of switches) {
    if (event.kind === "fleet.resumed" && from !== undefined) {
      stops.push({ kind: "paused", from, until: at, text: `a person paused it for ${duration(at - from)}` });
    }
    from = event.kind === "fleet.paused" ? at : undefined;
  }
  if (from === undefined) return stops;
  const text = `a person has paused it, for ${duration(now - from)} so far: nothing new starts`;
  return [...stops, { kind: "paused", from, text }];
};

const gapsOf = (events: readonly Stamped[]): Stop[] =>
  events.flatMap(({ event }) => {
    if (event.kind !== "clock.gap") return [];
    const { from, until, why } = event.gap;
    const what = why === "slept" ? "the machine slept" : "TrafficControl itself was stopped";
    return [
      { kind: why, from, until, text: `${what} for ${duration(until - from)}; no time limit counts it` },
    ];
  });

type Told = { readonly at: number; readonly task: string; readonly why: string };

/** What happened again and again, as one: how often, to whom, and the last of it. */
const together = (kind: Stop["kind"], all: readonly Told[], what: string): Stop[] => {
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return [];
  const tasks = [...new Set(all.map(({ task }) => task))];
  const times = all.length === 1 ? "" : ` ${count(all.length, "time")}`;
  const text = `${what}${times} (${list(tasks, 3)}): ${last.why}`;
  return [{ kind, from: first.at, until: last.at, text }];
};

const faultsOf = (events: readonly Stamped[]): Stop[] => {
  const faults = (isOurs: boolean): Told[] =>
    events.flatMap(({ at, event }) =>
      event.kind === "attempt.faulted" && (event.outside === undefined) === isOurs
        ? [{ at, task: taskOf(event.key), why: event.message }]
        : [],
    );
  return [
    ...together("fault", faults(true), "a fault of our own, free of charge,"),
    ...together("fault", faults(false), "held up from outside, free of charge,"),
  ];
};

const failuresOf = (
  events: readonly Stamped[],
  isSuch: (failure: Failure) => boolean,
  as: { readonly kind: Stop["kind"]; readonly what: string },
): Stop[] => {
  const all = events.flatMap(({ at, event }): Told[] =>
    event.kind === "attempt.failed" && isSuch(event.failure)
      ? [{ at, task: taskOf(event.key), why: event.failure.why }]
      : [],
  );
  return together(as.kind, all, as.what);
};

/** What kept work from going on since a moment, in the order in which it began. */
export const stopsOf = (events: readonly Stamped[], span: Span): Stop[] => {
  const recent = events.filter(({ at }) => at >= span.since);
  return [
    ...pausesOf(recent, span),
    ...gapsOf(recent),
    ...faultsOf(recent),
    ...failuresOf(recent, ({ kind }) => kind === "budget", { kind: "cap", what: "a budget was used up" }),
    ...failuresOf(recent, ({ kind }) => kind === "rate_limited", {
      kind: "limited",
      what: "the service limited the rate",
    }),
    ...failuresOf(recent, ({ service }) => service !== undefined, {
      kind: "outage",
      what: "a model's service gave no answers",
    }),
  ].sort((a, b) => a.from - b.from);
};
