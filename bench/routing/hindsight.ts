import type { Data } from "./data.ts";
import { sum, yardsticksOf } from "./measure.ts";
import { verifier } from "./replay.ts";

/** Trying models in one order at every task, each where those before it were rejected. */
export type FixedOrder = {
  readonly order: readonly number[];
  /** Right work let pass, of the right work of always the strongest; and what 95 of 100 draws of tasks are above. */
  readonly quality: number;
  readonly lower95: number;
  readonly saved: number;
};

/** An order so far: by task, how likely nothing was let pass yet, and how likely right work was. */
type Draft = {
  readonly order: readonly number[];
  readonly open: readonly number[];
  readonly right: readonly number[];
  readonly usd: number;
};

const extended = ({ runs }: Data, draft: Draft, model: number): Draft => {
  let { usd } = draft;
  const right = [...draft.right];
  const open = draft.open.map((weight, task) => {
    const run = runs[task]?.[model];
    usd += weight * (run?.usd ?? 0);
    if (run?.right !== true) return weight * (1 - verifier.passesWrong);
    right[task] = (right[task] ?? 0) + weight * (1 - verifier.rejectsRight);
    return weight * verifier.rejectsRight;
  });
  return { order: [...draft.order, model], open, right, usd };
};

/** Always the strongest: what it costs, and by task whether it is right. */
type Base = { readonly usd: number; readonly right: number; readonly strong: readonly number[] };

const baseOf = (data: Data): Base => {
  const { strongest, right, usd } = yardsticksOf(data);
  return { usd, right, strong: data.runs.map((row) => (row[strongest]?.right === true ? 1 : 0)) };
};

const judged = (base: Base, { order, right, usd }: Draft): FixedOrder => {
  const quality = sum(right) / base.right;
  const errors = right.map((one, task) => (one - quality * (base.strong[task] ?? 0)) ** 2);
  const lower95 = quality - (1.645 * Math.sqrt(sum(errors))) / base.right;
  return { order, quality, lower95, saved: 1 - usd / base.usd };
};

/** Orders are grown this long, and so many of each length, by each of these prices of quality. */
const [longest, width, prices] = [5, 40, [0.5, 1, 2, 4]] as const;

/**
 * The order that saves most of those whose lower bound of quality is at least `floor`: what who knew every outcome of these very
 * tasks, but had to try in one order at all of them, could save. Undefined where no order is that good.
 */
export const bestInHindsight = (data: Data, floor: number): FixedOrder | undefined => {
  const base = baseOf(data);
  let best: FixedOrder | undefined;
  let drafts: Draft[] = [
    { order: [], open: data.tasks.map(() => 1), right: data.tasks.map(() => 0), usd: 0 },
  ];
  for (let length = 1; length <= longest; length += 1) {
    const longer = drafts.flatMap((draft) =>
      data.models.flatMap((_, model) => (draft.order.includes(model) ? [] : [extended(data, draft, model)])),
    );
    const found = longer.map((draft) => ({ draft, as: judged(base, draft) }));
    for (const { as } of found) if (as.lower95 >= floor && as.saved > (best?.saved ?? -Infinity)) best = as;
    const kept = prices.flatMap((price) =>
      found
        .toSorted((a, b) => b.as.saved + price * b.as.lower95 - (a.as.saved + price * a.as.lower95))
        .slice(0, width),
    );
    drafts = [...new Set(kept.map(({ draft }) => draft))];
  }
  return best;
};
