import { calcPrice } from "@pydantic/genai-prices";
import fc from "fast-check";
import { expect, test } from "vitest";
import { listedPrices } from "../../src/core/listed-prices.ts";
import { costOf, priceOf } from "../../src/core/prices.ts";

const at = Date.UTC(2026, 10, 21);
const names = listedPrices.flatMap(([[first]]) => first ?? []);

/** Names that our own table knows too: it goes before. */
const isOurs = new Set(["claude-fable-5-1", "claude-opus-5", "claude-opus-5-5", "claude-opus-4-8"]);

test("a listed price is what the package it comes from works out, to the micro-dollar, and never less", () => {
  const tokens = fc.nat(400_000);
  const usage = fc.record({ input: tokens, cacheWrite: tokens, cacheRead: tokens, output: tokens });
  const law = fc.property(fc.constantFrom(...names), usage, (model, usage) => {
    const price = priceOf(model, at);
    if (price === undefined || isOurs.has(model) || model.startsWith("gpt-6")) return;
    const { input, cacheWrite, cacheRead, output } = usage;
    const theirs = calcPrice(
      {
        input_tokens: input + cacheWrite + cacheRead,
        cache_write_tokens: cacheWrite,
        cache_read_tokens: cacheRead,
        output_tokens: output,
      },
      model,
      { timestamp: new Date(at) },
    );
    expect(costOf(price, usage)).toBeGreaterThanOrEqual(Math.floor((theirs?.total_price ?? 0) * 1e6) - 1);
  });
  fc.assert(law, { numRuns: 1000 });
});

test("only exact names have one, and ours goes before theirs", () => {
  expect(priceOf("gpt-5", at)?.tiers[0].rates).toMatchObject({ input: 1250, output: 10_000, cacheRead: 125 });
  expect(priceOf("claude-sonnet-4-5", at)?.tiers.map(({ upTo }) => upTo)).toEqual([200_000, Infinity]);
  for (const name of ["gpt-5-2099-01-01", "claude-sonnet-5-6", "claude-opus-5-5-20991231", "gpt"])
    expect(priceOf(name, at)).toBeUndefined();
  expect(priceOf("claude-sonnet-5-5", at)?.tiers[0].rates.cacheRead).toBe(100);
});

test("a price counts from its moment on", () => {
  const input = (moment: number): number | undefined => priceOf("gpt-5.6-sol", moment)?.tiers[0].rates.input;
  expect([input(Date.UTC(2026, 7, 20)), input(Date.UTC(2026, 7, 21))]).toEqual([5000, 4000]);
});
