import fc from "fast-check";
import { expect, test } from "vitest";
import { enough } from "../../../src/core/estimate/alike.ts";
import { held, nextOf, spreadOf } from "../../../src/core/estimate/range.ts";

const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
  minLength: enough + 1,
  maxLength: 60,
});

test("of any values, whatever their distribution, at least 8 of 10 lie where the others let expect them", () => {
  fc.assert(
    fc.property(values, (all) => {
      const inside = all.filter((value, at) => {
        const { low, high } = nextOf(all.toSpliced(at, 1));
        return value >= low && value <= high;
      });
      expect(inside.length / all.length).toBeGreaterThanOrEqual(held - 1e-9);
    }),
  );
});

test("it is no wider than it has to be: the least and the most are left out as soon as they may be", () => {
  const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at + 1);
  expect(nextOf(upTo(9))).toEqual({ low: 1, middle: 5, high: 9 });
  expect(nextOf(upTo(19))).toEqual({ low: 2, middle: 10, high: 18 });
  expect(nextOf(upTo(99))).toEqual({ low: 10, middle: 50, high: 90 });
});

test("draws spread from their tenth to their ninetieth hundredth", () => {
  expect(spreadOf(Array.from({ length: 101 }, (_, at) => at))).toEqual({ low: 10, middle: 50, high: 90 });
  expect(spreadOf([Infinity, Infinity, Infinity])).toEqual({
    low: Infinity,
    middle: Infinity,
    high: Infinity,
  });
});
