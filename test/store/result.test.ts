import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { AttemptResult } from "../../src/core/result.ts";
import { parseResult, printResult } from "../../src/store/result.ts";
import { anyText } from "../world/text.ts";

const text = fc.oneof(
  fc.string(),
  anyText(),
  fc.constantFrom("no", "1", "2026-01-01", "a: b\n---\n", "\u2028#", " x "),
);
const oid = fc.stringMatching(/^[0-9a-f]{40}$/);
const when = fc.integer({ min: 0, max: 253_402_300_799_999 });
const optional: { requiredKeys: [] } = { requiredKeys: [] };

const checkRun = fc.record({
  name: text,
  command: text,
  outcome: fc.constantFrom("passed", "flaky", "failed", "red_on_base", "timeout"),
  exit: fc.option(fc.nat(255)),
  seconds: fc.double({ min: 0, max: 1e9, noNaN: true }),
  digest: oid,
});
const failure = fc.record(
  {
    kind: fc.constantFrom("rejected", "timeout"),
    why: text,
    retryAt: when,
    shared: fc.constant(true as const),
    details: fc.array(text),
  },
  { requiredKeys: ["kind", "why"] },
);
const visit = fc.record(
  { by: text, since: when, until: when, files: fc.array(text), note: text },
  { requiredKeys: ["by", "since", "until", "files"] },
);
const message = fc.record({ at: when, text, by: text }, { requiredKeys: ["at", "text"] });
const result: fc.Arbitrary<AttemptResult> = fc
  .tuple(
    fc.record({
      task: text,
      attempt: fc.integer({ min: 1, max: 1e6 }),
      title: text,
      agent: text,
      outcome: fc.constantFrom("done", "failed", "cancelled", "undone"),
      startedAt: when,
      endedAt: when,
      checks: fc.array(checkRun, { maxLength: 3 }),
      judgesChanged: fc.array(text, { maxLength: 3 }),
      cost: fc.record({ usd: fc.double({ min: 0, max: 1e9, noNaN: true }), source: text }),
      previous: fc.option(oid),
    }),
    fc.record(
      {
        base: oid,
        head: oid,
        candidate: oid,
        tree: oid,
        slipped: fc.array(oid, { maxLength: 2 }),
        failure,
        approved: fc.record({ by: text, note: text }, optional),
        undoes: fc.record({ attempt: fc.nat(), by: text, why: text }, { requiredKeys: ["attempt"] }),
        visits: fc.array(visit, { maxLength: 2 }),
        messages: fc.array(message, { maxLength: 2 }),
        model: text,
        choice: fc.record(
          {
            by: fc.constantFrom("pin", "outcomes"),
            kind: fc.constantFrom("fix", "other"),
            why: text,
            insteadOf: text,
          },
          { requiredKeys: ["by", "kind", "why"] },
        ),
        usage: fc.record({ input: fc.nat(), cacheWrite: fc.nat(), cacheRead: fc.nat(), output: fc.nat() }),
      },
      optional,
    ),
  )
  .map(([required, rest]) => ({ ...required, ...rest }));

test("a printed result is read back exactly, whatever its texts hold", () => {
  fc.assert(
    fc.property(result, fc.array(text), (result, sections) => {
      const read = parseResult({ file: "r.md", text: printResult(result, sections) });
      expect(read).toEqual({ value: result, problems: [] });
    }),
    { numRuns: 1_000 },
  );
});

test("it reads like a document", () => {
  const done: AttemptResult = {
    task: "login",
    attempt: 2,
    title: "Rate-limit: the login",
    agent: "shell",
    outcome: "done",
    startedAt: Date.UTC(2026, 10, 21),
    endedAt: Date.UTC(2026, 10, 21, 0, 1),
    base: "a1",
    checks: [{ name: "test", command: "npm test", outcome: "passed", exit: 0, seconds: 1.5, digest: "d" }],
    judgesChanged: [],
    cost: { usd: 0, source: "shell" },
    previous: null,
  };
  expect(printResult(done, ["## Output\n\nfine\n"])).toBe(`---
task: login
attempt: 2
title: "Rate-limit: the login"
agent: shell
outcome: done
started: 2026-11-21T00:00:00.000Z
ended: 2026-11-21T00:01:00.000Z
base: a1
checks:
  - { name: test, command: npm test, outcome: passed, exit: 0, seconds: 1.5, digest: d }
judges_changed: []
cost: { usd: 0, source: shell }
previous: null
---

Attempt 2 by shell is done after 60 s with 1 check.

## Output

fine
`);
});

test("what its agent says stands beside what is true", () => {
  const account = {
    claims: { summary: "Limited the login.", changed: ["a.ts"], checked: [] },
    files: ["b.ts"],
    commands: [{ command: "npm test", ok: false }],
    untrue: ["it says that it changed a.ts, which is as it was"],
  };
  const [done] = fc.sample(result, 1) as [AttemptResult];
  const printed = printResult({ ...done, account }, []);
  for (const part of [
    "## What its agent says\n\nLimited the login.",
    "## What does not hold of it\n\n- it says that it changed a.ts, which is as it was",
    "## Files changed\n\n- b.ts",
    "## Commands run\n\n- failed: `npm test`",
  ])
    expect(printed).toContain(part);
});

test("a result that was tampered with is a problem, not an exception", () => {
  expect(parseResult({ file: "r.md", text: "---\ntask: x\nattempt: one\n---\n" }).problems[0]).toMatchObject({
    file: "r.md",
    line: 3,
    found: "one",
  });
});

test("what its agent showed, asked and proposed is told in the body", () => {
  const remarks = [
    { id: "a@1/1", at: 0, kind: "evidence", title: "Faster", text: "12 ms\ninstead of 40" },
    { id: "a@1/2", at: 0, kind: "question", text: "Which port?" },
    { id: "a@1/3", at: 0, kind: "followup", title: "Mend the docs", text: "They lie." },
  ] as const;
  const [done] = fc.sample(result, 1) as [AttemptResult];
  const printed = printResult({ ...done, remarks }, []);
  expect(printed).toContain("## What its agent shows\n\n- Faster: 12 ms instead of 40\n");
  expect(printed).toContain("## What its agent asked\n\n- Which port?\n");
  expect(printed).toContain("## What its agent proposes\n\n- Mend the docs: They lie.\n");
});
