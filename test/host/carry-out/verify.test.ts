import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultConfig } from "../../../src/core/config.ts";
import type { CheckRun } from "../../../src/core/evidence.ts";
import type { Change } from "../../../src/engine/ports/git.ts";
import type { Verifier } from "../../../src/engine/ports/verify.ts";
import { smallDisk } from "../../world/disk.ts";
import { check, ground, orders } from "../../world/orders.ts";
import { theatre } from "./world.ts";

const candidate = (changes: readonly Change[]) =>
  ({ kind: "candidate", base: "base", candidate: "k", tree: "tree", changes }) as const;

const changing = (path: string, kind: Change["kind"] = "modified") => ({
  proposal: candidate([{ path, kind }]),
});

test("all green is proved, with the evidence", async () => {
  const stage = theatre({ git: changing("src/x.ts"), outcomes: { unit: "flaky" } });
  expect(await stage.play(orders.verify())).toEqual({
    kind: "proved",
    attempt: "a@2",
    turn: 7,
    proof: {
      base: "base",
      head: "head",
      candidate: "k",
      tree: "tree",
      changed: 1,
      judgesChanged: [],
      checks: [{ name: "unit", command: "run-unit", outcome: "flaky", exit: 0, seconds: 1, digest: "d" }],
    },
  });
  expect(stage.of("checkout")).toMatchObject([{ commit: "k", slot: 0 }]);
  expect(stage.checked).toMatchObject([
    {
      path: "/checkout",
      key: "a@2/check",
      env: { TRAFFIC_ATTEMPT: "a@2/check", TRAFFIC_PORT_BASE: "30000" },
    },
  ]);
});

test("where the base holds work of the attempt, that it is red there excuses nothing", async () => {
  const proposal = { ...candidate([]), slipped: ["c1"] };
  const stage = theatre({ git: { proposal }, outcomes: { unit: "failed" } });
  expect(await stage.play(orders.verify())).toMatchObject({
    kind: "failed",
    failure: { kind: "rejected" },
    proof: { slipped: ["c1"] },
  });
  expect(stage.of("checkout")).toHaveLength(1);
});

test("the checkout is set up before it is judged", async () => {
  const setup = { run: "npm ci", inputs: [], outputs: [] };
  const stage = theatre();
  await stage.play(orders.verify({ ground: { ...ground, config: { ...defaultConfig, setup } } }));
  expect(stage.setups).toMatchObject([{ path: "/checkout", key: "a@2/setup" }]);
});

test("a conflict is told with its paths", async () => {
  const proposal = { kind: "conflict", base: "base", paths: ["a.txt"], details: ["both sides"] } as const;
  expect(await theatre({ git: { proposal } }).play(orders.verify())).toMatchObject({
    kind: "failed",
    failure: { kind: "conflict", details: ["a.txt", "both sides"] },
  });
});

test.each([
  ["tasks/a.md", "modified"],
  ["tasks/deep/new.md", "added"],
  ["results/a/1.md", "added"],
  ["results", "added"],
  // What is left of a name that is not UTF-8: it could never land.
  ["bad\uFFFDname", "added"],
] as const)("%s %s by an agent rejects, even where the task names it", async (path, kind) => {
  const stage = theatre({ git: changing(path, kind) });
  expect(await stage.play(orders.verify({ spec: { touches: ["**"] } }))).toMatchObject({
    kind: "failed",
    failure: { kind: "rejected", why: expect.stringContaining(path) as string },
    proof: { candidate: "k" },
  });
  expect(stage.checked).toEqual([]);
});

test.each([
  ["test/a.ts", "modified"],
  ["test/a.ts", "deleted"],
  ["test/a.ts", "type_changed"],
  ["traffic.yaml", "modified"],
  ["traffic.yaml", "added"],
  ["package.json", "deleted"],
  [".github/workflows/x.yml", "modified"],
] as const)("%s %s rejects, unless the task names it; then the proof says so", async (path, kind) => {
  expect(await theatre({ git: changing(path, kind) }).play(orders.verify())).toMatchObject({
    failure: { kind: "rejected", details: [expect.stringContaining(path)] },
  });
  const named = await theatre({ git: changing(path, kind) }).play(
    orders.verify({ spec: { touches: [path] } }),
  );
  expect(named).toMatchObject({ kind: "proved", proof: { judgesChanged: [path] } });
});

test("traffic.yaml judges whatever `judge` says", async () => {
  const config = { ...defaultConfig, judge: [] };
  const stage = theatre({ git: changing("traffic.yaml") });
  expect(await stage.play(orders.verify({ ground: { ...ground, config } }))).toMatchObject({
    kind: "failed",
  });
});

test("a judge may be added to", async () => {
  expect(await theatre({ git: changing("test/new.ts", "added") }).play(orders.verify())).toMatchObject({
    kind: "proved",
    proof: { judgesChanged: [] },
  });
});

test.each([
  ['{"scripts":{"test":"a"},"dependencies":{"x":"2"}}', "proved"],
  ['{"scripts":{"test":"true"}}', "failed"],
  ['{"scripts":{"test":"a"},"jest":{"bail":0}}', "failed"],
  ["not json", "failed"],
])("package.json judges by its scripts and its runner's settings: %s is %s", async (after, kind) => {
  const files = { "base:package.json": '{"scripts":{"test":"a"}}', "k:package.json": after };
  const stage = theatre({ git: { ...changing("package.json"), files } });
  expect(await stage.play(orders.verify())).toMatchObject({ kind });
});

const checkouts = (commit: string): string => `/${commit}`;

test("a red check rejects, quoting its output, with the evidence", async () => {
  const stage = theatre({ git: { checkouts }, outcomes: { "/k unit": "failed" } });
  const spec = { checks: [check("unit"), check("lint")] };
  expect(await stage.play(orders.verify({ spec }))).toMatchObject({
    kind: "failed",
    failure: {
      kind: "rejected",
      why: "Rejected by 1 of 2 checks: unit.",
      details: ["unit: `run-unit` ended with exit code 1\nunit said"],
    },
    proof: { checks: [{ outcome: "failed" }, { outcome: "passed" }] },
  });
});

test("what is quoted of a red check begins with what it says itself, not with the runtime's insides", async () => {
  const insides = Array.from({ length: 30 }, (_, n) => `    at Test.run (node:internal/test:${n}:1)`);
  const tail = ["x a word stays whole", "    at own (test.js:1:1)", ...insides, "expected 1, got 2"].join(
    "\n",
  );
  const verifier = (run: CheckRun): Verifier => ({ run: async () => [{ run, tail }] });
  const red: CheckRun = { name: "unit", command: "u", outcome: "failed", exit: 1, seconds: 1, digest: "d" };
  const stage = theatre({ git: { checkouts }, tools: { verifier: verifier(red) } });
  const spec = { checks: [{ ...check("unit"), own: "task" as const }] };
  expect(await stage.play(orders.verify({ spec }))).toMatchObject({
    failure: {
      details: [
        "unit: `u` ended with exit code 1\nx a word stays whole\n    at own (test.js:1:1)\nexpected 1, got 2",
      ],
    },
  });
});

test("a repository's check that is red on the base too rejects nothing; the base is asked once", async () => {
  const stage = theatre({ git: { checkouts }, outcomes: { unit: "failed" } });
  const spec = { checks: [check("unit"), check("lint")] };
  for (let times = 0; times < 2; times++)
    expect(await stage.play(orders.verify({ spec }))).toMatchObject({
      kind: "proved",
      proof: { checks: [{ outcome: "red_on_base" }, { outcome: "passed" }] },
    });
  expect(stage.checked.map(({ path, checks }) => [path, checks.length])).toEqual([
    ["/k", 2],
    ["/base", 1],
    ["/k", 2],
  ]);
});

test("a task's own check must pass, whatever the base says", async () => {
  const stage = theatre({ git: { checkouts }, outcomes: { own: "failed" } });
  const spec = { checks: [check("unit"), check("own", "task")] };
  expect(await stage.play(orders.verify({ spec }))).toMatchObject({ kind: "failed" });
  expect(stage.checked).toHaveLength(1);
});

test.each([
  [[], {}],
  [[check("unit")], { unit: "timeout" }],
] as const)("nothing green proves nothing: a person decides", async (checks, outcomes) => {
  const stage = theatre({ git: { checkouts }, outcomes });
  expect(await stage.play(orders.verify({ spec: { checks } }))).toMatchObject({
    kind: "unproved",
    why: expect.stringContaining("nothing proves") as string,
  });
});

test("a disk that checks filled by themselves is told from one that is full anyway", async ({ skip }) => {
  const disk = smallDisk(32) ?? skip("mounting a small tmpfs needs root on Linux");
  const left = join(disk, "left-by-a-check");
  const filling = (where: string) => {
    const stage = theatre({ tools: { worktrees: disk } });
    stage.tools.git.checkout = (request) => {
      rmSync(left, { force: true });
      return Promise.resolve({ path: request.commit });
    };
    stage.tools.verifier.run = ({ checks }) => {
      writeFileSync(where, Buffer.alloc(24 * 1024 * 1024));
      const run = {
        name: "unit",
        command: "fill",
        outcome: "failed",
        exit: 1,
        seconds: 1,
        digest: "d",
      } as const;
      return Promise.resolve(checks.map(() => ({ run, tail: "No space left on device" })));
    };
    return stage.play(orders.verify());
  };
  expect(await filling(left)).toMatchObject({ kind: "faulted", outside: true, filled: true });
  expect(await filling(join(disk, "of-somebody-else"))).not.toHaveProperty("filled");
});
