import fc from "fast-check";
import { expect, test } from "vitest";
import { dollars, tokensText } from "../../src/core/sums.ts";

test("a sum is told in cents, a small one in parts of a cent, and none that is worth a part as nothing", () => {
  expect([0, 1_000, 99_900, 100_000, 3_000_000].map(dollars)).toEqual([
    "$0.00",
    "$0.0010",
    "$0.0999",
    "$0.10",
    "$3.00",
  ]);
  fc.assert(fc.property(fc.integer({ min: 100 }), (sum) => Number(dollars(sum).slice(1)) > 0));
});

test("tokens are told in thousands and millions, and never as more than there are", () => {
  expect([0, 999, 1000, 118_860, 1_250_000].map(tokensText)).toEqual([
    "0 tokens",
    "999 tokens",
    "1k tokens",
    "118.8k tokens",
    "1.2M tokens",
  ]);
});
