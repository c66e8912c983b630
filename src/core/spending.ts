import type { AgentProfile } from "./agent.ts";
import type { Attempt, Terms } from "./attempt.ts";
import { isPaid, modelsOf } from "./drivers.ts";
import { charged } from "./meter.ts";
import { microUsd, priceOf, type MicroUsd } from "./prices.ts";
import type { TaskRecord } from "./record.ts";
import { rungOf } from "./rung.ts";
import type { State } from "./state.ts";
import type { Task } from "./task.ts";

/** Less than this is nothing to begin an attempt with: a cent. */
const least: MicroUsd = 10_000;

/** What the attempts of a task have spent so far. */
export const spentOn = (record: TaskRecord | undefined): MicroUsd =>
  (record?.past ?? []).reduce((sum, { meter }) => sum + charged(meter), 0);

/** What a task may spend in all: its own budget, else the fleet's cap. */
export const capOf = ({ fleet: { config } }: Pick<State, "fleet">, task: Task): MicroUsd =>
  microUsd(task.budget.usd ?? config.caps.taskUsd);

/** Who a task's next attempt pays for, and with which model. */
export type Paid = { readonly agent: AgentProfile; readonly model: string };

/** Who works on a task's next attempt where that costs money. */
export const paidRungOf = (state: State, task: Task): Paid | undefined => {
  const rung = rungOf(state, task);
  return rung !== undefined && isPaid(rung.agent.driver)
    ? { agent: rung.agent, model: rung.model ?? "" }
    : undefined;
};

/** Why money keeps a task from ever starting as things are written; undefined where it does not. */
export const moneyFault = (
  state: State,
  task: Task,
): { readonly what: string; readonly answer: string } | undefined => {
  const paid = paidRungOf(state, task);
  if (paid === undefined) return undefined;
  const { model } = paid;
  const { allowUnknownPrice } = state.fleet.config;
  if (priceOf(model, Infinity) === undefined && !allowUnknownPrice)
    return {
      what: `nobody here knows what the model ${model || "(none)"} costs, so no cap could hold`,
      answer: "name another model, or write allow_unknown_price: true in traffic.yaml",
    };
  const spent = spentOn(state.records.get(task.id));
  const cap = capOf(state, task);
  if (cap - spent >= least) return undefined;
  return {
    what: `its budget is used up: $${(spent / 1e6).toFixed(2)} of $${(cap / 1e6).toFixed(2)}`,
    answer: `raise \`budget: { usd: … }\` in ${task.file}`,
  };
};

const lowest = (...sums: readonly (number | undefined)[]): number =>
  Math.min(...sums.map((sum) => sum ?? Infinity));

/** What the next attempt at a task may spend; undefined where the model's price is not known. */
const limitOf = (state: State, task: Task, { agent, model }: Paid): MicroUsd | undefined => {
  if (priceOf(model, Infinity) === undefined) return undefined;
  const left = capOf(state, task) - spentOn(state.records.get(task.id));
  const own = agent.usd === undefined ? undefined : microUsd(agent.usd);
  return lowest(left, own, microUsd(state.fleet.config.caps.dayUsd));
};

/** What a task's next attempt by this agent with this model works by. */
export const termsOf = (state: State, task: Task, paid: Paid): Terms => {
  const limit = limitOf(state, task, paid);
  const { driver, file, digest = "", tools } = paid.agent;
  return {
    driver,
    model: paid.model,
    turns: state.fleet.config.turns,
    ...(limit === undefined ? {} : { microUsd: limit }),
    ...(task.budget.tokens === undefined ? {} : { tokens: task.budget.tokens }),
    task: { file: task.file, digest: task.digest },
    ...(file === undefined ? {} : { agent: { file, digest } }),
    ...(tools === undefined ? {} : { tools }),
  };
};

/** What an attempt in motion may still spend: kept free for it out of the day's cap. */
const reservedBy = ({ spec, meter }: Attempt): MicroUsd =>
  meter?.payer === "subscription" ? 0 : Math.max(0, (spec.terms?.microUsd ?? 0) - charged(meter));

/** How the day's money stands. */
export type Day = {
  readonly spent: MicroUsd;
  readonly reserved: MicroUsd;
  readonly cap: MicroUsd;
  /** The local midnight at which it begins anew; undefined while no engine has said. */
  readonly until?: number;
};

/** How the day's money stands now; a day that is over has spent nothing. */
export const dayOf = (state: State, now: number): Day => {
  const { day, config } = state.fleet;
  const isOver = day === undefined || now >= day.until;
  let reserved = 0;
  for (const attempt of state.attempts.values()) reserved += reservedBy(attempt);
  return {
    spent: isOver ? 0 : day.spent,
    reserved,
    cap: microUsd(config.caps.dayUsd),
    ...(isOver ? {} : { until: day.until }),
  };
};

/** What a person agrees to before the first dollar: the caps, and which agents work with which models. */
export const agreementOf = ({ fleet: { config, agents } }: Pick<State, "fleet">): string => {
  const paid = agents.filter(({ driver }) => isPaid(driver));
  const rows = paid.map(({ name, driver, model, models, usd }) =>
    JSON.stringify([name, driver, model ?? models ?? modelsOf(driver) ?? config.models, usd]),
  );
  return JSON.stringify([config.caps, config.allowUnknownPrice, config.models, rows.toSorted()]);
};

/** What paid work may draw on now. */
export type Purse = { readonly agreed: boolean; readonly day: Day };

export const purseOf = (state: State, now: number): Purse => ({
  agreed: state.fleet.agreed === agreementOf(state),
  day: dayOf(state, now),
});

/** Why a paid task that is ready does not start. */
export type MoneyGate =
  | { readonly kind: "agreement" }
  | { readonly kind: "day"; readonly day: Day; readonly wanted: MicroUsd };

/** What is asked of the money: for whom, where that is another than the ladder has next. */
type Drawn = Purse & { readonly paid?: Paid };

/** What of its money keeps a ready task waiting: nobody agreed to the spending yet, or the day's cap has no room. */
export const moneyGate = (
  state: State,
  task: Task,
  { agreed, day, ...drawn }: Drawn,
): MoneyGate | undefined => {
  const paid = drawn.paid ?? paidRungOf(state, task);
  if (paid === undefined) return undefined;
  if (!agreed) return { kind: "agreement" };
  const wanted = limitOf(state, task, paid) ?? 0;
  const fits = day.until !== undefined && day.spent + day.reserved + wanted <= day.cap;
  return fits ? undefined : { kind: "day", day, wanted };
};
