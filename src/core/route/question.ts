import { attemptKey } from "../attempt.ts";
import type { FailureKind } from "../failure.ts";
import { worth } from "../meter.ts";
import { countedFailures } from "../policy.ts";
import { priceOf } from "../prices.ts";
import { rungOf, type Paid } from "../rung.ts";
import { capOf, spentOn } from "../spending.ts";
import type { State } from "../state.ts";
import type { Task } from "../task.ts";
import type { Question, Tried } from "./choose.ts";
import { kindOf } from "./kind.ts";
import { isVerdict } from "./lesson.ts";
import type { Candidate } from "./skill.ts";

/** Who failed at a task, and what that cost in dollars, where it is known. */
type Worker = { readonly agent: string; readonly model: string; readonly usd?: number };

/** What the moment adds to what the task and the fleet say. */
export type Moment = {
  readonly now: number;
  /** Who has just failed at it, before that is written down. */
  readonly failing?: Worker;
};

/** A task whose next worker is looked for. */
export type Case = { readonly state: State; readonly task: Task; readonly moment: Moment };

const candidateOf = ({ agent, model }: Paid): Candidate => {
  const price = priceOf(model, Infinity)?.tiers[0].rates.output;
  return {
    agent: agent.name,
    model,
    ...(price === undefined ? {} : { price }),
    ...(agent.usd === undefined ? {} : { most: agent.usd }),
  };
};

/** Who failed at a task since it was last opened, as far as that says something about them. */
const failedAt = (state: State, task: Task): Worker[] => {
  const record = state.records.get(task.id);
  const verdicts = Object.entries(record?.spent ?? {}).filter(([kind]) => isVerdict(kind as FailureKind));
  const count = verdicts.reduce((sum, [, n]) => sum + n, 0);
  const failed = (record?.past ?? []).flatMap(({ agent, meter, outcome }) =>
    outcome.kind === "failed" &&
    isVerdict(outcome.failure.kind) &&
    !outcome.failure.shared &&
    meter !== undefined
      ? [{ agent, model: meter.model, usd: worth(meter) / 1e6 }]
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

/** The place of whom the task's ladder has next, whoever else of it may be chosen. */
const rungIn = (state: State, task: Task, paid: readonly Paid[]): number => {
  const next = rungOf(state, task);
  const at = paid.findIndex(({ agent, model }) => agent === next?.agent && model === next.model);
  return Math.max(0, at);
};

/** What is asked about those who may be paid to work on a task. */
export const questionOf = ({ state, task, moment }: Case, paid: readonly Paid[]): Question => {
  const record = state.records.get(task.id);
  const candidates = paid.map(candidateOf);
  const failed = [...failedAt(state, task), ...(moment.failing === undefined ? [] : [moment.failing])];
  const triedBy = ({ agent, model, usd }: Worker): Tried[] => {
    const at = candidates.findIndex((one) => one.agent === agent && one.model === model);
    return at === -1 ? [] : [{ at, ...(usd === undefined ? {} : { usd }) }];
  };
  return {
    candidates,
    tallies: [...state.tallies.values()],
    kind: kindOf(task),
    failed: failed.flatMap(triedBy),
    rung: rungIn(state, task, paid),
    bounds: boundsOf(state, task, moment),
    seed: attemptKey(task.id, (record?.attempts ?? 0) + 1),
  };
};
