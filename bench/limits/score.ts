import { quantile } from "../figure.ts";
import { hour } from "./series.ts";

/** A limit in a window: when it was hit and when somebody was warned of it; Infinity where never. */
export type Verdict = { readonly hit: number; readonly warned: number };

/** What a person feels of warnings. */
export const warningsOf = (all: readonly Verdict[]) => {
  const hits = all.filter(({ hit }) => hit < Infinity);
  const warned = all.filter((one) => one.warned < Infinity);
  const leads = hits.flatMap((one) => (one.warned < Infinity ? [(one.hit - one.warned) / hour] : []));
  const share = (ahead: number): number => leads.filter((lead) => lead >= ahead).length / hits.length;
  return {
    half_an_hour_ahead: share(0.5),
    an_hour_ahead: share(1),
    ahead_median_h: quantile(leads, 0.5),
    ahead_p10_h: quantile(leads, 0.1),
    false_alarms: warned.filter(({ hit }) => hit === Infinity).length / warned.length,
    warnings: warned.length,
  };
};

/** A mean that is added up as it goes. */
class Mean {
  #sum = 0;
  #of = 0;

  add(value: number): void {
    this.#sum += value;
    this.#of += 1;
  }

  get of(): number {
    return this.#of;
  }

  get value(): number {
    return this.#sum / this.#of;
  }
}

/** What was foretold at a moment: from when to when something is used up, and at the mean pace; Infinity where perhaps never. */
export type Outlook = { readonly hit: number; readonly soonest: number; readonly latest: number };

/** A moment at which it is asked when a limit is hit, and when it was. */
type Asked = { readonly hit: number; readonly at: number };

/** Within how many hours a limit is asked to be hit. */
const spans = [1, 3, 6] as const;

/** How good chances are that a limit is hit within some hours: the Brier score, nothing at best. */
export class Brier {
  readonly #means = spans.map(() => new Mean());

  add({ hit, at }: Asked, chanceBy: (moment: number) => number): void {
    for (const [n, span] of spans.entries()) {
      const by = at + span * hour;
      this.#means[n]?.add((chanceBy(by) - (hit <= by ? 1 : 0)) ** 2);
    }
  }

  get told() {
    return Object.fromEntries(spans.map((span, n) => [`within_${span}h`, this.#means[n]?.value]));
  }
}

/** How often what was told of a limit came true, by how sure it was told. */
export class Calibration {
  readonly #hit = { range: new Mean(), likely: new Mean(), if_at_all: new Mean(), nothing: new Mean() };
  readonly #inside = new Mean();
  readonly #notBefore = new Mean();
  readonly #widths: number[] = [];

  add({ hit, at }: Asked, { soonest, hit: likely, latest }: Outlook): void {
    const isHit = hit < Infinity;
    if (soonest === Infinity) {
      this.#hit.nothing.add(isHit ? 1 : 0);
      return;
    }
    this.#hit[latest < Infinity ? "range" : likely < Infinity ? "likely" : "if_at_all"].add(isHit ? 1 : 0);
    if (isHit) this.#notBefore.add(hit >= soonest ? 1 : 0);
    if (latest === Infinity) return;
    this.#widths.push((latest - at) / Math.max(1, soonest - at));
    if (isHit) this.#inside.add(hit >= soonest && hit <= latest ? 1 : 0);
  }

  get told() {
    const { range, likely, if_at_all, nothing } = this.#hit;
    return {
      range: {
        of: range.of,
        hit: range.value,
        inside_if_hit: this.#inside.value,
        latest_by_soonest: quantile(this.#widths, 0.5),
      },
      likely: { of: likely.of, hit: likely.value },
      if_at_all: { of: if_at_all.of, hit: if_at_all.value },
      not_before_soonest: this.#notBefore.value,
      nothing: { of: nothing.of, hit: nothing.value },
    };
  }
}
