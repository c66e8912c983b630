import { beyondLeft, depthsFor, fitAbility, type Depths, type Guess } from "./ability.ts";
import { expectedCost, fitExpense, fromModelToModel, knownCosts, ofKind } from "./expense.ts";
import type { TaskKind } from "./kind.ts";
import { countOf, type Cell, type Tally } from "./tally.ts";
import { untriedCosts } from "./size.ts";
import { trendOf, type Point } from "./trend.ts";

/** Who could work on a task: an agent with one of its models. */
export type Candidate = {
  readonly agent: string;
  readonly model: string;
  /** What its tokens cost, in any unit that is the same for all; missing where it is not known. */
  readonly price?: number;
  /** The most that one attempt of it may cost, in dollars. */
  readonly most?: number;
};

/** What is known of a candidate for tasks of one kind. */
export type Skill = {
  readonly ability: Guess;
  /** What an attempt at a task that nobody has tried is expected to cost, in dollars, and the logarithm of what it usually does. */
  readonly usd: number;
  readonly logUsd: number;
  readonly seconds: number;
};

/** How much abilities of models differ beside what their costs tell, and from kind to kind. */
const [fromModel, fromKind] = [1.5, 0.5];

/** A ladder reaches from cheap to dear about this far, as a logarithm: twentyfold. */
const reach = 3;

/** How much more able a model is believed to be for each e-fold of its cost, until outcomes tell. */
const ablerByCost: Guess = { mean: 0.6, sd: 0.2 };

/** What was seen of one candidate: of this kind with this agent, and everything else of its model. */
type Seen = { readonly own: readonly Cell[]; readonly rest: readonly Cell[]; readonly all: readonly Cell[] };

const seenOf = ({ agent, model }: Candidate, tallies: readonly Tally[], kind: TaskKind): Seen => {
  const own: Cell[] = [];
  const rest: Cell[] = [];
  for (const tally of tallies) {
    if (tally.model !== model) continue;
    for (const cell of tally.cells.map(untriedCosts))
      (tally.agent === agent && cell.kind === kind ? own : rest).push(cell);
  }
  return { own, rest, all: [...own, ...rest] };
};

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : numbers.reduce((a, b) => a + b, 0) / numbers.length;

/** Where each candidate stands from cheap to dear, around zero: by price where all are known, else by its rung. */
const standsOf = (candidates: readonly Candidate[]): number[] => {
  const prices = candidates.flatMap(({ price }) => (price === undefined ? [] : [Math.log(price)]));
  const byRung = candidates.map((_, at) => (reach * at) / Math.max(1, candidates.length - 1));
  const stands = prices.length === candidates.length ? prices : byRung;
  const middle = mean(stands);
  return stands.map((at) => at - middle);
};

/** What each model's attempts usually cost, as logarithms: from its own costs, and from its place among the others. */
const expensesOf = (candidates: readonly Candidate[], seen: readonly Seen[]): Guess[] => {
  const stands = standsOf(candidates);
  const known = seen.map(({ all }) => knownCosts(all));
  const points = known.flatMap(({ priced, logUsd }, at): Point[] =>
    priced === 0 ? [] : [{ x: stands[at] ?? 0, y: logUsd / priced, weight: 1 }],
  );
  const widest = Math.max(1, mean(stands.map((at) => at * at)) * stands.length);
  const trend = trendOf(points, { slope: { mean: 1, sd: 1 / Math.sqrt(widest / 3) } });
  return known.map((costs, at) =>
    fitExpense(costs, { mean: trend.level + trend.slope * (stands[at] ?? 0), sd: fromModelToModel }),
  );
};

/** What outcomes alone say of an ability, without what was believed before; undefined where there are none. */
const withoutBelief = (after: Guess, before: Guess): Guess | undefined => {
  const [known, believed] = [1 / after.sd ** 2, 1 / before.sd ** 2];
  const sharpness = known - believed;
  if (sharpness < 1e-6) return undefined;
  return {
    mean: (after.mean * known - before.mean * believed) / sharpness,
    sd: Math.sqrt(1 / sharpness),
  };
};

/** What is believed of each model before its own outcomes: what the others are like, and that dear ones are abler. */
const beliefsOf = (seen: readonly Seen[], expenses: readonly Guess[], depths: Depths): Guess[] => {
  const middle = mean(expenses.map((guess) => guess.mean));
  const costs = expenses.map((guess) => guess.mean - middle);
  const first = costs.map((cost) => ({ mean: ablerByCost.mean * cost, sd: fromModel }));
  const points = seen.flatMap(({ all }, at): Point[] => {
    const before = first[at];
    const alone = before && withoutBelief(fitAbility(all, before, depths), before);
    return alone === undefined
      ? []
      : [{ x: costs[at] ?? 0, y: alone.mean, weight: 1 / (alone.sd ** 2 + fromModel ** 2) }];
  });
  const trend = trendOf(points, { slope: ablerByCost, level: { mean: 0, sd: 1 } });
  return costs.map((cost) => ({ mean: trend.level + trend.slope * cost, sd: fromModel }));
};

const abilityOf = ({ own, rest }: Seen, belief: Guess, depths: Depths): Guess => {
  const model = fitAbility(rest, belief, depths);
  return fitAbility(own, { mean: model.mean, sd: Math.hypot(model.sd, fromKind) }, depths);
};

const usdOf = ({ own, rest, all }: Seen, expense: Guess): number => {
  if (own.length === 0) return expectedCost(knownCosts(all), expense);
  const others = knownCosts(rest);
  const usual = fitExpense(others, expense);
  return expectedCost(knownCosts(own), fitExpense(knownCosts(own), ofKind(usual)));
};

/** Seconds of an attempt of which nothing is known, and for how many attempts that counts. */
const [usualSeconds, usualCounts] = [600, 2];

const secondsOf = (cells: readonly Cell[], usual: number): number =>
  (cells.reduce((sum, { seconds }) => sum + seconds, 0) + usual * usualCounts) /
  (countOf(cells) + usualCounts);

/** How able those are, in the mean, who failed before others tried. */
const middlingOf = (seen: readonly Seen[], beliefs: readonly Guess[], depths: Depths): number => {
  let [sum, count] = [0, 0];
  for (const [at, { all }] of seen.entries()) {
    const failed = all.reduce((failures, cell) => failures + cell.failed, 0);
    const belief = beliefs[at];
    if (failed === 0 || belief === undefined) continue;
    sum += failed * fitAbility(all, belief, depths).mean;
    count += failed;
  }
  return count === 0 ? mean(beliefs.map((belief) => belief.mean)) : sum / count;
};

/** What is known of each candidate for tasks of a kind, in their order, and of how hard tasks are. */
export const skillsOf = (
  candidates: readonly Candidate[],
  tallies: readonly Tally[],
  kind: TaskKind,
): { readonly skills: readonly Skill[]; readonly depths: Depths } => {
  const seen = candidates.map((candidate) => seenOf(candidate, tallies, kind));
  const expenses = expensesOf(candidates, seen);
  const beyond = Math.min(...seen.map(({ all }) => beyondLeft(all)));
  const beliefs = beliefsOf(seen, expenses, depthsFor(0, beyond));
  const first = depthsFor(mean(beliefs.map((belief) => belief.mean)), beyond);
  const depths = depthsFor(middlingOf(seen, beliefs, first), beyond);
  const usual = secondsOf(
    seen.flatMap(({ all }) => all),
    usualSeconds,
  );
  const skills = seen.map((one, at): Skill => {
    const expense = expenses[at] ?? { mean: 0, sd: fromModelToModel };
    return {
      ability: abilityOf(one, beliefs[at] ?? { mean: 0, sd: fromModel }, depths),
      usd: usdOf(one, expense),
      logUsd: expense.mean,
      seconds: secondsOf(one.all, usual),
    };
  });
  return { skills, depths };
};
