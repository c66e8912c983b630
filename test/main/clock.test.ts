import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { localDay, systemClock } from "../../src/main/clock.ts";

const hour = 3_600_000;

test("a wait of days is one timer, which is called off as one and calls once", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let calls = 0;
  const at = systemClock.now() + 10 * 24 * hour;
  const callOff = systemClock.wake(at, () => (calls += 1));
  systemClock.wake(at - hour, () => (calls += 1));
  vi.advanceTimersByTime(9.9 * 24 * hour);
  expect(vi.getTimerCount()).toBe(2);
  expect(calls).toBe(0);
  // Thousands of turns lie behind it: none of them is kept, or called off one by the other.
  callOff();
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(24 * hour);
  expect(calls).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

describe("days and weeks of a time zone", () => {
  test.each([
    ["2026-03-29T12:00Z", "Europe/Berlin", "2026-03-28T23:00Z", 23, "2026-03-22T23:00Z"],
    ["2026-10-25T12:00Z", "Europe/Berlin", "2026-10-24T22:00Z", 25, "2026-10-18T22:00Z"],
    ["2026-11-23T04:59Z", "America/New_York", "2026-11-22T05:00Z", 24, "2026-11-16T05:00Z"],
    ["2026-11-23T05:00Z", "America/New_York", "2026-11-23T05:00Z", 24, "2026-11-23T05:00Z"],
    ["2026-11-23T12:00Z", "Asia/Kathmandu", "2026-11-22T18:15Z", 24, "2026-11-22T18:15Z"],
  ])("%s in %s", (...row) => {
    const [now, zone, from, hours, monday] = row;
    const day = localDay(Date.parse(now), zone);
    expect(day.from).toBe(Date.parse(from));
    expect(day.until - day.from).toBe(hours * hour);
    expect(day.week.from).toBe(Date.parse(monday));
  });

  test("whatever the moment and the zone: the moment is in its day, the day in its week, and days follow each other", () => {
    const zone = fc.constantFrom(
      undefined,
      "Europe/Berlin",
      "America/Sao_Paulo",
      "Australia/Lord_Howe",
      "Pacific/Apia",
    );
    const at = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) });
    const law = fc.property(at, zone, (now, zone) => {
      const { from, until, week } = localDay(now, zone);
      expect(from <= now && now < until).toBe(true);
      expect(week.from <= from && until <= week.until).toBe(true);
      expect(localDay(until, zone).from).toBe(until);
      expect(localDay(week.until, zone).week.from).toBe(week.until);
    });
    fc.assert(law, { numRuns: 200 });
  });
});
