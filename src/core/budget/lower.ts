import { agentNamed } from "../agent.ts";
import type { Attempt, AttemptKey } from "../attempt.ts";
import type { Event } from "../event.ts";
import { isSame } from "../same.ts";
import { ownLimit } from "../spending.ts";
import type { State } from "../state.ts";
import { countedTokens, noUsage } from "../usage.ts";
import { least, lowest, units, type Limit, type Unit } from "./amounts.ts";
import { claimedLimit, limitOf, type Bound, type Bounds } from "./bounds.ts";
import { budgetsOf, isOver, overName, type Budget, type Piece } from "./budget.ts";
import { fundsOf, mayWork, pieceOf, reservedBy, usedOf, type Fund } from "./fund.ts";

// What a limit that is lowered leaves those who are at work, and what they get back when there is room again.

/** Only what follows from the files is asked of the moment before. */
type Wishes = Pick<State, "fleet" | "tasks" | "records" | "attempts">;

type Change = { readonly before: Wishes; readonly after: Wishes; readonly now: number };

/** Those who may work, in the order in which they were claimed: who came first keeps its own first. */
const holders = ({ attempts }: Wishes): readonly Attempt[] =>
  [...attempts.values()]
    .filter(mayWork)
    .toSorted((a, b) => a.claimedAt - b.claimedAt || (a.key < b.key ? -1 : 1));

const pieceIn = ({ tasks }: Wishes, { task, spec }: Attempt): Piece =>
  pieceOf(tasks.get(task), { agent: spec.agent, model: spec.terms?.model });

/** What its own task and agent let an attempt use, as they are written now. */
const ownOf = (state: Wishes, { task: id, spec }: Attempt): Limit => {
  const task = state.tasks.get(id);
  return task === undefined ? {} : ownLimit(state, task, agentNamed(state.fleet.agents, spec.agent));
};

/** What is kept of a budget for an attempt; where nothing limited its tokens before, an even share of them. */
const heldBy = (
  attempt: Attempt,
  { config }: Wishes["fleet"],
  [unit, limit]: readonly [Unit, number],
): number =>
  limitOf(attempt)[unit] === undefined
    ? Math.ceil(limit / config.slots.agents)
    : reservedBy(attempt, config)[unit];

/** Whether an attempt is limited in a thing at all: a command in its time, a model whose price nobody knows not in dollars. */
const counts = ({ spec: { terms } }: Attempt, unit: Unit): boolean =>
  unit === "ms" || (terms !== undefined && (unit === "tokens" || terms.microUsd !== undefined));

/** Whether a budget lets an attempt have less than it did before the change. */
const isTighter = (
  { before }: Change,
  attempt: Attempt,
  [budget, unit]: readonly [Budget, Unit],
): boolean => {
  const alike = budgetsOf(before.fleet.config).filter(
    ({ over, per }) => overName(over) === overName(budget.over) && per === budget.per,
  );
  const was = lowest(...alike.map(({ limit }) => limit[unit])) ?? Infinity;
  return (budget.limit[unit] ?? Infinity) < was || !isOver(budget, pieceIn(before, attempt));
};

/** What each attempt is cut to, one cut after another. */
class Cuts {
  readonly #bounds = new Map<AttemptKey, Bounds>();

  of(attempt: Attempt): Attempt {
    const bounds = this.#bounds.get(attempt.key);
    return bounds === undefined ? attempt : { ...attempt, bounds };
  }

  cut(attempt: Attempt, [unit, to]: readonly [Unit, number], by: Bound): void {
    const { bounds } = this.of(attempt);
    const limit = { ...limitOf(this.of(attempt)), [unit]: to };
    this.#bounds.set(attempt.key, { ...bounds, limit, by });
  }

  /** What was cut before is told on: who failed by a budget over others too has not failed by itself. */
  cutTurns(attempt: Attempt, turns: number): void {
    const { bounds } = this.of(attempt);
    const by = bounds?.by ?? { kind: "turns" };
    this.#bounds.set(attempt.key, { limit: limitOf(this.of(attempt)), turns, by });
  }

  get events(): Event[] {
    return [...this.#bounds].map(([key, bounds]) => ({ kind: "attempt.limited", key, bounds }));
  }
}

const cutOwn = ({ before, after }: Change, attempt: Attempt, cuts: Cuts): void => {
  const [was, is] = [ownOf(before, attempt), ownOf(after, attempt)];
  for (const unit of units) {
    const to = is[unit];
    if (to === undefined || !counts(attempt, unit) || to >= (was[unit] ?? Infinity)) continue;
    if (to < (limitOf(cuts.of(attempt))[unit] ?? Infinity)) cuts.cut(attempt, [unit, to], { kind: "own" });
  }
};

const cutTurns = ({ before, after }: Change, attempt: Attempt, cuts: Cuts): void => {
  const { turns } = after.fleet.config;
  const most = attempt.bounds?.turns ?? attempt.spec.terms?.turns ?? 0;
  if (turns < before.fleet.config.turns && turns < most) cuts.cutTurns(attempt, turns);
};

/** What of one thing a budget has no room for any more is taken from those who were claimed last. */
const cutFund = (change: Change, [fund, unit]: readonly [Fund, Unit], cuts: Cuts): void => {
  const { after } = change;
  const { budget, used } = fund;
  const limit = budget.limit[unit];
  if (limit === undefined) return;
  const under = holders(after).filter((one) => counts(one, unit) && isOver(budget, pieceIn(after, one)));
  const tight = under.filter((one) => isTighter(change, one, [budget, unit]));
  const held = (one: Attempt): number => heldBy(cuts.of(one), after.fleet, [unit, limit]);
  let left = under.reduce((sum, one) => (tight.includes(one) ? sum : sum - held(one)), limit - used[unit]);
  for (const one of tight) {
    const [holds, given] = [held(one), Math.max(0, Math.min(held(one), left))];
    left -= given;
    const before = limitOf(cuts.of(one))[unit];
    const to =
      before === undefined ? countedTokens(one.meter?.usage ?? noUsage) + given : before - (holds - given);
    if (before === undefined || given < holds) cuts.cut(one, [unit, to], { kind: "budget", budget });
  }
};

/**
 * What a change of limits leaves those who are in motion. Only what is lowered takes anything away, so what is raised
 * stops nobody; what a budget has no room for any more is taken from those who were claimed last.
 */
export const lowered = (change: Change): Event[] => {
  if (change.after.attempts.size === 0) return [];
  const cuts = new Cuts();
  for (const attempt of holders(change.after)) {
    cutOwn(change, attempt, cuts);
    cutTurns(change, attempt, cuts);
  }
  for (const fund of usedOf(change.after.fleet, change.now))
    for (const unit of units) cutFund(change, [fund, unit], cuts);
  return cuts.events;
};

/** How much more of a thing an attempt may have than it is cut to; nothing where that is not worth telling. */
const more = (state: State, attempt: Attempt, [unit, funds]: readonly [Unit, readonly Fund[]]): number => {
  const [now, claimed, own] = [limitOf(attempt)[unit], claimedLimit(attempt)[unit], ownOf(state, attempt)];
  if (now === undefined || claimed === undefined || now >= claimed) return 0;
  const piece = pieceIn(state, attempt);
  const rooms = funds
    .filter(({ budget }) => isOver(budget, piece))
    .map(({ budget: { limit }, used, reserved }) => (limit[unit] ?? Infinity) - used[unit] - reserved[unit]);
  const room = Math.min(claimed - now, (own[unit] ?? Infinity) - now, ...rooms);
  return room >= least[unit] || (room > 0 && room === claimed - now) ? room : 0;
};

/** Tokens that nothing limits any more. */
const isFreed = (state: State, attempt: Attempt, funds: readonly Fund[]): boolean =>
  limitOf(attempt).tokens !== undefined &&
  claimedLimit(attempt).tokens === undefined &&
  ownOf(state, attempt).tokens === undefined &&
  !funds.some(({ budget }) => budget.limit.tokens !== undefined && isOver(budget, pieceIn(state, attempt)));

/** How many turns it may take now; undefined where those are all that it began with. */
const turnsEased = ({ fleet: { config } }: State, { bounds, spec }: Attempt): number | undefined => {
  if (bounds?.turns === undefined) return undefined;
  const turns = Math.max(bounds.turns, config.turns);
  return turns >= (spec.terms?.turns ?? 0) ? undefined : turns;
};

const easedBounds = (state: State, attempt: Attempt, funds: readonly Fund[]): Bounds => {
  const { tokens, ...rest } = limitOf(attempt);
  const before = tokens === undefined || isFreed(state, attempt, funds) ? rest : { ...rest, tokens };
  const limit = Object.fromEntries(
    Object.entries(before).map(([unit, sum]) => [unit, sum + more(state, attempt, [unit as Unit, funds])]),
  );
  const turns = turnsEased(state, attempt);
  const isWhole = isSame(limit, claimedLimit(attempt));
  const few = turns === undefined ? {} : ({ turns, by: { kind: "turns" } } as const);
  const { by } = attempt.bounds ?? {};
  return { limit, ...few, ...(by === undefined || isWhole ? {} : { by }) };
};

/** The first who may have more again than a lowered limit left it: the limit was raised, or others left something over. */
export const eased = (state: State, now: number): Event | undefined => {
  const cut = holders(state).filter(({ bounds }) => bounds?.by !== undefined);
  if (cut.length === 0) return undefined;
  const funds = fundsOf(state, now);
  for (const attempt of cut) {
    const bounds = easedBounds(state, attempt, funds);
    if (!isSame(bounds, attempt.bounds)) return { kind: "attempt.limited", key: attempt.key, bounds };
  }
  return undefined;
};
