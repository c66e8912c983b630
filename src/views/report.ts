import { isWithPerson, type AttemptKey, type Attempt, type PastAttempt, type Undo } from "../core/attempt.ts";
import type { Event, Stamped } from "../core/event.ts";
import type { Oid } from "../core/evidence.ts";
import type { FailureKind } from "../core/failure.ts";
import { charged, isExact, type Meter } from "../core/meter.ts";
import { attemptOf, type State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";
import { situationOf } from "./phase.ts";
import { spentSince, type Spent } from "./spent.ts";
import { stopsOf, type Stop } from "./stops.ts";
import { nextOf, type Next } from "./next.ts";
import { waitingOf, type Waiting } from "./waiting.ts";
import { lookThenRetry } from "./words.ts";

/** An attempt that landed. */
export type Landed = {
  readonly task: TaskId;
  readonly attempt: number;
  readonly title: string;
  readonly at: number;
  readonly commit: Oid;
  /** From its claim to its landing, without the time in which nothing could run. */
  readonly seconds: number;
  /** What it cost; missing where nothing was paid for. */
  readonly usd?: number;
  /** Otherwise it may have cost more. */
  readonly exact?: boolean;
};

/** A task that ended without landing. */
export type Failed = {
  readonly task: TaskId;
  readonly title: string;
  readonly at: number;
  readonly kind: FailureKind;
  readonly why: string;
  readonly attempts: number;
  readonly answer: string;
};

/** Work of an attempt that did not land, and that the target holds all the same. */
export type Slipped = { readonly task: TaskId; readonly attempt: number; readonly commits: readonly Oid[] };

/** What happened since a moment, how things stand now, and what comes next. */
export type Report = {
  readonly since: number;
  readonly now: number;
  readonly landed: readonly Landed[];
  /** Tasks whose results came to the target by other ways: from another clone, say. */
  readonly elsewhere: readonly TaskId[];
  readonly failed: readonly Failed[];
  readonly slipped: readonly Slipped[];
  /** Attempts that failed and whose tasks were tried again, by kind. */
  readonly retried: ReadonlyMap<FailureKind, number>;
  readonly waiting: readonly Waiting[];
  readonly spent: Spent;
  readonly stopped: readonly Stop[];
  readonly next: Next;
};

/** The kinds of event that a report is made of. */
export const reported = [
  "attempt.landed",
  "attempt.failed",
  "attempt.ended",
  "attempt.faulted",
  "target.observed",
  "fleet.paused",
  "fleet.resumed",
  "clock.gap",
] as const satisfies readonly Event["kind"][];

/** What is known of an attempt, in motion or past. */
type Known = Attempt | PastAttempt;

const apart = (key: AttemptKey): { task: TaskId; attempt: number } => {
  const at = key.lastIndexOf("@");
  return { task: key.slice(0, at), attempt: Number(key.slice(at + 1)) };
};

const knownOf = (state: State, key: AttemptKey): Known | undefined => {
  const { task, attempt } = apart(key);
  return state.attempts.get(key) ?? state.records.get(task)?.past.find(({ n }) => n === attempt);
};

const undoIn = (known: Known): Undo | undefined => ("spec" in known ? known.spec.undo : known.undo);

/** From when on events are needed: how long an attempt took, without the gaps in it, goes back to its claim. */
export const reachOf = (state: State, since: number): number => {
  const past = [...state.records.values()].flatMap((record) =>
    record.past.filter(({ endedAt }) => endedAt >= since),
  );
  const moving = [...state.attempts.values()].filter((attempt) => !isWithPerson(attempt));
  return Math.min(since, ...[...past, ...moving].map(({ claimedAt }) => claimedAt));
};

const titleOf = (state: State, task: TaskId): string => state.tasks.get(task)?.title ?? task;

const gapsIn = (events: readonly Stamped[]) =>
  events.flatMap(({ event }) => (event.kind === "clock.gap" ? [event.gap] : []));

/** How long something took, without the gaps in it. */
const secondsOf = (from: number, until: number, events: readonly Stamped[]): number => {
  const lost = gapsIn(events).map((gap) => Math.min(until, gap.until) - Math.max(from, gap.from));
  const missed = lost.reduce((sum, ms) => sum + Math.max(0, ms), 0);
  return Math.max(0, Math.round((until - from - missed) / 1000));
};

const landedOf = (state: State, events: readonly Stamped[], since: number): Landed[] =>
  events.flatMap(({ at, event }) => {
    if (event.kind !== "attempt.landed" || at < since) return [];
    const known = knownOf(state, event.key);
    if (known !== undefined && undoIn(known) !== undefined) return [];
    const { task, attempt } = apart(event.key);
    const meter = known?.meter;
    return [
      {
        task,
        attempt,
        title: titleOf(state, task),
        at,
        commit: event.commit,
        seconds: secondsOf(known?.claimedAt ?? at, at, events),
        ...(meter === undefined ? {} : { usd: charged(meter) / 1e6, exact: isExact(meter) }),
      },
    ];
  });

const isOurs = (state: State, task: TaskId, attempt: number): boolean =>
  attemptOf(state, task)?.n === attempt ||
  state.records.get(task)?.past.some(({ n, outcome }) => n === attempt && outcome.kind === "done") === true;

const elsewhereOf = (state: State, events: readonly Stamped[], since: number): TaskId[] =>
  events.flatMap(({ at, event }) => {
    if (event.kind !== "target.observed" || at < since) return [];
    const others = event.news.landed.filter(({ task, attempt }) => !isOurs(state, task, attempt));
    return others.map(({ task }) => task);
  });

/** Of each task that has failed for good and still has, the failure that ended it. */
const failedOf = (state: State, events: readonly Stamped[], since: number): Failed[] => {
  const last = new Map<TaskId, Failed>();
  for (const { at, event } of events) {
    if (event.kind !== "attempt.failed" || event.rest.kind !== "final" || at < since) continue;
    const { task } = apart(event.key);
    const file = state.tasks.get(task);
    if (file === undefined || situationOf(state, file).phase !== "failed") continue;
    const attempts = state.records.get(task)?.attempts ?? 1;
    const { kind, why } = event.failure;
    last.set(task, {
      task,
      title: file.title,
      at,
      kind,
      why,
      attempts,
      answer: lookThenRetry(task),
    });
  }
  return [...last.values()];
};

const slippedOf = (events: readonly Stamped[], since: number): Slipped[] =>
  events.flatMap(({ at, event }) =>
    event.kind === "attempt.ended" && event.slipped !== undefined && at >= since
      ? [{ ...apart(event.key), commits: event.slipped }]
      : [],
  );

const retriedOf = (events: readonly Stamped[], since: number): Map<FailureKind, number> => {
  const counts = new Map<FailureKind, number>();
  for (const { at, event } of events) {
    if (event.kind !== "attempt.failed" || at < since || event.failure.kind === "cancelled") continue;
    if (event.rest.kind !== "free" && event.rest.kind !== "until") continue;
    counts.set(event.failure.kind, (counts.get(event.failure.kind) ?? 0) + 1);
  }
  return counts;
};

/** What the journal has to tell for a report. */
export type Told = {
  /** Those of the kinds `reported` from `reachOf` on. */
  readonly events: readonly Stamped[];
  /** What the attempts that are `spanning` the moment had used until then. */
  readonly before: ReadonlyMap<AttemptKey, Meter>;
};

/** Tells what happened since a moment. */
export const reportOf = (
  state: State,
  { events, before }: Told,
  { since, now }: { readonly since: number; readonly now: number },
): Report => ({
  since,
  now,
  landed: landedOf(state, events, since),
  elsewhere: elsewhereOf(state, events, since),
  failed: failedOf(state, events, since),
  slipped: slippedOf(events, since),
  retried: retriedOf(events, since),
  waiting: waitingOf(state, now),
  spent: spentSince(state, before, { since, now }),
  stopped: stopsOf(events, { since, now, paused: state.fleet.paused }),
  next: nextOf(state, now),
});
