import fc from "fast-check";
import { expect, test } from "vitest";
import { lessonsOf, type Finding } from "../../../src/core/route/lesson.ts";
import { tallyUp } from "../../../src/core/route/learn.ts";
import { countOf } from "../../../src/core/route/tally.ts";
import { lessonsFrom } from "./world.ts";

const finding = (attempt: number, set: Partial<Finding> = {}): Finding => ({
  attempt,
  agent: "builtin",
  model: "small",
  outcome: "done",
  kind: "fix",
  usd: 0.5,
  startedAt: 0,
  endedAt: attempt * 60_000,
  ...set,
});

test("what came to a verdict teaches; what was nobody's fault does not, and makes no task harder", () => {
  const lessons = lessonsOf([
    finding(4, { model: "large" }),
    finding(1, { outcome: "failed", failure: "transient" }),
    finding(2, { outcome: "failed", failure: "rejected" }),
    finding(3, { outcome: "cancelled", failure: "cancelled" }),
  ]);
  expect(lessons).toEqual([
    expect.objectContaining({ model: "small", depth: 0, proved: false, seconds: 120 }),
    expect.objectContaining({ model: "large", depth: 1, proved: true, usd: 0.5 }),
  ]);
});

test("a cost of nothing is a cost that nobody knows", () => {
  expect(lessonsOf([finding(1, { usd: 0 })])[0]).not.toHaveProperty("usd");
});

test("tallies are the same in whatever order lessons come", () => {
  const lessons = lessonsFrom(
    { model: "small", proved: 20, failed: 13, usd: 0.1 },
    { model: "large", proved: 7, failed: 1, usd: 0.9, kind: "docs" },
  );
  const sorted = (all: typeof lessons) =>
    tallyUp(all)
      .map((tally) => ({ ...tally, cells: tally.cells.toSorted((a, b) => (a.kind < b.kind ? -1 : 1)) }))
      .sort((a, b) => (a.model < b.model ? -1 : 1));
  const order = fc.shuffledSubarray(lessons, { minLength: lessons.length, maxLength: lessons.length });
  fc.assert(
    fc.property(order, (shuffled) => {
      expect(sorted(shuffled)).toEqual(sorted(lessons));
    }),
  );
});

test("however many outcomes, a tally keeps sums and the last few", () => {
  const [tally] = tallyUp(lessonsFrom({ model: "small", proved: 900, failed: 100, usd: 0.1 }));
  expect(countOf(tally?.cells ?? [])).toBe(1000);
  expect(tally?.cells).toHaveLength(1);
  expect(tally?.recent).toHaveLength(20);
});
