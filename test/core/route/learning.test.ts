import fc from "fast-check";
import { expect, test } from "vitest";
import { kindOf } from "../../../src/core/route/kind.ts";
import { lessonsOf, type Finding } from "../../../src/core/route/lesson.ts";
import { tallyUp } from "../../../src/core/route/learn.ts";
import { countOf } from "../../../src/core/route/tally.ts";

test.each([
  [{ labels: ["security"], touches: [], title: "Speed up" }, "security"],
  [{ labels: [], touches: ["docs/**"], title: "Fix a crash" }, "docs"],
  [{ labels: [], touches: ["src/**"], title: "Fix a crash" }, "fix"],
  [{ labels: [], touches: [], title: "Whatever" }, "other"],
])("labels tell a task's kind before files, and files before words: %j", (task, kind) => {
  expect(kindOf(task)).toBe(kind);
});

const finding = (attempt: number, more: Partial<Finding> = {}): Finding => ({
  attempt,
  agent: "builtin",
  model: "small",
  kind: "fix",
  outcome: "failed",
  failure: "rejected",
  usd: 0.1,
  startedAt: 0,
  endedAt: attempt * 1000,
  ...more,
});

test("only what came to a verdict teaches, and each failure before makes the next lesson deeper", () => {
  const { failure: _, ...done } = finding(3, { outcome: "done", model: "large" });
  const lessons = lessonsOf([done, finding(2, { failure: "transient" }), finding(1)]);
  expect(lessons).toMatchObject([
    { model: "small", depth: 0, proved: false },
    { model: "large", depth: 1, proved: true },
  ]);
});

test("what was learned does not depend on the order in which it is told", () => {
  const findings = fc.uniqueArray(
    fc.record({ attempt: fc.nat(50), model: fc.constantFrom("small", "large"), ok: fc.boolean() }),
    { selector: ({ attempt }) => attempt, maxLength: 20 },
  );
  fc.assert(
    fc.property(findings, (made) => {
      const lessons = lessonsOf(
        made.map(({ attempt, model, ok }) => {
          const { failure: _, ...rest } = finding(attempt, { model });
          return ok ? { ...rest, outcome: "done" } : finding(attempt, { model });
        }),
      );
      const sorted = (tallies: ReturnType<typeof tallyUp>) =>
        tallies.toSorted((a, b) => (`${a.agent}${a.model}` < `${b.agent}${b.model}` ? -1 : 1));
      expect(sorted(tallyUp(lessons.toReversed()))).toEqual(sorted(tallyUp(lessons)));
      expect(tallyUp(lessons).reduce((sum, { cells }) => sum + countOf(cells), 0)).toBe(lessons.length);
    }),
  );
});
