import { expect, test } from "vitest";
import { auditProof, type HeldResult, type LandingFacts } from "../../src/core/audit.ts";
import type { AttemptResult } from "../../src/core/result.ts";

const result = (attempt: number, set: Partial<AttemptResult>): HeldResult => ({
  attempt,
  digest: `digest ${attempt}`,
  result: {
    task: "a",
    attempt,
    title: "Do a",
    agent: "shell",
    outcome: "done",
    startedAt: 0,
    endedAt: 1,
    base: `base ${attempt}`,
    head: `head ${attempt}`,
    tree: `tree ${attempt}`,
    checks: [{ name: "t", command: "t", outcome: "passed", exit: 0, seconds: 1, digest: "d" }],
    judgesChanged: [],
    cost: { usd: 0, source: "none" },
    previous: attempt === 1 ? null : `digest ${attempt - 1}`,
    ...set,
  },
});

const landed = result(1, {});
const undone = result(2, { outcome: "undone", agent: "undo", undoes: { attempt: 1 } });
const again = result(3, {});

const claim = (commit: string, kind: "landed" | "undone" = "landed") => ({ commit, kind });

const facts = (attempt: number, set: Partial<LandingFacts>): LandingFacts => ({
  commit: `m${attempt}`,
  parents: [`base ${attempt}`, `head ${attempt}`],
  claims: [claim("m1")],
  merged: `tree ${attempt}`,
  extra: ["results/a/1.md", "tasks/a.md"],
  ...set,
});

const audit = (results: readonly HeldResult[], landing: LandingFacts) =>
  auditProof({ task: "a", file: "tasks/a.md", folder: "results/a", results, landing });

const undo = { from: "m1", landed: "m1", extra: ["results/a/1.md", "tasks/a.md"] };
const both = [claim("m1"), claim("m2", "undone")];

test("a landing is proved, and so is one that came after an undo", () => {
  expect(audit([landed], facts(1, {})).wrong).toEqual([]);
  const third = audit([landed, undone, again], facts(3, { claims: [...both, claim("m3")] }));
  expect(third.wrong).toEqual([]);
  expect(third.checked).toContain("landed again once, as m3");
});

test("work that changed nothing is its base, which git names once as a parent", () => {
  const idle = result(1, { head: "base 1" });
  expect(audit([idle], facts(1, { parents: ["base 1"] })).wrong).toEqual([]);
  expect(audit([landed], facts(1, { parents: ["base 1"] })).wrong).toHaveLength(1);
  expect(audit([landed], facts(1, { parents: ["base 1", "head 1", "x"] })).wrong).toHaveLength(1);
});

test("of a task that was undone, the undo is proved: that it took back that landing, and nothing else", () => {
  const { checked, wrong } = audit([landed, undone], facts(2, { claims: both, undo }));
  expect(wrong).toEqual([]);
  for (const step of ["taken back once, as m2", "it takes back what attempt 1 landed", "and nothing else"])
    expect(checked).toContain(step);
});

test.each<readonly [string, Partial<LandingFacts>, RegExp]>([
  [
    "a second landing without an undo between",
    { claims: [claim("m1"), claim("m2")], undo },
    /2 commits .* claim/,
  ],
  ["an undo of nothing", { claims: [claim("m2", "undone")], undo }, /do not alternate .*: undone as m2/],
  [
    "another undo after it",
    { claims: [...both, claim("m9", "undone")], undo },
    /do not alternate .*undone as m9/,
  ],
  [
    "work that stands on another commit",
    { claims: both, undo: { ...undo, from: "m0" } },
    /begins from m0, attempt 1 landed as m1/,
  ],
  ["a landing that nobody finds", { claims: both, undo: { from: "m1", extra: [] } }, /landed as nothing/],
  [
    "more than what had landed",
    { claims: both, undo: { ...undo, extra: ["src/x.ts"] } },
    /more or less than that in src\/x\.ts/,
  ],
])("%s is found out", (_, set, wrong) => {
  const found = audit([landed, undone], facts(2, set)).wrong;
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(wrong);
});

test("work that the target held before its proof is whole only where a person approved it", () => {
  const of = (set: Partial<AttemptResult>) =>
    auditProof({
      task: "a",
      folder: "results/a",
      results: [result(1, set)],
      landing: facts(1, { extra: [] }),
    }).wrong;
  expect(of({ slipped: ["abc"] })).toMatchObject([expect.stringContaining("abc") as string]);
  expect(of({ slipped: ["abc"], approved: {} })).not.toContainEqual(expect.stringContaining("abc"));
});
