import { attemptKey } from "../attempt.ts";
import type { FailureKind } from "../failure.ts";
import { pinned, rungFor } from "../ladder.ts";
import { countedFailures } from "../policy.ts";
import { priceOf } from "../prices.ts";
import { rungsOf, type Rung } from "../rung.ts";
import { capOf, spentOn } from "../spending.ts";
import type { State } from "../state.ts";
import type { Task } from "../task.ts";
import type { Choice } from "./choice.ts";
import { choose, type Answer, type Question } from "./choose.ts";
import { kindOf } from "./kind.ts";
import { isVerdict } from "./lesson.ts";
import type { Candidate } from "./skill.ts";
import { answerText, nameOf } from "./words.ts";

/** One who may be paid to work on a task. */
type Paid = Rung & { readonly model: string };

/** Who works on a task next, and everything that this rests on. */
export type Route = {
  readonly rung: Paid;
  readonly choice: Choice;
  readonly question: Question;
  /** Missing where there was nothing to choose. */
  readonly answer?: Answer;
};

/** What the moment adds to what the task and the fleet say. */
export type Moment = {
  readonly now: number;
  /** Whose slots are all taken. */
  readonly isFull?: (agent: string) => boolean;
  /** Who has just failed at it, before that is written down. */
  readonly failing?: { readonly agent: string; readonly model: string };
};

const nobodyIsFull = (): boolean => false;

/** Those of a task's ladder who may be chosen; none where the shell is on it: then its order counts. */
const candidatesOf = (state: State, task: Task, isFull: (agent: string) => boolean): readonly Paid[] => {
  const rungs = rungsOf(state, task);
  const paid = rungs.flatMap((rung) => (rung.model === undefined ? [] : [{ ...rung, model: rung.model }]));
  if (paid.length < rungs.length) return [];
  const { allowUnknownPrice } = state.fleet.config;
  const priced = paid.filter(({ model }) => allowUnknownPrice || priceOf(model, Infinity) !== undefined);
  const free = priced.filter(({ agent }) => !isFull(agent.name));
  return free.length > 0 ? free : priced;
};

const candidateOf = ({ agent, model }: Paid): Candidate => {
  const price = priceOf(model, Infinity)?.tiers[0].rates.output;
  return {
    agent: agent.name,
    model,
    ...(price === undefined ? {} : { price }),
    ...(agent.usd === undefined ? {} : { most: agent.usd }),
  };
};

type Worker = { readonly agent: string; readonly model: string };

/** Who failed at a task since it was last opened, as far as that says something about them. */
const failedAt = (state: State, task: Task): Worker[] => {
  const record = state.records.get(task.id);
  const verdicts = Object.entries(record?.spent ?? {}).filter(([kind]) => isVerdict(kind as FailureKind));
  const count = verdicts.reduce((sum, [, n]) => sum + n, 0);
  const failed = (record?.past ?? []).flatMap(({ agent, meter, outcome }) =>
    outcome.kind === "failed" && isVerdict(outcome.failure.kind) && meter !== undefined
      ? [{ agent, model: meter.model }]
      : [],
  );
  return count === 0 ? [] : failed.slice(-count);
};

const boundsOf = (state: State, task: Task, { now, failing }: Moment): Question["bounds"] => {
  const record = state.records.get(task.id);
  const used = countedFailures(record?.spent ?? {}) + (failing === undefined ? 0 : 1);
  const left = task.due === undefined ? Infinity : (task.due - now) / 1000;
  return {
    attempts: Math.max(1, task.maxAttempts - used),
    usd: (capOf(state, task) - spentOn(record)) / 1e6,
    // What is late already is not hurried: dearer work would not be in time either.
    seconds: left > 0 ? left : Infinity,
    secondsEach: (task.budget.minutes ?? state.fleet.config.minutes) * 60,
  };
};

type Case = { readonly state: State; readonly task: Task; readonly moment: Moment };

const questionOf = ({ state, task, moment }: Case, paid: readonly Paid[]): Question => {
  const record = state.records.get(task.id);
  const candidates = paid.map(candidateOf);
  const failed = [...failedAt(state, task), ...(moment.failing === undefined ? [] : [moment.failing])];
  const placeOf = ({ agent, model }: Worker): number =>
    candidates.findIndex((one) => one.agent === agent && one.model === model);
  return {
    candidates,
    tallies: [...state.tallies.values()],
    kind: kindOf(task),
    failed: failed.map(placeOf).filter((at) => at !== -1),
    rung: rungFor([...candidates.keys()], record?.spent ?? {}) ?? 0,
    bounds: boundsOf(state, task, moment),
    seed: attemptKey(task.id, (record?.attempts ?? 0) + 1),
  };
};

/** Whether a person has named the model, and so left nothing to choose. */
const isPinned = ({ model }: Pick<Task, "model">): boolean => pinned(model) !== undefined;

/** Whom outcomes would choose if the task's file named no model; undefined where they would choose the same, or cannot. */
const overruled = (found: Case, named: Paid): string | undefined => {
  const { model: _, ...open } = found.task;
  const paid = candidatesOf(found.state, open, nobodyIsFull);
  if (paid.length < 2) return undefined;
  const question = questionOf({ ...found, task: open }, paid);
  const answer = choose(question);
  const chosen = paid[answer.at];
  if (answer.by !== "outcomes" || chosen === undefined || chosen.model === named.model) return undefined;
  return nameOf(question.candidates, answer.at);
};

const pinText = ({ task }: Case, { agent, model }: Paid): string =>
  isPinned(task) ? `${task.file} names the model ${model}` : `${agent.name} works with ${model} alone`;

/** Nothing to choose: one candidate. */
const onlyOne = (found: Case, rung: Paid, question: Question): Route => {
  const insteadOf = isPinned(found.task) ? overruled(found, rung) : undefined;
  const why = pinText(found, rung);
  const choice = {
    by: "pin",
    kind: question.kind,
    why,
    ...(insteadOf === undefined ? {} : { insteadOf }),
  } as const;
  return { rung, choice, question };
};

/**
 * Who works on a task next: whom a person named, whom the outcomes of attempts before it speak for, or while there are too
 * few of those, whom the ladder has next. Undefined where that is the shell, or nobody.
 */
export const routeOf = (state: State, task: Task, moment: Moment): Route | undefined => {
  const found = { state, task, moment };
  const paid = candidatesOf(state, task, moment.isFull ?? nobodyIsFull);
  const [first] = paid;
  if (first === undefined) return undefined;
  const question = questionOf(found, paid);
  if (paid.length === 1) return onlyOne(found, first, question);
  const answer = choose(question);
  const by = answer.by === "ladder" ? "ladder" : "outcomes";
  const why = answerText(answer, question.candidates, question.kind);
  return { rung: paid[answer.at] ?? first, choice: { by, kind: question.kind, why }, question, answer };
};
