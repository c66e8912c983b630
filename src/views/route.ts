import type { Choice } from "../core/route/choice.ts";
import type { Answer } from "../core/route/choose.ts";
import { routeOf, type Route } from "../core/route/route.ts";
import type { Candidate } from "../core/route/skill.ts";
import { countOf, type Cell } from "../core/route/tally.ts";
import type { State } from "../core/state.ts";
import type { Task } from "../core/task.ts";

/** How many attempts came to a verdict, and how many of them were proved. */
type Counts = { readonly proved: number; readonly of: number };

/** One who could work on a task, as the choice sees it. */
export type RouteRow = {
  readonly agent: string;
  readonly model: string;
  /** Its place in the plan, from 1; missing where the plan does without it. */
  readonly place?: number;
  /** Failed at this very task. */
  readonly failed: boolean;
  /** The chance that it is right about this task, what that costs, and how long it takes; missing without enough data. */
  readonly chance?: number;
  readonly usd?: number;
  readonly seconds?: number;
  /** What came of its model's work so far: of this kind by this agent, and in all. */
  readonly ofKind: Counts;
  readonly ofAll: Counts;
  /** Set where it has become worse. */
  readonly fallen?: true;
};

/** Who would work on a task next, and why. */
export type RouteView = {
  readonly agent: string;
  readonly model: string;
  readonly choice: Choice;
  readonly rows: readonly RouteRow[];
  /** The whole plan: what it is expected to cost, how long it takes, and how it ends. */
  readonly plan?: { readonly usd: number; readonly seconds: number; readonly chance: number };
};

const planned = (answer: Answer | undefined): readonly number[] =>
  answer?.by === "outcomes" ? answer.plan.order : answer === undefined ? [] : [answer.at];

const recordOf = (cells: readonly Cell[]): Counts => ({
  proved: cells.reduce((sum, { proved }) => sum + proved, 0),
  of: countOf(cells),
});

const recordsOf = ({ tallies, kind }: Route["question"], { agent, model }: Candidate) => {
  const all = tallies.filter((tally) => tally.model === model);
  const own = all.filter((tally) => tally.agent === agent).flatMap(({ cells }) => cells);
  return {
    ofKind: recordOf(own.filter((cell) => cell.kind === kind)),
    ofAll: recordOf(all.flatMap(({ cells }) => cells)),
  };
};

const rowsOf = ({ question, answer }: Route): RouteRow[] =>
  question.candidates.map((candidate, at): RouteRow => {
    const { agent, model } = candidate;
    const place = answer === undefined ? 1 : planned(answer).indexOf(at) + 1;
    const row = {
      agent,
      model,
      failed: question.failed.some((tried) => tried.at === at),
      ...recordsOf(question, candidate),
      ...(place === 0 ? {} : { place }),
    };
    const seen = answer === undefined || answer.by === "ladder" ? undefined : answer.seen[at];
    if (seen === undefined) return row;
    const { right, usd, seconds, fall } = seen;
    return {
      ...row,
      chance: right,
      usd,
      seconds,
      ...(fall === undefined ? {} : { fallen: true }),
    };
  });

/** Who would work on a task next, and who else could; undefined where that is the shell, or nobody. */
export const routeViewOf = (state: State, task: Task, now: number): RouteView | undefined => {
  const route = routeOf(state, task, { now });
  if (route === undefined) return undefined;
  const { rung, choice, answer } = route;
  return {
    agent: rung.agent.name,
    model: rung.model,
    choice,
    rows: rowsOf(route),
    ...(answer?.by === "outcomes"
      ? { plan: { usd: answer.plan.usd, seconds: answer.plan.seconds, chance: answer.plan.right } }
      : {}),
  };
};
