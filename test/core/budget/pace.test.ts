import fc from "fast-check";
import { expect, test } from "vitest";
import { faster, hasRoom, slower, type Pace } from "../../../src/core/budget/pace.ts";

const slots = 16;

test("a refusal halves who is at work, its crowd counts once, and turns that go well add one for each round", () => {
  const first = slower(undefined, { working: 12, at: 0 });
  expect(first.limit).toBe(6);
  expect(slower(first, { working: 12, at: 9999 })).toBe(first);
  expect(slower(first, { working: 6, at: 10_000 }).limit).toBe(3);
  expect(Math.floor(faster(first, 6, slots)?.limit ?? 0)).toBe(6);
  expect(Math.floor(faster(first, 7, slots)?.limit ?? 0)).toBe(7);
  expect(hasRoom(first, 5)).toBe(true);
  expect(hasRoom(first, 6)).toBe(false);
  expect(hasRoom(undefined, 1000)).toBe(true);
});

const happening = fc.oneof(
  fc.record({
    kind: fc.constant("refused" as const),
    working: fc.integer({ min: 0, max: slots }),
    wait: fc.nat(30_000),
  }),
  fc.record({ kind: fc.constant("turns" as const), turns: fc.nat(200) }),
);

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** It never lets more in than before, and after a while it lets in at most half. */
const lessAfter = (pace: Pace | undefined, working: number, at: number): Pace => {
  const after = slower(pace, { working, at });
  expect(after.limit).toBeLessThanOrEqual(pace?.limit ?? slots);
  if (pace === undefined || at - pace.since >= 10_000)
    expect(after.limit).toBeLessThanOrEqual(Math.max(1, (pace?.limit ?? working) / 2));
  return after;
};

/** A whole round of turns for each one more. */
const moreAfter = (pace: Pace, turns: number): Pace | undefined => {
  const after = faster(pace, turns, slots);
  const more = (after?.limit ?? pace.limit) - pace.limit;
  expect(more).toBeGreaterThanOrEqual(0);
  expect(more).toBeLessThanOrEqual(turns / Math.floor(pace.limit) + 1e-9);
  return after;
};

const play = (all: readonly Happening[]): Pace | undefined => {
  let pace: Pace | undefined;
  let at = 0;
  for (const one of all) {
    if (one.kind === "refused") pace = lessAfter(pace, one.working, (at += one.wait));
    else if (pace !== undefined) pace = moreAfter(pace, one.turns);
    expect(hasRoom(pace, 0)).toBe(true);
    expect(pace?.limit ?? 0).toBeLessThan(slots);
  }
  return pace;
};

test("whatever happens: one may always begin, no more than there are slots are counted, and good turns alone set it free", () => {
  const law = fc.property(fc.array(happening, { maxLength: 60 }), (all) => {
    const pace = play(all);
    expect(pace && faster(pace, slots * slots, slots)).toBeUndefined();
  });
  fc.assert(law, { numRuns: 2000 });
});

test("under a service that bears so many, as many work on the average, within a third", () => {
  const law = fc.property(fc.integer({ min: 2, max: 12 }), (bears) => {
    let pace: Pace | undefined;
    let [sum, rounds] = [0, 0];
    for (let at = 0; at < 4000; at += 1) {
      const working = pace === undefined ? slots : Math.floor(pace.limit);
      if (working > bears) pace = slower(pace, { working, at: at * 20_000 });
      else if (pace !== undefined) pace = faster(pace, working, slots);
      if (at > 100) [sum, rounds] = [sum + Math.min(working, bears), rounds + 1];
    }
    expect(sum / rounds).toBeGreaterThan((bears * 2) / 3);
  });
  fc.assert(law, { numRuns: 20 });
});
