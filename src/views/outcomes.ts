import { charged, isExact } from "../core/meter.ts";
import type { PastAttempt } from "../core/attempt.ts";
import type { Meter } from "../core/meter.ts";
import { attemptOf, type State } from "../core/state.ts";
import type { Task, TaskId } from "../core/task.ts";
import { situationOf, type PhaseWord } from "./phase.ts";
import { reasonOf } from "./reason.ts";
import { count } from "./words.ts";

/** What came of a task: who worked on it, how often, for how much, and how it ended. */
export type Outcome = {
  readonly task: TaskId;
  /** Everyone who worked on it, with the model where there was one, in the order of the attempts. */
  readonly by: readonly { readonly agent: string; readonly model?: string }[];
  readonly attempts: number;
  /** Missing where no model was paid. */
  readonly usd?: number;
  /** Whether that is the sum itself, and not the most it can be. */
  readonly exact: boolean;
  readonly phase: PhaseWord;
  readonly outcome: string;
};

/** An attempt, whether it is over or not. */
type Try = { readonly agent: string; readonly meter?: Meter };

const triesOf = (state: State, { id }: Task): readonly Try[] => {
  const past = state.records.get(id)?.past ?? [];
  const now = attemptOf(state, id);
  if (now === undefined || past.some(({ n }) => n === now.n)) return past;
  return [...past, { agent: now.spec.agent, ...(now.meter === undefined ? {} : { meter: now.meter }) }];
};

const workers = (tries: readonly Try[]): Outcome["by"] => {
  const all = tries.map(({ agent, meter }) => ({
    agent,
    ...(meter === undefined ? {} : { model: meter.model }),
  }));
  return all.filter(
    ({ agent, model }, at) => all.findIndex((other) => other.agent === agent && other.model === model) === at,
  );
};

/** What its attempts failed by before it landed: `1 conflict, 2 rejected`. */
const failures = (past: readonly PastAttempt[]): string => {
  const kinds = past.flatMap(({ outcome }) => (outcome.kind === "failed" ? [outcome.failure.kind] : []));
  return [...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => `${all.length} ${kind}`).join(", ");
};

const outcomeText = (state: State, task: Task, now: number): string => {
  const past = state.records.get(task.id)?.past ?? [];
  const last = past.at(-1)?.outcome;
  if (last?.kind !== "done") {
    const situation = situationOf(state, task);
    return `${situation.phase}: ${reasonOf(state, task, { situation, now })}`;
  }
  const before = failures(past);
  return before === "" ? "landed" : `landed after ${before}`;
};

const outcomeOf = (state: State, task: Task, now: number): Outcome => {
  const tries = triesOf(state, task);
  const meters = tries.flatMap(({ meter }) => meter ?? []);
  const usd = meters.reduce((sum, meter) => sum + charged(meter), 0) / 1e6;
  return {
    task: task.id,
    by: workers(tries),
    attempts: tries.length,
    ...(meters.length === 0 ? {} : { usd }),
    exact: meters.every(isExact),
    phase: situationOf(state, task).phase,
    outcome: outcomeText(state, task, now),
  };
};

const endOf = (state: State, { task }: Outcome): number =>
  state.records.get(task)?.past.at(-1)?.endedAt ?? Infinity;

/** What came of every task, in the order in which their last attempts ended. */
export const outcomesOf = (state: State, now: number): Outcome[] =>
  [...state.tasks.values()]
    .map((task) => outcomeOf(state, task, now))
    .sort((a, b) => endOf(state, a) - endOf(state, b));

/** All of it in one sentence. */
export const outcomesText = (outcomes: readonly Outcome[]): string => {
  const done = outcomes.filter(({ phase }) => phase === "done").length;
  const attempts = outcomes.reduce((sum, { attempts: n }) => sum + n, 0);
  return `${done} of ${count(outcomes.length, "task")} landed, in ${count(attempts, "attempt")}`;
};
