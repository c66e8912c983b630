import fc from "fast-check";
import { expect, test } from "vitest";
import { runOutOf } from "../../../src/core/budget/run-out.ts";

const hour = 3_600_000;

const courses = fc.record({
  left: fc.nat(1e9),
  until: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 200 * hour })),
  paces: fc.array(fc.nat(1e8), { minLength: 1, maxLength: 3 }),
});

test("is told in order, within the window, and only where the fastest pace comes to it", () => {
  const law = fc.property(courses, (course) => {
    const { left, until, paces } = course;
    const out = runOutOf(course, 0);
    const fastest = (left / Math.max(...paces)) * hour;
    expect(out === undefined).toBe(Math.max(...paces) === 0 || Math.round(fastest) >= until);
    if (out === undefined) return;
    const { soonest, hit = Infinity, latest = Infinity } = out;
    expect(soonest).toBeLessThanOrEqual(hit);
    expect(hit).toBeLessThanOrEqual(latest);
    expect(soonest).toBeGreaterThanOrEqual(0);
    for (const moment of [out.soonest, out.hit ?? 0, out.latest ?? 0]) expect(moment).toBeLessThan(until);
  });
  fc.assert(law, { numRuns: 1000 });
});

test("comes no later where less is left or more is used", () => {
  const law = fc.property(courses, fc.nat(1e9), fc.nat(1e8), (course, less, more) => {
    const worse = {
      ...course,
      left: Math.max(0, course.left - less),
      paces: course.paces.map((pace) => pace + more),
    };
    const [before, after] = [runOutOf(course, 0), runOutOf(worse, 0)];
    for (const at of ["soonest", "hit", "latest"] as const)
      expect(after?.[at] ?? Infinity).toBeLessThanOrEqual(before?.[at] ?? Infinity);
  });
  fc.assert(law, { numRuns: 1000 });
});

test("paces go on give or take half", () => {
  const course = { left: 6, until: 100 * hour, paces: [4, 2] };
  expect(runOutOf(course, 0)).toEqual({ soonest: hour, hit: 2 * hour, latest: 6 * hour });
  expect(runOutOf({ ...course, until: 6 * hour }, 0)).toEqual({ soonest: hour, hit: 2 * hour });
  expect(runOutOf({ ...course, until: 2 * hour }, 0)).toEqual({ soonest: hour });
  expect(runOutOf({ ...course, until: 1.5 * hour }, 0)).toBeUndefined();
  expect(runOutOf({ ...course, left: 0 }, 5)).toEqual({ soonest: 5, hit: 5, latest: 5 });
});
