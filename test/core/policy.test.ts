import fc from "fast-check";
import { expect, test } from "vitest";
import type { FailureKind } from "../../src/core/failure.ts";
import { afterFailure, waitAfterFault } from "../../src/core/policy.ts";
import type { Rest, TaskRecord } from "../../src/core/record.ts";

const second = 1000;
const minute = 60 * second;

/** What each kind means, written a second time: kind, whether it counts, how often again, first and longest wait. */
const again = {
  transient: { allowance: 5, first: 2 * second, longest: 2 * minute },
  rate_limited: { allowance: 20, first: 30 * second, longest: 15 * minute },
  conflict: { allowance: 5, first: 0, longest: 0 },
} as const;
const counted = ["rejected", "context", "timeout", "crashed"] as const;
const asking = ["auth", "budget", "denied", "invalid"] as const;

const recordOf = (spent: TaskRecord["spent"] = {}): TaskRecord => ({
  task: "a",
  firstSeen: 0,
  attempts: 1,
  spent,
  rest: { kind: "free" },
  past: [],
  reopened: false,
});

const now = 1_000_000;

type Given = {
  spent?: TaskRecord["spent"];
  n?: number;
  maxAttempts?: number;
  retryAt?: number;
  task?: string;
};

const after = (kind: FailureKind, given: Given = {}): Rest => {
  const { spent = {}, n = 1, maxAttempts = 3, retryAt, task = "a" } = given;
  const failure = { kind, why: "because", ...(retryAt === undefined ? {} : { retryAt }) };
  return afterFailure({ record: { ...recordOf(spent), task }, n, maxAttempts, failure, now });
};

const waitOf = (rest: Rest): number =>
  rest.kind === "until" ? rest.at - now : rest.kind === "free" ? 0 : Number.NaN;

test.each(Object.entries(again))(
  "%s: tried again until its allowance is used up, after bounded waits",
  (name, rule) => {
    const kind = name as FailureKind;
    for (let k = 1; k <= rule.allowance; k += 1) {
      const wait = waitOf(after(kind, { spent: { [kind]: k - 1 }, n: k, maxAttempts: 1 }));
      const plain = Math.min(rule.longest, rule.first * 2 ** (k - 1));
      expect(wait).toBeGreaterThanOrEqual(Math.floor(plain * 0.8));
      expect(wait).toBeLessThanOrEqual(Math.ceil(plain * 1.2));
    }
    const last = after(kind, { spent: { [kind]: rule.allowance } });
    expect(last).toMatchObject({ kind: "final", outcome: "failed", since: now, recorded: false });
  },
);

test.each(counted)("%s uses up max_attempts, together with its like and with no other", (kind) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.record(Object.fromEntries(counted.map((one) => [one, fc.nat(3)]))),
      fc.nat(5),
      (maxAttempts, spent, transient) => {
        const before = Object.values(spent).reduce((sum, count) => sum + count, 0);
        const rest = after(kind, {
          spent: { ...spent, transient, conflict: transient, auth: 9 },
          maxAttempts,
        });
        expect(rest.kind === "final").toBe(before + 1 >= maxAttempts);
      },
    ),
  );
});

test.each(asking)("%s waits for a person, and says what for and how to answer", (kind) => {
  expect(after(kind)).toMatchObject({
    kind: "person",
    failure: { kind },
    ask: { what: expect.stringContaining("because"), answer: "traffic retry a" },
  });
});

test("cancelled is the end", () => {
  expect(after("cancelled")).toMatchObject({ kind: "final", outcome: "cancelled", recorded: false });
});

test("a moment that the cause names is waited for, however short the wait would be", () => {
  expect(waitOf(after("rate_limited", { retryAt: now + 3_600_000 }))).toBe(3_600_000);
  expect(waitOf(after("conflict", { retryAt: now + 5 }))).toBe(5);
  expect(waitOf(after("rate_limited", { retryAt: now - 5 }))).toBeGreaterThan(20 * second);
  expect(after("conflict")).toEqual({ kind: "free" });
});

test("waits are the same every time, and differ from task to task", () => {
  const waits = Array.from({ length: 200 }, (_, at) => waitOf(after("rate_limited", { task: `t${at}` })));
  expect(waits).toEqual(
    Array.from({ length: 200 }, (_, at) => waitOf(after("rate_limited", { task: `t${at}` }))),
  );
  expect(new Set(waits).size).toBeGreaterThan(150);
  expect(Math.min(...waits)).toBeLessThan(26 * second);
  expect(Math.max(...waits)).toBeGreaterThan(34 * second);
});

test("our own faults are waited out five times, ever longer, then a person should look", () => {
  const waits = [1, 2, 3, 4, 5].map((k) => waitAfterFault(k, "a@1") ?? 0);
  for (const [at, wait] of waits.entries()) expect(wait).toBeGreaterThan((waits[at - 1] ?? 0) * 1.9);
  expect(waits[0]).toBeGreaterThanOrEqual(0.8 * second);
  expect(waits[4]).toBeLessThanOrEqual(1.2 * minute);
  expect(waitAfterFault(6, "a@1")).toBeUndefined();
});
