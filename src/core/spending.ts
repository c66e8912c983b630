import { dollars, tokensText } from "./sums.ts";
import type { AgentProfile } from "./agent.ts";
import { isAgreed } from "./agreement.ts";
import type { Terms } from "./attempt.ts";
import {
  least,
  lowest,
  nothing,
  plus,
  units,
  type Amounts,
  type Limit,
  type Unit,
} from "./budget/amounts.ts";
import { usedUpBy } from "./budget/book.ts";
import { isOver, overName } from "./budget/budget.ts";
import { shareOf, shortageOf, type Shortage, type Wish } from "./budget/claim.ts";
import { fundsOf, pieceOf, type Fund } from "./budget/fund.ts";
import { closedFor, type Closed } from "./budget/service.ts";
import { isPaid } from "./drivers.ts";
import { microUsd, priceOf, type MicroUsd } from "./prices.ts";
import type { TaskRecord } from "./record.ts";
import { candidatesOf } from "./route/candidates.ts";
import { agentOf, rungOf, type Paid } from "./rung.ts";
import type { State } from "./state.ts";
import type { Task } from "./task.ts";
import { lacking } from "./unpaid.ts";

type Settings = Pick<State["fleet"]["config"], "countSubscriptions">;

/** What the attempts of a task that have ended used. */
const usedOn = (record: TaskRecord | undefined, config: Settings): Amounts =>
  (record?.past ?? []).reduce((sum, one) => plus(sum, usedUpBy(config, one)), nothing);

/** What the attempts of a task that have ended were charged. */
export const spentOn = (record: TaskRecord | undefined): MicroUsd =>
  usedOn(record, { countSubscriptions: false }).microUsd;

/** What a task may spend in all: its own budget, else the fleet's cap. */
export const capOf = ({ fleet: { config } }: Pick<State, "fleet">, task: Task): MicroUsd =>
  microUsd(task.budget.usd ?? config.caps.taskUsd);

type Budgets = State["fleet"]["config"]["budgets"];

/** Asked for each of ten thousand tasks, and the same for all of them. */
const known = new WeakMap<Budgets, Limit>();

/** What `budgets.task` leaves any one task. */
const overAnyTask = (budgets: Budgets): Limit => {
  const before = known.get(budgets);
  if (before !== undefined) return before;
  const all = budgets.filter(({ over }) => over.kind === "task");
  const tokens = lowest(...all.map(({ limit }) => limit.tokens));
  const ms = lowest(...all.map(({ limit }) => limit.ms));
  const limit = { ...(tokens === undefined ? {} : { tokens }), ...(ms === undefined ? {} : { ms }) };
  known.set(budgets, limit);
  return limit;
};

/** What a task may use in all, with all its attempts. */
const limitOn = (state: Pick<State, "fleet">, task: Task): Limit => ({
  ...overAnyTask(state.fleet.config.budgets),
  microUsd: capOf(state, task),
});

/** What is left of that. */
export const leftOn = (state: Pick<State, "fleet" | "records">, task: Task): Limit => {
  const used = usedOn(state.records.get(task.id), state.fleet.config);
  return Object.fromEntries(
    Object.entries(limitOn(state, task)).map(([unit, limit]) => [unit, limit - used[unit as Unit]]),
  );
};

/** Who works on a task's next attempt where that costs money. */
export const paidRungOf = (state: State, task: Task): Paid | undefined => {
  const rung = rungOf(state, task);
  return rung !== undefined && isPaid(rung.agent.driver)
    ? { agent: rung.agent, model: rung.model ?? "" }
    : undefined;
};

/** A sum as people write it in a budget. */
const written: { readonly [U in Unit]: (sum: number) => string } = {
  microUsd: dollars,
  tokens: tokensText,
  ms: (sum) => `${Math.ceil(sum / 60_000)} minutes`,
};

/** What of a task's own budget is used up. */
const usedUp = (state: State, task: Task, counts: readonly Unit[]): MoneyFault | undefined => {
  const limits = limitOn(state, task);
  // So it is with most of ten thousand.
  if (counts.every((one) => limits[one] === undefined)) return undefined;
  const left = leftOn(state, task);
  const unit = counts.find((one) => (left[one] ?? Infinity) < least[one]);
  if (unit === undefined) return undefined;
  const [most = 0, rest = 0] = [limits[unit], left[unit]];
  return {
    what: `its budget is used up: ${written[unit](most - rest)} of ${written[unit](most)}`,
    answer:
      unit === "microUsd"
        ? `raise \`budget: { usd: … }\` in ${task.file}`
        : `raise \`budgets.task.${unit === "ms" ? "minutes" : unit}\` in traffic.yaml`,
  };
};

type MoneyFault = { readonly what: string; readonly answer: string };

/** What is missing, where that is so for everybody who may work on a task. */
const nobodyPays = (state: State, task: Task, { agent }: Paid): MoneyFault | undefined => {
  const found = lacking(state.fleet, agent.driver);
  // So it is with most of ten thousand.
  if (found === undefined) return undefined;
  const others = candidatesOf(state, task);
  if (others.some((one) => lacking(state.fleet, one.agent.driver) === undefined)) return undefined;
  return { what: `${found.why} where the fleet runs`, answer: found.repair };
};

/** Why money keeps a task from ever starting as things are written; undefined where it does not. */
export const moneyFault = (state: State, task: Task): MoneyFault | undefined => {
  const paid = paidRungOf(state, task);
  if (paid === undefined) return usedUp(state, task, ["ms"]);
  const { model } = paid;
  const { allowUnknownPrice } = state.fleet.config;
  if (priceOf(model, Infinity) === undefined && !allowUnknownPrice)
    return {
      what: `nobody here knows what the model ${model || "(none)"} costs, so no cap could hold`,
      answer: "name another model, or write allow_unknown_price: true in traffic.yaml",
    };
  return nobodyPays(state, task, paid) ?? usedUp(state, task, units);
};

/** What of an attempt can be limited beforehand. */
const countsOf = (paid: Paid | undefined): readonly Unit[] => {
  if (paid === undefined) return ["ms"];
  return priceOf(paid.model, Infinity) === undefined ? ["tokens", "ms"] : units;
};

/** What a task and the agent that works on it let its next attempt use. */
export const ownLimit = (
  state: Pick<State, "fleet" | "records">,
  task: Task,
  agent: AgentProfile | undefined,
): Limit => {
  const left = leftOn(state, task);
  const usd = lowest(left.microUsd, agent?.usd && microUsd(agent.usd));
  const tokens = lowest(left.tokens, task.budget.tokens, agent?.tokens);
  const minutes = task.budget.minutes ?? state.fleet.config.minutes;
  const ms = lowest(left.ms, minutes * 60_000, agent?.minutes && agent.minutes * 60_000);
  return {
    ...(usd === undefined ? {} : { microUsd: usd }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(ms === undefined ? {} : { ms }),
  };
};

/** A task's next attempt as budgets see it. */
const wishOf = (state: State, task: Task, paid: Paid | undefined): Wish => ({
  piece: pieceOf(task, { agent: paid?.agent.name ?? agentOf(state, task), model: paid?.model }),
  own: ownLimit(state, task, paid?.agent ?? rungOf(state, task)?.agent),
  counts: countsOf(paid),
});

/** What a task's next attempt may use; `paid` is who works, and missing where nobody is paid. */
export const shareFor = (
  state: State,
  task: Task,
  { paid, now }: { readonly paid: Paid | undefined; readonly now: number },
): Limit => shareOf(wishOf(state, task, paid), fundsOf(state, now), state.fleet.config.slots.agents);

/** What a task's next attempt by this agent with this model works by. */
export const termsOf = (
  state: State,
  task: Task,
  { paid, share }: { readonly paid: Paid; readonly share: Limit },
): Terms => {
  const { driver, file, digest = "", tools } = paid.agent;
  return {
    driver,
    model: paid.model,
    turns: state.fleet.config.turns,
    ...(share.microUsd === undefined ? {} : { microUsd: share.microUsd }),
    ...(share.tokens === undefined ? {} : { tokens: share.tokens }),
    task: { file: task.file, digest: task.digest },
    ...(file === undefined ? {} : { agent: { file, digest } }),
    ...(tools === undefined ? {} : { tools }),
  };
};

/** Which budgets are over a task's next attempt, but not over all that its agent does: tasks with the same wait for the same. */
export const budgetsOver = (state: State, task: Task): string => {
  const some = state.fleet.config.budgets.filter(
    ({ over: { kind } }) => kind === "label" || kind === "milestone" || kind === "model",
  );
  if (some.length === 0) return "";
  const model = paidRungOf(state, task)?.model;
  const piece = pieceOf(task, { agent: "", model });
  return some.flatMap((budget, at) => (isOver(budget, piece) ? [at] : [])).join(",");
};

/** How the day's money stands. */
export type Day = {
  readonly spent: MicroUsd;
  readonly reserved: MicroUsd;
  readonly cap: MicroUsd;
  /** The midnight at which it begins anew; undefined while no engine has said. */
  readonly until?: number;
};

/** How the day's money stands now; a day that is over has spent nothing. */
export const dayOf = (state: State, now: number): Day => {
  const fund = fundsOf(state, now).find(
    ({ budget }) => budget.per === "day" && overName(budget.over) === "fleet",
  );
  return {
    spent: fund?.used.microUsd ?? 0,
    reserved: fund?.reserved.microUsd ?? 0,
    cap: microUsd(state.fleet.config.caps.dayUsd),
    ...(fund?.until === undefined ? {} : { until: fund.until }),
  };
};

/** What work may draw on at a moment. */
export type Purse = { readonly agreed: boolean; readonly funds: readonly Fund[]; readonly now: number };

export const purseOf = (state: State, now: number): Purse => ({
  agreed: isAgreed(state),
  funds: fundsOf(state, now),
  now,
});

/** Why a task that is ready does not start. */
export type MoneyGate = { readonly kind: "agreement" } | ({ readonly kind: "budget" } & Shortage) | Closed;

/** What is asked of the purse: for whom, where that is another than the ladder has next. */
type Drawn = Purse & { readonly paid?: Paid };

/**
 * What of its money keeps a ready task waiting: nobody agreed to the spending yet, a budget has no room, or the service lets
 * nobody more in.
 */
export const moneyGate = (
  state: State,
  task: Task,
  { agreed, funds, now, ...drawn }: Drawn,
): MoneyGate | undefined => {
  const paid = drawn.paid ?? paidRungOf(state, task);
  if (paid !== undefined && !agreed) return { kind: "agreement" };
  const wish = wishOf(state, task, paid);
  const shortage = shortageOf(shareOf(wish, funds, state.fleet.config.slots.agents), funds, wish.piece);
  if (shortage !== undefined) return { kind: "budget", ...shortage };
  return paid && closedFor(state, { account: paid.agent.driver, model: paid.model }, now);
};

/** Whether somebody is kept out for longer than a moment: those behind must not wait for that. */
export const isBarred = (gate: MoneyGate | undefined): boolean =>
  gate?.kind === "quota" || gate?.kind === "outage" || gate?.kind === "budget";
