import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Gap } from "../../src/core/awake.ts";
import { AwakeTime } from "../../src/engine/awake.ts";
import { FakeMachine, type Fate } from "../world/machine.ts";

const beating = { pace: 1000, patience: 10_000, late: "stopped" } as const;

const began = (fates: readonly Fate[] = []) => {
  const machine = new FakeMachine();
  const awake = new AwakeTime(machine, beating);
  const gaps: Gap[] = [];
  awake.listen((gap) => gaps.push(gap));
  for (const fate of fates) machine.live(fate);
  return { machine, awake, gaps };
};

const hour = 3_600_000;

const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.record({ kind: fc.constant("awake" as const), ms: fc.nat(40_000) }),
  fc.record({ kind: fc.constantFrom("slept" as const, "stopped" as const), ms: fc.nat(10 * hour) }),
  fc.record({ kind: fc.constant("set" as const), by: fc.integer({ min: -hour, max: hour }) }),
);

const sum = (fates: readonly Fate[], most: Record<"awake" | "slept" | "stopped", number>): number =>
  fates.reduce((total, one) => total + (one.kind === "set" ? 0 : Math.min(one.ms, most[one.kind])), 0);

test("a limit is reached neither before so much time awake nor a beat for each interruption later, whatever happens", () => {
  fc.assert(
    fc.property(fc.array(fate, { maxLength: 12 }), fc.integer({ min: 1, max: 60_000 }), (fates, limit) => {
      const { machine, awake } = began();
      let rang = 0;
      awake.after(limit, () => (rang += 1));
      const lived: Fate[] = [];
      for (const one of fates) {
        machine.live(one);
        lived.push(one);
        // What a stop that is too short to tell from a busy machine takes counts as awake.
        const most = sum(lived, { awake: Infinity, slept: beating.patience, stopped: beating.patience });
        const least = sum(lived, { awake: Infinity, slept: 0, stopped: 0 });
        const interruptions = lived.filter(({ kind }) => kind !== "awake").length;
        if (most + interruptions * beating.pace < limit) expect(rang).toBe(0);
        if (least - interruptions * beating.pace > limit + beating.pace && one.kind === "awake" && one.ms > 0)
          expect(rang).toBe(1);
      }
    }),
    { numRuns: 2000 },
  );
});

test("time never goes back", () => {
  fc.assert(
    fc.property(fc.array(fate), (fates) => {
      const { machine, awake } = began();
      let last = awake.now();
      for (const one of fates) {
        machine.live(one);
        const now = awake.now();
        expect(now).toBeGreaterThanOrEqual(last);
        last = now;
      }
    }),
  );
});

test("every sleep and every stop is told once, in the order in which they were, and nothing else is", () => {
  const { gaps } = began([
    { kind: "awake", ms: 30_000 },
    { kind: "slept", ms: 8 * hour },
    { kind: "awake", ms: 30_000 },
    { kind: "set", by: hour },
    { kind: "awake", ms: 30_000 },
    { kind: "stopped", ms: 60_000 },
    { kind: "awake", ms: 30_000 },
  ]);
  expect(gaps.map(({ why, from, until }) => [why, Math.round((until - from) / 60_000)])).toEqual([
    ["slept", 8 * 60],
    ["stopped", 1],
  ]);
});

test("a limit that was called off does not ring", () => {
  const { machine, awake } = began();
  let rang = 0;
  awake.after(5000, () => (rang += 1))();
  machine.live({ kind: "awake", ms: 20_000 });
  expect(rang).toBe(0);
});

test("a limit longer than a timer can count is no limit of nothing", () => {
  const { machine, awake } = began();
  let rang = 0;
  awake.after(1e12, () => (rang += 1));
  machine.live({ kind: "awake", ms: 20_000 });
  expect(rang).toBe(0);
});
