import type { Attempt, Phase } from "./attempt.ts";
import { cancelled, lateEnding, type Ending } from "./call-off.ts";
import type { Event } from "./event.ts";
import type { Failure } from "./failure.ts";
import type { RecordReport, Report } from "./input.ts";
import { isLater } from "./meter.ts";
import { afterFailure, waitAfterFault } from "./policy.ts";
import type { Rest } from "./record.ts";
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

const faulted = ({ message }: ReportOf<"faulted">, { attempt, now }: Case): Event => {
  const key = attempt.key;
  const k = attempt.faults + 1;
  const wait = waitAfterFault(attempt.step.phase === "ending" ? Math.min(k, 5) : k, key);
  if (wait !== undefined) return { kind: "attempt.faulted", key, message, until: now + wait };
  const failure: Failure = { kind: "transient", why: `TrafficControl itself failed ${k} times: ${message}` };
  const ask = { what: `${failure.why} (it cost the task nothing)`, answer: `traffic retry ${attempt.task}` };
  return { kind: "attempt.failed", key, failure, rest: { kind: "person", ask, failure } };
};

const failed = (
  { failure, proof, head, account }: ReportOf<"failed">,
  { state, attempt, now }: Case,
): Event => {
  const record = state.records.get(attempt.task);
  const maxAttempts = state.tasks.get(attempt.task)?.maxAttempts ?? 1;
  const rest: Rest =
    record === undefined
      ? { kind: "free" }
      : furtherOf(state, attempt, {
          failure,
          now,
          rest: afterFailure({ record, n: attempt.n, maxAttempts, failure, now }),
        });
  const known = {
    ...(proof === undefined ? {} : { proof }),
    ...(head === undefined ? {} : { head }),
    ...(account === undefined ? {} : { account }),
  };
  return { kind: "attempt.failed", key: attempt.key, failure, ...known, rest };
};

const ended = ({ key }: Attempt, ending: Ending): Event => ({ kind: "attempt.failed", key, ...ending });

const moved = (_: ReportOf<"moved">, { state, attempt }: Case): Event => {
  const late = lateEnding(state, attempt);
  if (late !== undefined) return ended(attempt, late);
  if (!isDone(state, attempt.task)) return { kind: "attempt.moved", key: attempt.key };
  return ended(attempt, { failure: cancelled("its task is done without it"), rest: { kind: "free" } });
};

const blocked = ({ why, paths }: ReportOf<"blocked">, { state, attempt, now }: Case): Event => {
  const late = lateEnding(state, attempt);
  if (late !== undefined) return ended(attempt, late);
  const { key, step } = attempt;
  const since = (step.phase === "landing" ? step.blocked?.since : undefined) ?? now;
  return { kind: "attempt.blocked", key, blocked: { why, paths, since, until: now + blockedWait } };
};

const unproved = ({ proof, why }: ReportOf<"unproved">, { attempt: { key, approved } }: Case): Event =>
  approved === undefined
    ? { kind: "attempt.unproved", key, proof, why }
    : { kind: "attempt.proved", key, proof };

const meanings: { readonly [K in Kind]: Meaning<K> } = {
  prepared: {
    phases: ["preparing"],
    means: ({ base, path }, { attempt: { key } }) => ({ kind: "attempt.prepared", key, base, path }),
  },
  worked: {
    phases: ["working"],
    means: ({ head, account }, { attempt: { key } }) => ({
      kind: "attempt.worked",
      key,
      head,
      ...(account === undefined ? {} : { account }),
    }),
  },
  proved: {
    phases: ["verifying"],
    means: ({ proof }, { attempt: { key } }) => ({ kind: "attempt.proved", key, proof }),
  },
  unproved: { phases: ["verifying"], means: unproved },
  built: {
    phases: ["landing"],
    means: ({ commit }, { attempt: { key } }) => ({ kind: "attempt.built", key, commit }),
  },
  landed: {
    phases: ["landing"],
    means: ({ commit }, { attempt: { key } }) => ({ kind: "attempt.landed", key, commit }),
  },
  moved: { phases: ["landing"], means: moved },
  blocked: { phases: ["landing"], means: blocked },
  ended: { phases: ["ending"], means: (_, { attempt: { key } }) => ({ kind: "attempt.ended", key }) },
  failed: { phases: ["preparing", "working", "verifying", "landing"], means: failed },
  faulted: { phases: ["preparing", "working", "verifying", "landing", "ending"], means: faulted },
};

/** What an attempt has used counts whenever it is told, even after its end; told twice or late it says nothing new. */
const metered = (state: State, { attempt: key, meter }: ReportOf<"metered">): Event[] => {
  const at = key.lastIndexOf("@");
  const past = state.records.get(key.slice(0, at))?.past.find(({ n }) => n === Number(key.slice(at + 1)));
  const known = state.attempts.get(key) ?? past;
  return known !== undefined && isLater(meter, known.meter) ? [{ kind: "attempt.metered", key, meter }] : [];
};

/** A report counts once, for the very step it is about. */
export const judgeReport = (state: State, report: Report, now: number): Event[] => {
  if (report.kind === "metered") return metered(state, report);
  const attempt = state.attempts.get(report.attempt);
  if (attempt === undefined || attempt.turn !== report.turn) return [];
  const { phases, means } = meanings[report.kind] as Meaning<Kind>;
  return phases.includes(attempt.step.phase) ? [means(report, { state, attempt, now })] : [];
};

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
