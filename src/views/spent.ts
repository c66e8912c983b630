import { attemptKey, type AttemptKey } from "../core/attempt.ts";
import { charged, type Meter } from "../core/meter.ts";
import { dayOf, type Day } from "../core/spending.ts";
import type { State } from "../core/state.ts";

/** A sum of money, by a name. */
type Sum = { readonly name: string; readonly usd: number };

/** What was spent since a moment, and how the day's cap stands. */
export type Spent = {
  readonly usd: number;
  /** Otherwise turns were cut off, which count with their most, or a price is not known. */
  readonly exact: boolean;
  readonly agents: readonly Sum[];
  readonly models: readonly Sum[];
  readonly today: Day;
};

type Paid = {
  readonly key: AttemptKey;
  readonly claimedAt: number;
  readonly agent: string;
  readonly meter: Meter;
};

/** The paid attempts that were in motion at a moment or later. */
const paidSince = (state: State, since: number): Paid[] => {
  const past = [...state.records.values()].flatMap((record) =>
    record.past.flatMap(({ n, claimedAt, endedAt, agent, meter }) =>
      meter === undefined || endedAt < since
        ? []
        : [{ key: attemptKey(record.task, n), claimedAt, agent, meter }],
    ),
  );
  const moving = [...state.attempts.values()].flatMap(({ key, claimedAt, spec: { agent }, meter }) =>
    meter === undefined ? [] : [{ key, claimedAt, agent, meter }],
  );
  return [...past, ...moving];
};

/** The paid attempts that spanned a moment: what they had used until then does not count. */
export const spanning = (state: State, since: number): Pick<Paid, "key" | "claimedAt">[] =>
  paidSince(state, since).filter(({ claimedAt }) => claimedAt < since);

type Use = Paid & { readonly before: Meter | undefined };

const usdOf = ({ before, meter }: Use): number => Math.max(0, charged(meter) - charged(before)) / 1e6;

const isExact = ({ before, meter }: Use): boolean => meter.priced && meter.unsure === (before?.unsure ?? 0);

const grouped = (uses: readonly Use[], nameOf: (use: Use) => string): Sum[] =>
  [...Map.groupBy(uses, nameOf)]
    .map(([name, some]) => ({ name, usd: some.reduce((sum, use) => sum + usdOf(use), 0) }))
    .sort((a, b) => b.usd - a.usd || (a.name < b.name ? -1 : 1));

/** What was spent since a moment; `before` is what the attempts that spanned it had used until then. */
export const spentSince = (
  state: State,
  before: ReadonlyMap<AttemptKey, Meter>,
  { since, now }: { readonly since: number; readonly now: number },
): Spent => {
  const uses = paidSince(state, since).map((paid) => ({ ...paid, before: before.get(paid.key) }));
  const used = uses.filter((use) => usdOf(use) > 0 || !use.meter.priced);
  return {
    usd: used.reduce((sum, use) => sum + usdOf(use), 0),
    exact: used.every(isExact),
    agents: grouped(used, ({ agent }) => agent),
    models: grouped(used, ({ meter }) => meter.model),
    today: dayOf(state, now),
  };
};
