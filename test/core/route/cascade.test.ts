import fc from "fast-check";
import { expect, test } from "vitest";
import { bestOf, cascadeOf, cascadesOf, fullCost, type Runner } from "../../../src/core/route/cascade.ts";
import { choose, type Question } from "../../../src/core/route/choose.ts";
import { curveOf, untriedWhere } from "../../../src/core/route/hardness.ts";
import { ask, tallied } from "./world.ts";

const priced = fc.array(fc.double({ min: 0.01, max: 2, noNaN: true }), { minLength: 1, maxLength: 5 });

const free = { attempts: 3, usd: Infinity, seconds: Infinity, secondsEach: Infinity };

/** Every order of up to three of them. */
const ordersOf = (count: number, order: readonly number[] = []): (readonly number[])[] =>
  Array.from({ length: count }, (_, at) => at)
    .filter((at) => !order.includes(at))
    .flatMap((at) => {
      const longer = [...order, at];
      return [longer, ...(longer.length < 3 ? ordersOf(count, longer) : [])];
    });

test("among runners who are equally able and credible the best plan costs as little as the best of all orders there are", () => {
  const ability = fc.double({ min: -2, max: 4, noNaN: true });
  const worth = fc.double({ min: 1, max: 10, noNaN: true });
  const law = fc.property(priced, ability, worth, (prices, able, dear) => {
    const runners = prices.map((usd): Runner => ({ curve: curveOf(able), usd, seconds: 0 }));
    const hardness = untriedWhere(0.15);
    const best = bestOf(cascadesOf(runners, hardness, free), dear);
    const costs = ordersOf(runners.length).map((order) =>
      fullCost(cascadeOf(runners, hardness, order), dear),
    );
    expect(best === undefined ? Infinity : fullCost(best, dear)).toBeCloseTo(Math.min(...costs), 9);
  });
  fc.assert(law, { numRuns: 300 });
});

test("where less than half of what would be proved is right, only the one most likely right is worth a try", () => {
  const orders = fc.shuffledSubarray([-7, -6, -5, -4, -3], { minLength: 5 });
  const law = fc.property(priced, orders, (prices, abilities) => {
    const runners = prices.map((usd, at): Runner => ({
      curve: curveOf(abilities[at] ?? -7),
      usd,
      seconds: 0,
    }));
    const able = abilities.slice(0, prices.length);
    const plans = cascadesOf(runners, untriedWhere(0.15), free).map(({ order }) => order);
    expect(plans).toEqual([[able.indexOf(Math.max(...able))]]);
  });
  fc.assert(law, { numRuns: 200 });
});

test("one who is credible goes without those who are not", () => {
  const runner = (able: number, usd: number): Runner => ({ curve: curveOf(able), usd, seconds: 0 });
  const plans = cascadesOf([runner(-6, 0.001), runner(2, 1)], untriedWhere(0.15), free);
  expect(plans.map(({ order }) => order)).toEqual([[1]]);
});

test("what candidates are called changes nothing once they are known well", () => {
  const asked = (names: readonly [string, string]): Question =>
    ask(names, {
      tallies: tallied(
        { model: names[0], proved: 600, failed: 400, usd: 0.1 },
        { model: names[1], proved: 700, failed: 300, usd: 1 },
      ),
    });
  const plan = (question: Question): unknown => {
    const answer = choose(question);
    return answer.by === "outcomes" ? answer.plan.order : answer.by;
  };
  const expected = plan(asked(["small", "large"]));
  const name = fc.string({ minLength: 1 });
  const names = fc.uniqueArray(name, { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(names, ([a = "a", b = "b"]) => {
      expect(plan(asked([a, b]))).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});
