import fc from "fast-check";
import { expect, test } from "vitest";
import { fewest, nextTurn } from "../../src/core/allowance.ts";
import { charged, emptyMeter, isExact, isLater, type Meter } from "../../src/core/meter.ts";
import { costOf, priceOf, worstCost, type Price } from "../../src/core/prices.ts";
import { noUsage, promptTokens } from "../../src/core/usage.ts";

const now = Date.UTC(2026, 10, 21);
const priced = (model: string, at = now): Price => {
  const price = priceOf(model, at);
  if (price === undefined) throw new Error(`${model} has no price`);
  return price;
};

const million = { input: 1_000_000, cacheWrite: 0, cacheRead: 0, output: 1_000_000 };

test.each([
  ["claude-opus-5-5", 24_000_000],
  ["claude-sonnet-5-5", 12_000_000],
  ["claude-haiku-5-5", 3_000_000],
  ["claude-fable-5-2", 48_000_000],
])("%s: a million tokens in and out cost what the list says", (model, cost) => {
  expect(costOf(priced(model), million)).toBe(cost);
});

test("the tier goes by the whole prompt, the cached part too", () => {
  const haiku = priced("claude-haiku-5-5");
  const small = { ...noUsage, input: 1000, cacheRead: 99_000 };
  expect(costOf(haiku, small)).toBe(100 + 990);
  expect(costOf(haiku, { ...small, cacheRead: 99_001 })).toBe(500 + 4951);
});

test("a price counts from its day, and nobody guesses the price of an unknown name", () => {
  const read = { ...noUsage, cacheRead: 1_000_000 };
  expect(costOf(priced("claude-sonnet-5-5", Date.UTC(2026, 9, 6)), read)).toBe(200_000);
  expect(costOf(priced("claude-sonnet-5-5", Date.UTC(2026, 9, 7)), read)).toBe(100_000);
  expect(priceOf("claude-sonnet-5-5-20261101", now)).toBeUndefined();
});

test("an unknown price is never exact, and a later meter is told from one that came twice", () => {
  const empty = emptyMeter("m", undefined);
  expect(isExact(empty)).toBe(false);
  const meter: Meter = { ...emptyMeter("claude-opus-5-5", priced("claude-opus-5-5")), turns: 2, microUsd: 9 };
  expect(isExact(meter)).toBe(true);
  expect(isLater(meter, meter)).toBe(false);
  expect(isLater({ ...meter, unsure: 1 }, meter)).toBe(true);
  expect(isLater({ ...meter, turns: 1, microUsd: 5 }, meter)).toBe(false);
});

const models = ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5", "claude-fable-5-1"];

/** One turn as the service may bill it: what share of its worst it uses, and whether it is cut off. */
const turn = fc.record({
  prompt: fc.integer({ min: 1, max: 300_000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  cached: fc.double({ min: 0, max: 1, noNaN: true }),
  output: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.boolean(),
});

test("no attempt of 10,000 random ones spends more than its limit, whatever its turns use or are cut off", () => {
  const attempt = fc.record({
    model: fc.constantFrom(...models),
    limit: fc.integer({ min: 0, max: 5_000_000 }),
    billings: fc.constantFrom(1, 2),
    turns: fc.array(turn, { maxLength: 30 }),
  });
  const law = fc.property(attempt, ({ model, limit, billings, turns }) => {
    const price = priced(model);
    let meter = emptyMeter(model, price);
    let billed = 0;
    for (const { prompt, share, cached, output, cut } of turns) {
      const limits = { turns: 1000, microUsd: limit };
      const next = nextTurn({ limits, meter, price, prompt, most: 16_000, billings });
      if (next.kind === "stop") break;
      const sent = Math.floor(prompt * share);
      const cacheRead = Math.floor(sent * cached);
      const usage = {
        input: 0,
        cacheWrite: sent - cacheRead,
        cacheRead,
        output: Math.floor(next.maxTokens * output),
      };
      const cost = costOf(price, usage) * billings;
      expect(promptTokens(usage)).toBeLessThanOrEqual(prompt);
      billed += cost;
      meter = cut
        ? { ...meter, unsure: meter.unsure + next.worst }
        : { ...meter, microUsd: meter.microUsd + cost, turns: meter.turns + 1 };
    }
    expect(billed).toBeLessThanOrEqual(charged(meter));
    expect(charged(meter)).toBeLessThanOrEqual(limit);
  });
  fc.assert(law, { numRuns: 10_000 });
});

test("what is left for a turn is no more than asked for, and too little is not asked for at all", () => {
  const price = priced("claude-sonnet-5-5");
  const meter = emptyMeter("claude-sonnet-5-5", price);
  const question = { meter, price, prompt: 10_000, most: 16_000, billings: 1 };
  const ask = (microUsd: number) => nextTurn({ ...question, limits: { turns: 5, microUsd } });
  expect(ask(3_000_000)).toEqual({ kind: "go", maxTokens: 16_000, worst: worstCost(price, 10_000, 16_000) });
  expect(ask(worstCost(price, 10_000, 2000))).toMatchObject({ kind: "go", maxTokens: 2000 });
  expect(ask(worstCost(price, 10_000, fewest) - 1)).toEqual({ kind: "stop", limit: "dollars" });
  const tokens = { turns: 5, tokens: fewest - 1 };
  expect(nextTurn({ ...question, limits: tokens })).toEqual({ kind: "stop", limit: "tokens" });
  expect(nextTurn({ ...question, limits: { turns: 0 } })).toEqual({ kind: "stop", limit: "turns" });
});
