import { judge, passing, rightAt, type Curve, type Hardness } from "./hardness.ts";

/** One who could work on the task next, as far as a plan needs to know. */
export type Runner = { readonly curve: Curve; readonly usd: number; readonly seconds: number };

/** An order in which to try, each only if those before it were not proved, and what comes of it. */
export type Cascade = {
  /** Places in the list of runners. */
  readonly order: readonly number[];
  /** The chance that right work is proved in the end. */
  readonly right: number;
  readonly usd: number;
  readonly seconds: number;
};

/** What a plan has to keep to. */
export type Bounds = {
  /** How many attempts are left. */
  readonly attempts: number;
  /** What may be spent, in dollars. */
  readonly usd: number;
  /** How long it may take, and how long each attempt. */
  readonly seconds: number;
  readonly secondsEach: number;
};

/** No more runners than this are combined: with those that others beat at both, plans would only be more. */
const mostRunners = 8;

/** How many others are both cheaper and more often right. */
const beatenBy = (runners: readonly Runner[], rights: readonly number[], at: number): number =>
  runners.filter(
    ({ usd }, other) => usd < (runners[at]?.usd ?? 0) && (rights[other] ?? 0) >= (rights[at] ?? 0),
  ).length;

/** Of what is proved of a runner's work, so much at least has to be right: the others only give the judge a chance to err. */
const leastRight = 0.5;

const isCredible = (right: number): boolean =>
  right * (1 - judge.rejectsRight) >= leastRight * passing(right);

/**
 * The runners worth combining, best value for money first: the order in which a plan tries them. Where nobody is credible, the
 * one most likely right alone.
 */
const shortlist = (runners: readonly Runner[], hardness: Hardness): number[] => {
  const rights = runners.map(({ curve }) => rightAt(hardness, curve));
  const value = runners.map(({ usd }, at) => usd / Math.max(rights[at] ?? 0, 1e-3));
  const beaten = runners.map((_, at) => beatenBy(runners, rights, at));
  const byValue = (a: number, b: number): number => (value[a] ?? 0) - (value[b] ?? 0);
  const all = runners.map((_, at) => at);
  const credible = all.filter((at) => isCredible(rights[at] ?? 0));
  const byRight = (a: number, b: number): number => (rights[b] ?? 0) - (rights[a] ?? 0);
  return (credible.length > 0 ? credible : all.sort((a, b) => byRight(a, b) || byValue(a, b)).slice(0, 1))
    .sort((a, b) => (beaten[a] ?? 0) - (beaten[b] ?? 0) || byValue(a, b))
    .slice(0, mostRunners)
    .sort(byValue);
};

/** A plan so far: how likely it is at each degree of hardness that nothing was proved yet. */
type Draft = Cascade & { readonly open: readonly number[] };

const extended = (draft: Draft, runner: Runner, at: number): Draft => {
  let [reached, right] = [0, draft.right];
  const open = draft.open.map((weight, degree) => {
    const chance = runner.curve[degree] ?? 0;
    reached += weight;
    right += weight * chance * (1 - judge.rejectsRight);
    return weight * (1 - passing(chance));
  });
  return {
    order: [...draft.order, at],
    right,
    usd: draft.usd + reached * runner.usd,
    seconds: draft.seconds + reached * runner.seconds,
    open,
  };
};

const begun = (hardness: Hardness): Draft => ({ order: [], right: 0, usd: 0, seconds: 0, open: hardness });

/** What comes of trying in this very order. */
export const cascadeOf = (
  runners: readonly Runner[],
  hardness: Hardness,
  order: readonly number[],
): Cascade =>
  order.reduce((draft, at) => {
    const runner = runners[at];
    return runner === undefined ? draft : extended(draft, runner, at);
  }, begun(hardness));

/**
 * Every plan for a task of this hardness that is worth a look: each choice among the runners, those of best value first.
 * One that is expected to cost or to take more than the bounds is none.
 */
export const cascadesOf = (runners: readonly Runner[], hardness: Hardness, bounds: Bounds): Cascade[] => {
  const list = shortlist(runners, hardness);
  const found: Cascade[] = [];
  const grow = (draft: Draft, from: number): void => {
    if (draft.order.length >= bounds.attempts) return;
    for (const [next, at] of list.entries()) {
      const runner = runners[at];
      if (next < from || runner === undefined) continue;
      const longer = extended(draft, runner, at);
      if (longer.usd > bounds.usd || longer.seconds > bounds.seconds) continue;
      found.push(longer);
      grow(longer, next + 1);
    }
  };
  grow(begun(hardness), 0);
  return found;
};

/** What a plan costs with all that follows: its money, and `worth` where it ends with nothing. */
export const fullCost = ({ usd, right }: Cascade, worth: number): number => usd + worth * (1 - right);

/** The plan of the least full cost; undefined where there is none. */
export const bestOf = (cascades: readonly Cascade[], worth: number): Cascade | undefined => {
  let best: Cascade | undefined;
  let least = Infinity;
  for (const cascade of cascades) {
    const cost = fullCost(cascade, worth);
    if (cost < least) [best, least] = [cascade, cost];
  }
  return best;
};
