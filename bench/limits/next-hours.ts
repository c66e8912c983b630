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

/** What the product and the simple rules say of the hour that comes, by name. */
const foretoldOf = ({ one }: Heard, { at, of }: Told["forecasts"][number]): [string, number][] => [
  ["ours", of.values().next().value?.hourly ?? 0],
  ...Object.entries(naives).map(([name, naive]): [string, number] => [name, naive(one, at)(hour)]),
];

const wapesOf = (own: readonly Heard[]): ReadonlyMap<string, Wape> => {
  const wapes = new Map<string, Wape>();
  for (const heard of own)
    for (const forecast of heard.told.forecasts) {
      const { at } = forecast;
      const real = heard.one.total(at + hour) - heard.one.total(at);
      for (const [name, foretold] of foretoldOf(heard, forecast)) {
        const wape = wapes.get(name) ?? new Wape();
        wapes.set(name, wape);
        wape.add(foretold, real);
      }
    }
  return wapes;
};

/** How wrong the pace is of the hour that comes, in the middle of all series. */
export const nextHours = (all: readonly Heard[]): Readonly<Record<string, number>> => {
  const values = new Map<string, number[]>();
  for (const own of Map.groupBy(all, ({ one }) => one.series).values())
    for (const [name, { value }] of wapesOf(own)) {
      const known = values.get(name) ?? [];
      values.set(name, known);
      known.push(value);
    }
  return Object.fromEntries([...values].map(([name, own]) => [name, quantile(own, 0.5)]));
};
