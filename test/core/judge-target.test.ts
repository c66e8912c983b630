import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import type { TargetNews } from "../../src/core/input.ts";
import { isDone, standingOf } from "../../src/core/standing.ts";
import { makeTask } from "../world/tasks.ts";
import { Table } from "./table.ts";

const tell = (table: Table, news: Partial<TargetNews>): string[] =>
  table
    .input({ kind: "target", news: { branch: "main", tip: "t0", landed: [], vanished: [], ...news } })
    .map(({ kind }) => kind);

const land = (table: Table, task: string): void => {
  const key = table.bring(task, "built");
  table.tell(key, { kind: "landed", commit: "m" });
  table.tell(key, { kind: "ended" });
  table.settle();
};

const standing = (table: Table, id: string): string =>
  standingOf(table.state, table.state.tasks.get(id) ?? makeTask(id)).kind;

test("news that is no news is not heard; each part of it alone is", () => {
  const table = new Table([makeTask("a")]);
  expect(tell(table, {})).toEqual([]);
  expect(tell(table, { tip: "t1" })).toEqual(["target.observed"]);
  expect(tell(table, { tip: "t1", branch: "next" })).toEqual(["target.observed"]);
  expect(tell(table, { tip: "t1", branch: "next", landed: [{ task: "a", attempt: 1 }] })).toHaveLength(1);
  expect(tell(table, { tip: "t1", branch: "next", landed: [{ task: "a", attempt: 1 }] })).toEqual([]);
  expect(tell(table, { tip: "t1", branch: "next", vanished: ["never landed"] })).toEqual([]);
});

test("any news at all is a reason to try again what was held up from outside, and only that", () => {
  const table = new Table([makeTask("a"), makeTask("b")]);
  table.bring("a", "verifying");
  table.bring("b", "working");
  table.tell("a@1", { kind: "faulted", message: "the disk is full", outside: true });
  table.tell("b@1", { kind: "faulted", message: "ours" });
  expect(tell(table, {})).toEqual(["attempt.resumed"]);
  expect(table.attempt("a@1").faultedUntil).toBeUndefined();
  expect(table.attempt("b@1").faultedUntil).toBeDefined();
  expect(tell(table, {})).toEqual([]);
});

test("news of another branch than the one asked for is not heard", () => {
  const table = new Table([makeTask("a")]);
  table.input({ kind: "config", config: { ...defaultConfig, target: "next" } });
  expect(tell(table, { tip: "t1", landed: [{ task: "a", attempt: 1 }] })).toEqual([]);
  expect(table.settle()).toEqual([]);
  expect(tell(table, { branch: "next" })).toEqual(["target.observed"]);
  expect(table.settle()).toMatchObject([{ kind: "attempt.claimed" }]);
});

test("numbers that the repository already knows are not used again", () => {
  const table = new Table([makeTask("a")]);
  tell(table, { attempted: [{ task: "a", attempt: 7 }] });
  expect(tell(table, { attempted: [{ task: "a", attempt: 3 }] })).toEqual([]);
  expect(table.bring("a", "preparing")).toBe("a@8");
  tell(table, { attempted: [{ task: "a", attempt: 11 }] });
  table.failed("a@8", "conflict");
  expect(table.state.current.get("a")).toBe("a@12");
});

test("a landing from elsewhere unblocks what depends on it and calls off the attempt in motion", () => {
  for (const phase of ["working", "verifying", "review", "landing"] as const) {
    const table = new Table([makeTask("a"), makeTask("b", { dependsOn: ["a"] })]);
    table.bring("a", phase);
    expect(tell(table, { tip: "t1", landed: [{ task: "a", attempt: 1 }] })[0]).toBe("attempt.failed");
    table.tell("a@1", { kind: "ended" });
    expect(table.settle()).toMatchObject([{ kind: "attempt.claimed", task: "b" }]);
    expect(standing(table, "a")).toBe("done");
  }
});

test("the news of our own landing may come before its report, in each try of it", () => {
  const table = new Table([makeTask("a")]);
  table.bring("a", "built");
  table.tell("a@1", { kind: "blocked", why: "mid-rebase", paths: [] });
  expect(tell(table, { tip: "m", landed: [{ task: "a", attempt: 1 }] })).toEqual(["target.observed"]);
  table.now += 2000;
  table.settle();
  expect(table.tell("a@1", { kind: "landed", commit: "m" })).toHaveLength(1);
  expect(tell(table, { tip: "m", landed: [{ task: "a", attempt: 1 }] })).toEqual([]);
  table.tell("a@1", { kind: "ended" });
  expect(standing(table, "a")).toBe("done");
});

test("another attempt's landing, while ours lands, ends ours when the target turns out to have moved", () => {
  const table = new Table([makeTask("a")]);
  table.bring("a", "built");
  expect(tell(table, { tip: "t1", landed: [{ task: "a", attempt: 9 }] })).toEqual(["target.observed"]);
  expect(table.tell("a@1", { kind: "moved" })).toMatchObject([{ kind: "attempt.failed" }]);
});

test("a landing from elsewhere ends every wait and needs no record", () => {
  const table = new Table([makeTask("a"), makeTask("b"), makeTask("c")]);
  table.fail("a", "cancelled");
  table.fail("b", "rate_limited");
  table.fail("c", "auth");
  expect(table.isRecording("a")).toBe(true);
  tell(table, { tip: "t1", landed: ["a", "b", "c"].map((task) => ({ task, attempt: 1 })) });
  expect(table.settle()).toEqual([]);
  expect(table.state.fleet.lane).toBeUndefined();
  expect(table.state.queue.waits.size).toBe(0);
  for (const id of ["a", "b", "c"]) expect(isDone(table.state, id)).toBe(true);
});

test("a result that vanishes makes its task wait for a person and blocks what depends on it", () => {
  const table = new Table(
    [makeTask("a"), makeTask("b", { dependsOn: ["a"] }), makeTask("c", { dependsOn: ["a"] })],
    {
      agents: 1,
      verification: 1,
    },
  );
  land(table, "a");
  const key = table.bring("b", "working");
  expect(tell(table, { tip: "t1", vanished: ["a"] })).toEqual(["target.observed", "task.rested"]);
  expect([standing(table, "a"), standing(table, "b"), standing(table, "c")]).toEqual([
    "person",
    "moving",
    "blocked",
  ]);
  table.failed(key, "conflict");
  expect(standing(table, "b")).toBe("blocked");
  expect(table.settle()).toEqual([]);
  expect(table.refusal({ kind: "retry", task: "a" })).toBeUndefined();
  expect(table.bring("a", "working")).toBe("a@2");
});

test("it comes back: done again, and nobody is asked", () => {
  const table = new Table([makeTask("a")]);
  land(table, "a");
  tell(table, { tip: "t1", vanished: ["a"] });
  tell(table, { tip: "m", landed: [{ task: "a", attempt: 1 }] });
  expect(standing(table, "a")).toBe("done");
  expect(table.state.records.get("a")?.rest).toEqual({ kind: "free" });
});

test("seen landed and seen vanished before it is reported: it does not land again by itself", () => {
  const table = new Table([makeTask("a")]);
  table.bring("a", "built");
  tell(table, { tip: "m", landed: [{ task: "a", attempt: 1 }] });
  expect(tell(table, { tip: "t0", vanished: ["a"] })).toEqual(["target.observed", "task.rested"]);
  expect(table.tell("a@1", { kind: "moved" })).toMatchObject([
    { kind: "attempt.failed", rest: { kind: "person" } },
  ]);
  table.tell("a@1", { kind: "ended" });
  expect(table.settle()).toEqual([]);
  expect(standing(table, "a")).toBe("person");
});

test("a record whose task turns out to have landed and vanished leaves no lane behind", () => {
  const table = new Table([makeTask("a"), makeTask("b")]);
  table.fail("a", "cancelled");
  tell(table, { tip: "t1", landed: [{ task: "a", attempt: 1 }] });
  tell(table, { tip: "t2", vanished: ["a"] });
  expect(table.state.fleet.lane).toBeUndefined();
});
