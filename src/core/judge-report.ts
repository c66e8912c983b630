import { shutBy } from "./reach.ts";
import { partsOf, type Attempt, type Phase, type PullRef } from "./attempt.ts";
import type { Account } from "./account.ts";
import { cancelled, lateEnding, type Ending } from "./call-off.ts";
import type { Event } from "./event.ts";
import type { Oid } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import type { RecordReport, Report } from "./input.ts";
import { overfilled, troubleSince } from "./held-up.ts";
import { lookedAt } from "./looked-at.ts";
import { metered } from "./judge-meter.ts";
import { remarked } from "./judge-remarks.ts";
import { waitingFor } from "./message.ts";
import { named } from "./person.ts";
import { afterFailure, waitAfterFault, waitOutside } from "./policy.ts";
import type { Rest } from "./record.ts";
import { raisedFirst } from "./budget/raise.ts";
import { furtherOf } from "./route/further.ts";
import { isDone } from "./standing.ts";
import { recordLane, type State } from "./state.ts";

/** How long until a landing that the checkout is in the way of is tried again, in milliseconds. */
const blockedWait = 2000;

type ReportOf<K extends Report["kind"]> = Extract<Report, { kind: K }>;
/** What is about one step of an attempt; what it has used is about the whole of it. */
type Kind = Exclude<Report["kind"], "metered">;
type Case = { readonly state: State; readonly attempt: Attempt; readonly now: number };
type Meaning<K extends Kind> = {
  /** Where an attempt must be for the report to be about it. */
  readonly phases: readonly Phase[];
  readonly means: (report: ReportOf<K>, found: Case) => Event;
};

/** Nobody's fault, and nothing that trying less would mend: what was worked stays, and goes on once there is a way. */
const heldUp = ({ message, filled }: ReportOf<"faulted">, found: Case): Event => {
  const { attempt, now } = found;
  const failure = overfilled(attempt, filled);
  if (failure !== undefined)
    return { kind: "attempt.failed", key: attempt.key, failure, rest: restAfter(failure, found) };
  const { key } = attempt;
  const until = now + waitOutside(troubleSince(attempt, now).tries + 1, key);
  return {
    kind: "attempt.faulted",
    key,
    message,
    until,
    outside: true,
    ...(filled === undefined ? {} : { filled }),
  };
};

const faulted = (report: ReportOf<"faulted">, found: Case): Event => {
  const { message, outside } = report;
  if (outside === true) return heldUp(report, found);
  const { attempt, now } = found;
  const key = attempt.key;
  const k = attempt.faults + 1;
  const wait = waitAfterFault(attempt.step.phase === "ending" ? Math.min(k, 5) : k, key);
  if (wait !== undefined) return { kind: "attempt.faulted", key, message, until: now + wait };
  const failure: Failure = { kind: "transient", why: `TrafficControl itself failed ${k} times: ${message}` };
  if (attempt.spec.undo !== undefined)
    return { kind: "attempt.failed", key, failure, rest: { kind: "free" } };
  const ask = { what: `${failure.why} (it cost the task nothing)`, answer: `traffic retry ${attempt.task}` };
  return { kind: "attempt.failed", key, failure, rest: { kind: "person", ask, failure } };
};

/** What holds the task after its attempt failed; one whose undo failed stays as done as it was. */
const restAfter = (failure: Failure, { state, attempt, now }: Case): Rest => {
  const record = state.records.get(attempt.task);
  if (record === undefined || attempt.spec.undo !== undefined) return { kind: "free" };
  const maxAttempts = state.tasks.get(attempt.task)?.maxAttempts ?? 1;
  // Its task waits for room in that budget, or for that service, as it would have if it had not been claimed.
  if (failure.shared === true) return { kind: "free" };
  const rest = afterFailure({ record, n: attempt.n, maxAttempts, failure, now });
  return furtherOf(state, attempt, { failure, now, rest: raisedFirst(state, attempt, { rest, now }) });
};

/** What ended it, and whether that befell other work too: a budget was lowered under it, or its service gave it not one answer. */
const endedBy = (failure: Failure, { bounds, meter }: Attempt): Failure => {
  const isLowered = failure.kind === "budget" && bounds?.by?.kind === "budget";
  const isUnheard = failure.service === "away" && (meter?.turns ?? 0) === 0;
  return isLowered || isUnheard ? { ...failure, shared: true } : failure;
};

const failed = (report: ReportOf<"failed">, found: Case): Event => {
  const { proof, head, account } = report;
  const { attempt } = found;
  const failure = endedBy(report.failure, attempt);
  const rest = restAfter(failure, found);
  const known = {
    ...(proof === undefined ? {} : { proof }),
    ...(head === undefined ? {} : { head }),
    ...(account === undefined ? {} : { account }),
  };
  // A person is about to come, however its agent ended.
  if (attempt.step.phase === "halting") return taking(attempt, { ...known });
  return { kind: "attempt.failed", key: attempt.key, failure, ...known, rest };
};

/** Its agent is at rest: the person who asked for it is next. */
const taking = (
  { key, step }: Attempt,
  { head, account }: { readonly head?: Oid; readonly account?: Account },
): Event => ({
  kind: "attempt.taking",
  key,
  by: step.phase === "halting" ? step.by : named(undefined),
  ...(head === undefined ? {} : { head }),
  ...(account === undefined ? {} : { account }),
});

const worked = ({ head, account }: ReportOf<"worked">, { attempt }: Case): Event => {
  const known = { head, ...(account === undefined ? {} : { account }) };
  return attempt.step.phase === "halting"
    ? taking(attempt, known)
    : { kind: "attempt.worked", key: attempt.key, ...known };
};

const ended = ({ key }: Attempt, ending: Ending): Event => ({ kind: "attempt.failed", key, ...ending });

const moved = (_: ReportOf<"moved">, { state, attempt }: Case): Event => {
  const late = lateEnding(state, attempt);
  if (late !== undefined) return ended(attempt, late);
  const { undo } = attempt.spec;
  const landed = state.records.get(attempt.task)?.landed?.attempt;
  if (undo === undefined ? !isDone(state, attempt.task) : landed === undo.attempt)
    return { kind: "attempt.moved", key: attempt.key };
  if (undo !== undefined)
    return ended(attempt, { failure: cancelled("what it would undo is gone"), rest: { kind: "free" } });
  return ended(attempt, { failure: cancelled("its task is done without it"), rest: { kind: "free" } });
};

const blocked = ({ why, paths }: ReportOf<"blocked">, { state, attempt, now }: Case): Event => {
  const late = lateEnding(state, attempt);
  if (late !== undefined) return ended(attempt, late);
  const { key, step } = attempt;
  const since = (step.phase === "landing" ? step.blocked?.since : undefined) ?? now;
  return { kind: "attempt.blocked", key, blocked: { why, paths, since, until: now + blockedWait } };
};

const handedOver: readonly Phase[] = ["handover"];

const withPull = <T extends object>(event: T, pull: PullRef | undefined): T & { pull?: PullRef } =>
  pull === undefined ? event : { ...event, pull };

/** What was left alone while it might have been merged ends once it turns out that it was not. */
const unlessLate =
  <K extends Kind>(means: Meaning<K>["means"]): Meaning<K>["means"] =>
  (report, found) => {
    const late = lateEnding(found.state, found.attempt);
    return late === undefined ? means(report, found) : ended(found.attempt, late);
  };

const waits = ({ why, answer, until, pull }: ReportOf<"waits">, { attempt: { key } }: Case): Event => {
  const waits = { why, until, ...(answer === undefined ? {} : { answer }) };
  return withPull({ kind: "attempt.waits", key, waits }, pull);
};

const proved = ({ proof }: ReportOf<"proved">, { attempt: { key, spec, approved } }: Case): Event => {
  const why = approved === undefined ? lookedAt(proof, spec) : undefined;
  return why === undefined
    ? { kind: "attempt.proved", key, proof }
    : { kind: "attempt.offered", key, proof, why };
};

const unproved = ({ proof, why }: ReportOf<"unproved">, { attempt: { key, approved } }: Case): Event =>
  approved === undefined
    ? { kind: "attempt.unproved", key, proof, why }
    : { kind: "attempt.proved", key, proof };

/** Phases in which an order may be in motion. */
const busy: readonly Phase[] = [
  "preparing",
  "working",
  "halting",
  "taking",
  "giving",
  "reverting",
  "verifying",
  "handover",
  "landing",
  "ending",
];

const meanings: { readonly [K in Kind]: Meaning<K> } = {
  prepared: {
    phases: ["preparing"],
    means: ({ base, path, adopted }, { attempt: { key } }) => ({
      kind: "attempt.prepared",
      key,
      base,
      path,
      ...(adopted === undefined ? {} : { adopted }),
    }),
  },
  worked: { phases: ["working", "halting"], means: worked },
  halted: { phases: ["halting"], means: ({ account }, { attempt }) => taking(attempt, { account }) },
  handed: {
    phases: ["taking"],
    means: ({ base, path, head, adopted }, { attempt: { key } }) => ({
      kind: "attempt.taken",
      key,
      base,
      path,
      head,
      ...(adopted === undefined ? {} : { adopted }),
    }),
  },
  given: {
    phases: ["giving"],
    means: ({ head, files, all }, { attempt: { key } }) => ({ kind: "attempt.given", key, head, files, all }),
  },
  reverted: {
    phases: ["reverting"],
    means: ({ head }, { attempt: { key } }) => ({ kind: "attempt.worked", key, head }),
  },
  proved: { phases: ["verifying"], means: proved },
  unproved: { phases: ["verifying"], means: unproved },
  built: {
    phases: ["landing", "handover"],
    means: ({ commit }, { attempt: { key } }) => ({ kind: "attempt.built", key, commit }),
  },
  waits: { phases: handedOver, means: unlessLate(waits) },
  ready: {
    phases: handedOver,
    means: unlessLate(({ pull }, { attempt: { key } }) => withPull({ kind: "attempt.ready", key }, pull)),
  },
  merged: {
    phases: handedOver,
    means: ({ commit, pull }, { attempt: { key } }) => ({ kind: "attempt.merged", key, commit, pull }),
  },
  limited: {
    phases: ["preparing", "verifying", "handover"],
    means: (shut) => ({ kind: "github.closed", ...shutBy(shut) }),
  },
  landed: {
    phases: ["landing"],
    means: ({ commit }, { attempt: { key } }) => ({ kind: "attempt.landed", key, commit }),
  },
  moved: { phases: ["landing", "handover"], means: moved },
  blocked: { phases: ["landing"], means: blocked },
  ended: {
    phases: ["ending"],
    means: ({ slipped }, { attempt: { key } }) => ({
      kind: "attempt.ended",
      key,
      ...(slipped === undefined ? {} : { slipped }),
    }),
  },
  failed: {
    phases: ["preparing", "working", "halting", "reverting", "verifying", "landing", "handover"],
    means: failed,
  },
  faulted: { phases: busy, means: faulted },
};

/** What its agent has heard counts whenever it is told, and once. */
const heard = (state: State, { attempt: key, heard: ids = [] }: Report): Event[] => {
  const waiting = waitingFor(state.records.get(partsOf(key).task)).map(({ id }) => id);
  const fresh = waiting.filter((id) => ids.includes(id));
  return fresh.length === 0 ? [] : [{ kind: "attempt.heard", key, ids: fresh }];
};

const stepTaken = (state: State, report: Report, now: number): Event[] => {
  if (report.kind === "metered") return metered(state, report);
  const attempt = state.attempts.get(report.attempt);
  if (attempt === undefined || attempt.turn !== report.turn) return [];
  const { phases, means } = meanings[report.kind] as Meaning<Kind>;
  return phases.includes(attempt.step.phase) ? [means(report, { state, attempt, now })] : [];
};

/** A report counts once, for the very step it is about. */
export const judgeReport = (state: State, report: Report, now: number): Event[] => [
  ...heard(state, report),
  ...remarked(state, report, now),
  ...stepTaken(state, report, now),
];

/** A record's report counts while that very record holds the lane. */
export const judgeRecordReport = (state: State, report: RecordReport, now: number): Event[] => {
  const { task, turn } = report;
  const rest = state.records.get(task)?.rest;
  if (state.fleet.lane !== recordLane(task) || rest?.kind !== "final" || rest.since !== turn) return [];
  switch (report.kind) {
    case "recorded":
      return [
        { kind: "task.recorded", task, ...(report.commit === undefined ? {} : { commit: report.commit }) },
      ];
    case "record_blocked":
      return [{ kind: "task.record_blocked", task, why: report.why, until: now + blockedWait }];
    case "record_faulted":
      return [{ kind: "task.record_blocked", task, why: report.message, until: now + 30 * blockedWait }];
  }
};
