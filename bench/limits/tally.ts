import type { Forecast } from "../../src/core/budget/forecast.ts";
import { hitOf, type Case } from "./cases.ts";
import { foreseen, naives, rules } from "./naive.ts";
import type { Told } from "./ours.ts";
import { Brier, Calibration, warningsOf, type Outlook, type Verdict } from "./score.ts";

const outlookOf = (forecast: Forecast | undefined): Outlook => {
  const { soonest = Infinity, hit = Infinity, latest = Infinity } = forecast ?? {};
  return { soonest, hit, latest };
};

/** A limit of a case, and when it was hit. */
type Limited = { readonly limit: number; readonly hit: number };

/** All that is counted of some windows. */
export class Tally {
  readonly #verdicts = new Map<string, Verdict[]>();
  readonly #points = new Map<string, Brier>();
  readonly #ranges = new Brier();
  readonly #calibration = new Calibration();

  add(one: Case, told: Told): void {
    for (const limit of one.limits) {
      const limited = { limit, hit: hitOf(one, limit) };
      this.#warn("ours", limited, told.warnedAt.get(limit));
      for (const [name, rule] of Object.entries(rules)) {
        const at = one.uses.find((use) => use.at < limited.hit && rule(one, { limit, now: use.at }))?.at;
        this.#warn(name, limited, at);
      }
      this.#foretell(one, told, limited);
    }
  }

  #warn(name: string, { hit }: Limited, warned = Infinity): void {
    const all = this.#verdicts.get(name) ?? [];
    this.#verdicts.set(name, all);
    all.push({ hit, warned: warned <= hit ? warned : Infinity });
  }

  /** Of a window in which something was used and the limit is not hit yet, at each whole hour. */
  #foretell(one: Case, told: Told, { limit, hit }: Limited): void {
    const { total, window } = one;
    for (const { at, of } of told.forecasts) {
      const used = total(at) - total(window.from);
      if (at >= hit || used === 0) continue;
      const outlook = outlookOf(of.get(limit));
      this.#ranges.add({ hit, at }, (by) => (by < outlook.soonest ? 0 : by < outlook.latest ? 0.5 : 1));
      this.#calibration.add({ hit, at }, outlook);
      this.#point("ours", { hit, at }, outlook.hit);
      const rest = { left: limit - used, now: at, until: window.until };
      for (const [name, naive] of Object.entries(naives))
        this.#point(name, { hit, at }, foreseen(naive(one, at), rest));
    }
  }

  #point(name: string, asked: { readonly hit: number; readonly at: number }, foretold: number): void {
    const brier = this.#points.get(name) ?? new Brier();
    this.#points.set(name, brier);
    brier.add(asked, (by) => (foretold <= by ? 1 : 0));
  }

  get told() {
    const ours = this.#verdicts.get("ours") ?? [];
    return {
      limits: ours.length,
      hit: ours.filter(({ hit }) => hit < Infinity).length,
      warned: Object.fromEntries([...this.#verdicts].map(([name, all]) => [name, warningsOf(all)])),
      told: this.#calibration.told,
      brier: {
        ours_as_told: this.#ranges.told,
        ...Object.fromEntries([...this.#points].map(([name, brier]) => [name, brier.told])),
      },
    };
  }
}
