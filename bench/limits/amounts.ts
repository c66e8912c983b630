import { quantile } from "../figure.ts";
import type { Case } from "./cases.ts";
import { naives } from "./naive.ts";
import type { Told } from "./ours.ts";
import { hour } from "./series.ts";

/** By how much what is foretold is wrong, as a share of what comes. */
class Wape {
  #wrong = 0;
  #all = 0;

  add(foretold: number, real: number): void {
    this.#wrong += Math.abs(foretold - real);
    this.#all += real;
  }

  get value(): number {
    return this.#wrong / this.#all;
  }
}

/** A case, and what the product said of it. */
export type Heard = { readonly one: Case; readonly told: Told };

/** What is foretold by name, and what came. */
type Asked = { readonly foretold: Readonly<Record<string, number>>; readonly real: number };

type Forecast = Told["forecasts"][number];

/** What the product and the simple rules say of the hour that comes. */
const ofNextHour = ({ one }: Heard, { at, of }: Forecast): Asked => ({
  foretold: {
    ours: of.values().next().value?.hourly ?? 0,
    ...Object.fromEntries(Object.entries(naives).map(([name, naive]) => [name, naive(one, at)(hour)])),
  },
  real: one.total(at + hour) - one.total(at),
});

/** What they say of all that is used once the window ends. */
const ofWindow = ({ one: { total, window }, one }: Heard, { at, of }: Forecast): Asked => {
  const [used, rest] = [total(at) - total(window.from), window.until - at];
  const simple = Object.entries(naives).map(([name, naive]) => [name, used + naive(one, at)(rest)] as const);
  return {
    foretold: { ours: of.values().next().value?.byEnd ?? 0, ...Object.fromEntries(simple) },
    real: total(window.until) - total(window.from),
  };
};

const wapesOf = (all: readonly Asked[]): ReadonlyMap<string, Wape> => {
  const wapes = new Map<string, Wape>();
  for (const { foretold, real } of all)
    for (const [name, value] of Object.entries(foretold)) {
      const wape = wapes.get(name) ?? new Wape();
      wapes.set(name, wape);
      wape.add(value, real);
    }
  return wapes;
};

type Ask = (heard: Heard, forecast: Forecast) => Asked;

/** How wrong an answer is at each whole hour, in the middle of all series. */
const wrongness = (all: readonly Heard[], ask: Ask): Readonly<Record<string, number>> => {
  const values = new Map<string, number[]>();
  for (const own of Map.groupBy(all, ({ one }) => one.series).values()) {
    const asked = own.flatMap((heard) => heard.told.forecasts.map((forecast) => ask(heard, forecast)));
    for (const [name, { value }] of wapesOf(asked)) {
      const known = values.get(name) ?? [];
      values.set(name, known);
      known.push(value);
    }
  }
  return Object.fromEntries([...values].map(([name, own]) => [name, quantile(own, 0.5)]));
};

/** How wrong the product and the simple rules are of the hour that comes, and of all that is used in the window. */
export const amountsOf = (all: readonly Heard[]) => ({
  next_hour_wape: wrongness(all, ofNextHour),
  whole_window_wape: wrongness(all, ofWindow),
});
