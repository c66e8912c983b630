import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { AttemptResult } from "../../src/core/result.ts";
import { lessonsOf } from "../../src/core/route/lesson.ts";
import { keepFindings, loadFindings } from "../../src/store/finding-cache.ts";
import { readFinding } from "../../src/store/finding.ts";
import { printResult } from "../../src/store/result.ts";

const result: AttemptResult = {
  task: "login",
  attempt: 2,
  title: "Fix the login",
  agent: "builtin",
  outcome: "failed",
  startedAt: 1000,
  endedAt: 61_000,
  checks: [],
  judgesChanged: [],
  failure: { kind: "rejected", why: "a check: failed" },
  cost: { usd: 0.25, source: "list prices" },
  model: "claude-haiku-5-5",
  choice: { by: "outcomes", kind: "security", why: "cheap: and good" },
  previous: null,
};

test("a printed result is a finding", () => {
  expect(readFinding(printResult(result, []))).toEqual({
    attempt: 2,
    agent: "builtin",
    model: "claude-haiku-5-5",
    outcome: "failed",
    failure: "rejected",
    kind: "security",
    usd: 0.25,
    startedAt: 1000,
    endedAt: 61_000,
  });
});

test("a budget over other work too that was lowered under it is no failure of who worked", () => {
  const budget = { kind: "budget", why: "no more" } as const;
  expect(readFinding(printResult({ ...result, failure: budget }, []))).toMatchObject({ failure: "budget" });
  const stopped = printResult({ ...result, failure: { ...budget, shared: true } }, []);
  expect(readFinding(stopped)).not.toHaveProperty("failure");
});

test("one from before there was a choice has the kind that its title tells", () => {
  const { choice: _, ...old } = result;
  expect(readFinding(printResult(old, []))).toMatchObject({ kind: "fix" });
});

const { model: _model, ...unnamed } = result;

test("one of the shell tells what it took, and teaches nothing of models", () => {
  const found = readFinding(printResult(unnamed, []));
  expect(found).toMatchObject({ agent: "builtin", endedAt: 61_000 });
  expect(lessonsOf(found === undefined ? [] : [found])).toEqual([]);
});

test("what nobody was charged is told apart", () => {
  const cost = { ...result.cost, notional: true };
  expect(readFinding(printResult({ ...result, cost }, []))).toMatchObject({ usd: 0.25, notional: true });
});

test.each([
  ["that is no document", "---\n: :\n\t-"],
  ["without a moment", printResult(result, []).replace(/^ended: .*$/m, "ended: soon")],
  ["with another outcome", printResult(result, []).replace("outcome: failed", "outcome: odd")],
  ["that is empty", ""],
])("a result %s teaches nothing and breaks nothing", (_, text) => expect(readFinding(text)).toBeUndefined());

test("what was read is kept for the next start; a damaged file is none", () => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-findings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "deep", "lessons.json");
  const finding = readFinding(printResult(result, [])) ?? null;
  const findings = new Map([
    ["a1", finding],
    ["b2", null],
  ]);
  expect(loadFindings(path).size).toBe(0);
  keepFindings(path, findings);
  expect(loadFindings(path)).toEqual(findings);
  writeFileSync(path, '{"version":1,"rows":[["a1"');
  expect(loadFindings(path).size).toBe(0);
  keepFindings("/dev/null/nowhere/lessons.json", findings);
});
