import type { PastAttempt, Undo } from "../core/attempt.ts";
import type { Oid } from "../core/evidence.ts";
import { peakFill } from "../core/fill.ts";
import type { Meter } from "../core/meter.ts";
import { named } from "../core/person.ts";
import { readyBy } from "../core/ready.ts";
import { followupsIn, questionsIn } from "../core/remark.ts";
import type { Choice } from "../core/route/choice.ts";
import { routeOf } from "../core/route/route.ts";
import { askedOf, rungOf, rungsOf, teamOf, type Rung } from "../core/rung.ts";
import { standingOf } from "../core/standing.ts";
import { attemptOf, type State } from "../core/state.ts";
import { patience, turnOf, usual, type Turn } from "../core/turn.ts";
import type { Task, TaskId } from "../core/task.ts";
import { pleaBehind } from "./behind.ts";
import { boundsText } from "./bounds.ts";
import { duration } from "./duration.ts";
import { gatesOf, type Gate } from "./gates.ts";
import { situationOf, stuck, type PhaseWord } from "./phase.ts";
import type { Plea } from "./plea.ts";
import { reasonOf } from "./reason.ts";
import { busyOf, type Busy } from "./status.ts";
import { count, short, who } from "./words.ts";

/** An attempt that is over, as people read it. */
export type PastRow = {
  readonly attempt: number;
  readonly agent: string;
  readonly outcome: string;
  readonly why: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** What it used, where it was paid for. */
  readonly meter?: Meter;
  /** Commits of its work that are on the target although it did not land. */
  readonly slipped?: readonly Oid[];
  /** What its agent said of it; held against what is true in its result. */
  readonly said?: string;
};

/** Who may work on a task, in the order in which what is rejected climbs it. */
export type Ladder = {
  readonly team?: string;
  readonly rungs: readonly {
    readonly agent: string;
    readonly model?: string;
    /** The present attempt's, or the next one's. */
    readonly next: boolean;
  }[];
};

/** Everything that decides about one task. */
export type Why = {
  readonly id: TaskId;
  readonly file: string;
  readonly title: string;
  readonly phase: PhaseWord;
  readonly reason: string;
  /** When its turn is due and what makes it so; the earliest turn goes first. */
  readonly turn?: { readonly at: number; readonly why: string };
  /** Its place among the ready tasks, from 1. */
  readonly rank?: { readonly place: number; readonly of: number };
  readonly gates: readonly Gate[];
  /** Where there is more than one rung to climb, or a team was asked for. */
  readonly ladder?: Ladder;
  /** How its attempt in motion came to agent and model, or how its next one would. */
  readonly routing?: Choice;
  readonly now?: Busy;
  /** How full the conversation of the attempt in motion is, as a share of what its model can hold. */
  readonly context?: { readonly now: number; readonly most: number; readonly compactions?: number };
  /** What its attempt in motion may use, where a limit was changed while it was. */
  readonly limited?: string;
  /** What its last agent told of its progress, and what it asks. */
  readonly progress?: { readonly at: number; readonly text: string; readonly percent?: number };
  readonly questions?: readonly { readonly at: number; readonly text: string }[];
  /** Tasks that its agents propose and nobody has decided on. */
  readonly followups?: readonly { readonly id: string; readonly title: string }[];
  /** When it goes on by itself, where a moment is known. */
  readonly until?: number;
  /** What a person can do about it, for it or for what it waits for. */
  readonly person?: Plea;
  readonly attempts: readonly PastRow[];
  readonly attemptsLeft: string;
};

/** How an estimate moves the turn of a task that nothing else hurries. */
const byEstimate = (takes: number): string => {
  const less = takes - usual;
  const moved = `${duration(Math.abs(less))} ${less > 0 ? "sooner" : "later"}`;
  return less === 0 ? "" : `; estimated at ${duration(takes)}, so ${moved}`;
};

const turnWhy = (task: Task, { from, takes }: Turn, age: number): string => {
  const time = `${duration(takes)}${task.estimate === undefined ? "" : " (its estimate)"}`;
  if (from === "due") return `its due date, less ${time}`;
  if (from !== "priority") return `${from.waiting} waits for it, ${time} before that one's turn`;
  const wait = patience[task.priority];
  const rule = wait === 0 ? "goes before all others" : `waits at most ${duration(wait)}`;
  return `priority P${task.priority} ${rule}; known since ${duration(age)}${byEstimate(takes)}`;
};

const turnRow = (state: State, task: Task, now: number): Why["turn"] => {
  const turn = turnOf(state.queue.turns, task.id);
  const age = now - (state.records.get(task.id)?.firstSeen ?? now);
  return turn === undefined ? undefined : { at: turn.at, why: turnWhy(task, turn, age) };
};

const rankOf = (state: State, task: Task): Why["rank"] => {
  // Where each of the ready tasks stands takes longest of all to find.
  if (standingOf(state, task).kind !== "ready") return undefined;
  const own = readyBy(state.queue.turns, task);
  let [place, of] = [1, 0];
  for (const { tasks } of state.queue.groups) {
    place += tasks.before(own);
    of += tasks.size;
  }
  return { place, of };
};

const landedRow = (commit: Oid, undo: Undo | undefined): Pick<PastRow, "outcome" | "why"> =>
  undo === undefined
    ? { outcome: "done", why: `landed as ${short(commit)}` }
    : {
        outcome: "undone",
        why: `took attempt ${undo.attempt} back in ${short(commit)}, by ${who(named(undo.by))}`,
      };

/** An attempt that is over, in a row. */
export const pastRow = ({
  n,
  agent,
  claimedAt,
  endedAt,
  outcome,
  meter,
  account,
  undo,
  slipped,
}: PastAttempt): PastRow => ({
  attempt: n,
  agent,
  ...(outcome.kind === "done"
    ? landedRow(outcome.commit, undo)
    : { outcome: outcome.failure.kind, why: outcome.failure.why }),
  startedAt: claimedAt,
  endedAt,
  ...(meter === undefined ? {} : { meter }),
  ...(slipped === undefined ? {} : { slipped }),
  ...(account?.claims === undefined ? {} : { said: account.claims.summary }),
});

const leftOf = (state: State, task: Task): string => {
  const record = state.records.get(task.id);
  const failures = Object.entries(record?.spent ?? {}).map(([kind, n]) => `${n} ${kind}`);
  const used = failures.length === 0 ? "No failure so far" : `Failures so far: ${failures.join(", ")}`;
  return `${used}; at most ${count(task.maxAttempts, "attempt")} may fail by the task's own fault.`;
};

/** Who works on it now, or would next. */
const rungNow = (
  state: State,
  task: Task,
  now: number,
): { rung?: Rung | undefined; routing?: Choice | undefined } => {
  const attempt = attemptOf(state, task.id);
  if (attempt === undefined) {
    const route = routeOf(state, task, { now });
    return { rung: route?.rung ?? rungOf(state, task), routing: route?.choice };
  }
  const { agent, terms } = attempt.spec;
  const rung = rungsOf(state, task).find((one) => one.agent.name === agent && one.model === terms?.model);
  return { rung, routing: terms?.choice };
};

const ladderOf = (state: State, task: Task, next: Rung | undefined): Ladder | undefined => {
  const asked = askedOf(state.fleet, task);
  const isTeam = teamOf(state.fleet, asked) !== undefined;
  const all = rungsOf(state, task);
  if (all.length < 2 && !isTeam) return undefined;
  const rungs = all.map(({ agent, model }) => ({
    agent: agent.name,
    ...(model === undefined ? {} : { model }),
    next: agent.name === next?.agent.name && model === next.model,
  }));
  return { ...(isTeam ? { team: asked } : {}), rungs };
};

const over: ReadonlySet<PhaseWord> = new Set(["done", "cancelled", "failed"]);

/** What there is of these, without the keys that hold nothing. */
const known = (parts: { readonly [Key in keyof Why]?: Why[Key] | undefined }): Partial<Why> =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));

const optional = (state: State, task: Task, now: number): Partial<Why> => {
  const { standing, phase } = situationOf(state, task);
  // What a person has to see to first has no turn: a moment would read like a promise.
  const hasTurn = !over.has(phase) && !stuck.has(phase) && standing.kind !== "moving";
  const turn = hasTurn ? turnRow(state, task, now) : undefined;
  const rank = rankOf(state, task);
  const attempt = attemptOf(state, task.id);
  const busy = attempt && busyOf(state, now).find((row) => row.task === task.id);
  const person = pleaBehind(state, task);
  const limited = attempt?.bounds && boundsText(attempt);
  const until = standing.kind === "until" ? standing.at : attempt?.faultedUntil;
  const { rung, routing } = over.has(phase) ? {} : rungNow(state, task, now);
  const ladder = over.has(phase) ? undefined : ladderOf(state, task, rung);
  return known({ ladder, routing, turn, rank, now: busy, limited, until, person });
};

const contextIn = (meter: Meter | undefined): Pick<Why, "context"> => {
  const most = peakFill(meter);
  if (meter?.window === undefined || most === undefined || most === 0) return {};
  const { context, window, compactions } = meter;
  const made = compactions === undefined ? {} : { compactions };
  return { context: { now: context / window, most, ...made } };
};

/** What its agents have to say, by tools of ours. */
const remarksOf = (state: State, task: Task): Pick<Why, "progress" | "questions" | "followups"> => {
  const record = state.records.get(task.id);
  const last = record?.remarks?.findLast(
    ({ kind, attempt }) => kind === "progress" && attempt === record.attempts,
  );
  const questions = record?.landed === undefined ? questionsIn(record) : [];
  const followups = followupsIn(record);
  return {
    ...(last?.kind === "progress"
      ? {
          progress: {
            at: last.at,
            text: last.text,
            ...(last.percent === undefined ? {} : { percent: last.percent }),
          },
        }
      : {}),
    ...(questions.length === 0 ? {} : { questions: questions.map(({ at, text }) => ({ at, text })) }),
    ...(followups.length === 0 ? {} : { followups: followups.map(({ id, title }) => ({ id, title })) }),
  };
};

/** Why a task is where it is: what decides about it, what stands in its way, and what comes next. */
export const whyOf = (state: State, task: Task, now: number): Why => {
  const situation = situationOf(state, task);
  return {
    id: task.id,
    file: task.file,
    title: task.title,
    phase: situation.phase,
    reason: reasonOf(state, task, { situation, now }),
    ...optional(state, task, now),
    ...contextIn(attemptOf(state, task.id)?.meter),
    ...remarksOf(state, task),
    gates: over.has(situation.phase) || situation.standing.kind === "moving" ? [] : gatesOf(state, task, now),
    attempts: (state.records.get(task.id)?.past ?? []).map(pastRow),
    attemptsLeft: leftOf(state, task),
  };
};
