import * as fc from "fast-check";
import { expect, test } from "vitest";
import { awakeBetween, type Beating, type Reading } from "../../src/core/awake.ts";

const beating: Beating = { pace: 1000, patience: 10_000, late: "stopped" };
const at = (wall: number, steady: number, elapsed = steady): Reading => ({ wall, steady, elapsed });
const zero = at(0, 0);

test.each([
  ["a beat in time", at(1000, 1000), { awake: 1000 }],
  ["a beat that a busy machine made late", at(9000, 9000), { awake: 9000 }],
  [
    "eight hours asleep, which stopped the steady clock",
    at(28_800_500, 500, 28_800_500),
    { awake: 500, gap: { from: 0, until: 28_800_500, why: "slept" } },
  ],
  [
    "a process that was stopped for a minute",
    at(61_000, 61_000),
    { awake: 1000, gap: { from: 0, until: 61_000, why: "stopped" } },
  ],
  ["a clock set forward by a day", at(86_401_000, 1000), { awake: 1000 }],
  ["a clock set back by a day", at(-86_399_000, 1000), { awake: 1000 }],
])("%s", (_, reading, found) => {
  expect(awakeBetween(zero, reading, beating)).toEqual(found);
});

test("where sleep does not stop the steady clock, a late beat is told as sleep", () => {
  const found = awakeBetween(zero, at(61_000, 61_000), { ...beating, late: "slept" });
  expect(found).toEqual({ awake: 1000, gap: { from: 0, until: 61_000, why: "slept" } });
});

const reading = fc
  .tuple(fc.integer(), fc.nat(100_000_000), fc.nat(100_000_000))
  .map(([wall, steady, slept]) => at(wall, steady, steady + slept));

test("time awake is never negative, never more than passed, and a gap never ends before it began", () => {
  fc.assert(
    fc.property(reading, reading, (before, now) => {
      const { awake, gap } = awakeBetween(before, now, beating);
      const passed = Math.max(0, now.steady - before.steady);
      expect(awake).toBeGreaterThanOrEqual(0);
      expect(awake).toBeLessThanOrEqual(passed);
      if (gap !== undefined) expect(gap.until).toBeGreaterThanOrEqual(gap.from);
      else expect(awake).toBe(passed);
    }),
  );
});
