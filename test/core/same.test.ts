import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { isSame } from "../../src/core/same.ts";

const json = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
  .filter((value) => !JSON.stringify(value).includes("__proto__"));

test("plain values are the same when a deep comparison says so", () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(isSame(a, structuredClone(a))).toBe(true);
      expect(isSame(a, b)).toBe(isDeepStrictEqual(a, b));
      expect(isSame({ x: a, y: 1 }, { x: b })).toBe(false);
      expect(isSame([a, b], { 0: a, 1: b })).toBe(false);
    }),
  );
});
