import { charged, isExact, worth, type Meter } from "../core/meter.ts";
import type { State } from "../core/state.ts";
import { qualitiesOf, type Quality } from "./quality.ts";
import { addUsage, noUsage, type Usage } from "../core/usage.ts";

/** What something cost: a task, an agent, a model, a day, or all of it. */
export type Cost = {
  readonly name: string;
  readonly attempts: number;
  readonly turns: number;
  readonly usage: Usage;
  readonly usd: number;
  /** What the work of subscriptions would have cost; nobody was charged for it. */
  readonly notional: number;
  /** Otherwise it is an estimate: turns were cut off, which count with their most, or a price is not known. */
  readonly exact: boolean;
};

export type Costs = { readonly total: Cost; readonly quality: readonly Quality[] } & Readonly<
  Record<"tasks" | "agents" | "models" | "days", readonly Cost[]>
>;

type Spent = {
  readonly task: string;
  readonly agent: string;
  readonly meter: Meter;
  /** When it ended; now, for what is in motion. */
  readonly at: number;
};

const spentIn = (state: State, now: number): Spent[] => {
  const past = [...state.records.values()].flatMap(({ task, past }) =>
    past.flatMap(({ agent, meter, endedAt }) =>
      meter === undefined ? [] : [{ task, agent, meter, at: endedAt }],
    ),
  );
  const moving = [...state.attempts.values()].flatMap(({ task, spec, meter }) =>
    meter === undefined ? [] : [{ task, agent: spec.agent, meter, at: now }],
  );
  return [...past, ...moving];
};

const costOf = (name: string, all: readonly Spent[]): Cost => ({
  name,
  attempts: all.length,
  turns: all.reduce((sum, { meter }) => sum + meter.turns, 0),
  usage: all.reduce((sum, { meter }) => addUsage(sum, meter.usage), noUsage),
  usd: all.reduce((sum, { meter }) => sum + charged(meter), 0) / 1e6,
  notional: all.reduce((sum, { meter }) => sum + worth(meter) - charged(meter), 0) / 1e6,
  exact: all.every(({ meter }) => isExact(meter)),
});

const grouped = (all: readonly Spent[], nameOf: (one: Spent) => string): Cost[] =>
  [...Map.groupBy(all, nameOf)].map(([name, some]) => costOf(name, some)).sort((a, b) => b.usd - a.usd);

/** What was spent, by task, agent, model and day; an attempt counts to the day on which it ended. */
export const costsOf = (state: State, now: number, dayName: (at: number) => string): Costs => {
  const all = spentIn(state, now);
  return {
    total: costOf("all", all),
    quality: qualitiesOf(state),
    tasks: grouped(all, ({ task }) => task),
    agents: grouped(all, ({ agent }) => agent),
    models: grouped(all, ({ meter }) => meter.model),
    days: grouped(all, ({ at }) => dayName(at)).sort((a, b) => (a.name < b.name ? 1 : -1)),
  };
};
