import type { AttemptKey } from "../core/attempt.ts";
import type { Stamped } from "../core/event.ts";
import { charged, isExact, type Meter } from "../core/meter.ts";
import { dayOf, type Day } from "../core/spending.ts";
import type { State } from "../core/state.ts";

/** A sum of money, by a name. */
type Sum = { readonly name: string; readonly usd: number };

/** What was spent since a moment, and how the day's cap stands. */
export type Spent = {
  readonly usd: number;
  /** Otherwise it is an estimate that may be too high: turns that were cut off count with their most; or a price is not known. */
  readonly exact: boolean;
  readonly agents: readonly Sum[];
  readonly models: readonly Sum[];
  readonly today: Day;
};

/** What an attempt used: its meter before the moment, and its last one. */
type Use = { readonly before: Meter | undefined; readonly last: Meter };

const usesOf = (events: readonly Stamped[], since: number): Map<AttemptKey, Use> => {
  const before = new Map<AttemptKey, Meter>();
  const uses = new Map<AttemptKey, Use>();
  for (const { at, event } of events) {
    if (event.kind !== "attempt.metered") continue;
    if (at < since) before.set(event.key, event.meter);
    else uses.set(event.key, { before: before.get(event.key), last: event.meter });
  }
  return uses;
};

const agentOf = (state: State, key: AttemptKey): string => {
  const at = key.lastIndexOf("@");
  const past = state.records.get(key.slice(0, at))?.past.find(({ n }) => n === Number(key.slice(at + 1)));
  return state.attempts.get(key)?.spec.agent ?? past?.agent ?? "unknown";
};

const usdOf = ({ before, last }: Use): number => Math.max(0, charged(last) - charged(before)) / 1e6;

const isExactUse = ({ before, last }: Use): boolean =>
  isExact(last) || (last.priced && last.unsure === (before?.unsure ?? 0));

const grouped = <T>(all: readonly T[], of: { name: (one: T) => string; usd: (one: T) => number }): Sum[] =>
  [...Map.groupBy(all, of.name)]
    .map(([name, some]) => ({ name, usd: some.reduce((sum, one) => sum + of.usd(one), 0) }))
    .sort((a, b) => b.usd - a.usd || (a.name < b.name ? -1 : 1));

/** What was spent since a moment: of an attempt that began earlier, what came after. */
export const spentSince = (
  state: State,
  events: readonly Stamped[],
  { since, now }: { readonly since: number; readonly now: number },
): Spent => {
  const all = [...usesOf(events, since)].map(([key, use]) => ({ key, use, usd: usdOf(use) }));
  const usd = ({ usd }: { readonly usd: number }): number => usd;
  return {
    usd: all.reduce((sum, one) => sum + one.usd, 0),
    exact: all.every(({ use }) => isExactUse(use)),
    agents: grouped(all, { name: ({ key }) => agentOf(state, key), usd }),
    models: grouped(all, { name: ({ use }) => use.last.model, usd }),
    today: dayOf(state, now),
  };
};
