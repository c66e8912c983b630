import { describe, expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import { plan } from "../../src/core/plan.ts";
import { makeTask } from "../world/tasks.ts";
import { proof, Table } from "./table.ts";

const failure = { kind: "crashed", why: "told so" } as const;

const one = (): Table => new Table([makeTask("a", { verify: ["npm test"], budget: { minutes: 5 } })]);

test.each([
  ["preparing", { kind: "prepare", slot: 0, turn: 0 }],
  ["working", { kind: "work", slot: 0, base: "t0", path: "/w", turn: 1 }],
  ["verifying", { kind: "verify", slot: 0, head: "h", turn: 3 }],
  ["landing", { kind: "land", proof, title: "Do a", file: "tasks/a.md", turn: 4 }],
  ["built", { kind: "land", proof, commit: "m", turn: 5 }],
] as const)("%s: one order, keyed by attempt and phase, that says all its hands need", (phase, expected) => {
  const table = one();
  table.bring("a", phase);
  const common = {
    attempt: "a@1",
    task: "a",
    n: 1,
    ground: { target: "main", config: table.state.fleet.config },
  };
  expect(plan(table.state)).toMatchObject([
    { ...common, ...expected, key: `a@1/${phase === "built" ? "landing" : phase}` },
  ]);
});

test("a task that adopts work has it prepared, and its agent is told what became of it", () => {
  const table = new Table([makeTask("a", { adopts: "c0de" })]);
  table.bring("a", "preparing");
  expect(plan(table.state)).toMatchObject([{ kind: "prepare", adopts: "c0de" }]);
  const adopted = { kind: "conflict", commit: "c0de", paths: ["x"] } as const;
  table.tell("a@1", { kind: "prepared", base: "t0", path: "/w", adopted });
  expect(plan(table.state)).toMatchObject([{ kind: "work", base: "t0", adopted }]);
  table.failed("a@1", "crashed");
  table.now += 60_000;
  table.bring("a", "preparing");
  expect(plan(table.state)).toMatchObject([{ kind: "prepare", n: 2, adopts: "c0de" }]);
});

test("the work is told the task's own limits and checks, the landing its result", () => {
  const table = one();
  table.bring("a", "working");
  const check = { name: "npm test", run: "npm test", minutes: 30, own: "task" };
  expect(plan(table.state)).toMatchObject([
    { spec: { minutes: 5, command: "true", agent: "shell", checks: [check] } },
  ]);
  table.now += 5000;
  table.bring("a", "landing");
  const result = {
    task: "a",
    attempt: 1,
    title: "Do a",
    agent: "shell",
    outcome: "done",
    startedAt: 1_000_000,
    endedAt: 1_005_000,
    base: "t0",
    head: "h",
    candidate: "k",
    tree: "kt",
    checks: [],
    judgesChanged: [],
    cost: { usd: 0, source: "no model was used" },
  };
  expect(plan(table.state)).toMatchObject([{ result }]);
});

describe("nothing is listed", () => {
  test("for what waits: review, a verification slot, the lane, a fault of our own", () => {
    const table = new Table([makeTask("a"), makeTask("b")]);
    table.bring("a", "review");
    table.bring("b", "working");
    expect(table.listed()).toEqual(["b@1/working"]);
    table.tell("b@1", { kind: "worked", head: "h" });
    expect(table.listed()).toEqual([]);
    table.settle();
    table.tell("b@1", { kind: "faulted", message: "disk full" });
    expect(table.listed()).toEqual([]);
    table.now += 60_000;
    table.settle();
    table.tell("b@1", { kind: "proved", proof });
    expect(table.listed()).toEqual([]);
    table.settle();
    expect(table.listed()).toEqual(["b@1/landing"]);
  });

  test("while no target is known, or another than the one that is asked for", () => {
    const table = one();
    table.bring("a", "working");
    table.input({ kind: "config", config: { ...defaultConfig, target: "next" } });
    expect(table.listed()).toEqual([]);
    table.input({ kind: "config", config: { ...defaultConfig, target: "main" } });
    expect(table.listed()).toEqual(["a@1/working"]);
  });

  test("for the record of a task that was reopened or deleted", () => {
    for (const undo of [
      (table: Table) => table.remove("a"),
      (table: Table) => table.wish({ kind: "retry", task: "a" }),
    ]) {
      const table = one();
      table.fail("a", "cancelled");
      expect(table.listed()).toEqual(["a@record/recording"]);
      undo(table);
      expect(table.listed()).toEqual([]);
    }
  });
});

test("a paused fleet goes on with what is in motion and claims nothing", () => {
  const table = new Table([makeTask("a"), makeTask("b")], { agents: 1, verification: 1 });
  table.bring("a", "working");
  table.wish({ kind: "pause" });
  expect(table.listed()).toEqual(["a@1/working"]);
  table.tell("a@1", { kind: "worked", head: "h" });
  table.settle();
  expect(table.listed()).toEqual(["a@1/verifying"]);
});

test("an ending tells what came of it: how it failed, what it had made, what was judged", () => {
  const cases = [
    [(table: Table) => table.wish({ kind: "cancel", task: "a" }), { outcome: "cancelled", base: "t0" }],
    [
      (table: Table) => table.tell("a@1", { kind: "failed", failure, head: "h2" }),
      { outcome: "failed", failure, head: "h2" },
    ],
    [
      (table: Table) => table.tell("a@1", { kind: "failed", failure, proof }),
      { outcome: "failed", base: "t0", head: "h", candidate: "k", tree: "kt" },
    ],
  ] as const;
  for (const [finish, result] of cases) {
    const table = one();
    table.bring("a", "working");
    finish(table);
    expect(plan(table.state)).toMatchObject([{ kind: "end", key: "a@1/ending", result }]);
  }
  const table = one();
  table.bring("a", "built");
  table.tell("a@1", { kind: "landed", commit: "m" });
  expect(plan(table.state)[0]).not.toHaveProperty("result");
});

test("a record names the task's end and all its attempts", () => {
  const table = new Table([makeTask("a", { maxAttempts: 2 })]);
  table.fail("a", "rejected");
  table.fail("a", "crashed");
  const past = table.state.records.get("a")?.past;
  expect(past).toHaveLength(2);
  expect(plan(table.state)).toMatchObject([
    { kind: "record", key: "a@record/recording", task: "a", n: 2, turn: table.now, status: "failed", past },
  ]);
});
