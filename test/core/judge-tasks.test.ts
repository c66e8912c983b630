import { describe, expect, test } from "vitest";
import { standingOf } from "../../src/core/standing.ts";
import { makeTask } from "../world/tasks.ts";
import { Table } from "./table.ts";

const kinds = (events: readonly { kind: string }[]): string[] => events.map(({ kind }) => kind);

const standing = (table: Table, id: string): string => {
  const task = table.state.tasks.get(id);
  return task === undefined ? "gone" : standingOf(table.state, task).kind;
};

/** An attempt whose commit may be reaching the target this very moment. */
const landing = (): Table => {
  const table = new Table([makeTask("a")]);
  table.bring("a", "built");
  expect(table.state.fleet.lane).toBe("a@1");
  return table;
};

const blocked = { kind: "blocked", why: "mid-rebase", paths: [] } as const;

test("what says nothing new is not heard", () => {
  const table = new Table([makeTask("a")]);
  expect(table.edit(makeTask("a"))).toEqual([]);
  expect(table.remove("never seen")).toEqual([]);
  expect(kinds(table.rewrite("a", { priority: 0 }))).toEqual(["tasks.changed"]);
});

describe("a file that no longer wants its task", () => {
  const phases = ["preparing", "working", "verifying", "review", "landing"] as const;
  test.each(phases)("deleted while %s: the attempt is called off and the lane is free", (phase) => {
    const table = new Table([makeTask("a")]);
    const key = table.bring("a", phase);
    expect(kinds(table.remove("a"))).toEqual(["attempt.failed", "tasks.changed"]);
    expect(table.attempt(key).step.phase).toBe("ending");
    expect(table.state.fleet.lane).toBeUndefined();
  });

  test.each(phases)("cancelled while %s: called off, ended, recorded", (phase) => {
    const table = new Table([makeTask("a")]);
    const key = table.bring("a", phase);
    table.rewrite("a", { status: "cancelled" });
    table.tell(key, { kind: "ended" });
    table.settle();
    expect(table.isRecording("a")).toBe(true);
    table.tellRecord("a", { kind: "recorded" });
    expect(standing(table, "a")).toBe("cancelled");
    expect(table.settle()).toEqual([]);
    expect(table.state.fleet.lane).toBeUndefined();
  });

  test("while its attempt ends anyway: it ends as it was", () => {
    const changes = [
      (table: Table) => table.remove("a"),
      (table: Table) => table.rewrite("a", { status: "done" }),
      (table: Table) => table.rewrite("a", { status: "cancelled" }),
    ];
    for (const change of changes) {
      const table = new Table([makeTask("a")]);
      table.tell(table.bring("a", "working"), {
        kind: "failed",
        failure: { kind: "conflict", why: "told so" },
      });
      const before = table.attempt("a@1");
      change(table);
      expect(table.attempt("a@1")).toEqual(before);
    }
  });

  test("done while working: called off, and done", () => {
    const table = new Table([makeTask("a"), makeTask("b", { dependsOn: ["a"] })]);
    const key = table.bring("a", "working");
    expect(kinds(table.rewrite("a", { status: "done" }))).toEqual(["attempt.failed", "tasks.changed"]);
    table.tell(key, { kind: "ended" });
    expect(standing(table, "a")).toBe("done");
    expect(kinds(table.settle())).toEqual(["attempt.claimed"]);
  });

  test("done while it waits, or before its record is made: nothing is waited for or recorded", () => {
    const table = new Table([makeTask("a"), makeTask("b")]);
    table.fail("a", "rate_limited");
    expect(table.state.queue.waits.size).toBe(1);
    table.rewrite("a", { status: "done" });
    expect(table.state.queue.waits.size).toBe(0);
    table.fail("b", "cancelled");
    expect(table.isRecording("b")).toBe(true);
    table.rewrite("b", { status: "done" });
    expect(table.state.fleet.lane).toBeUndefined();
    expect(table.settle()).toEqual([]);
    expect(standing(table, "b")).toBe("done");
  });

  test("draft and failed leave what is in motion alone, and start nothing new", () => {
    for (const status of ["draft", "failed"] as const) {
      const table = new Table([makeTask("a"), makeTask("b")], { agents: 1, verification: 1 });
      table.bring("a", "working");
      for (const id of ["a", "b"]) expect(kinds(table.rewrite(id, { status }))).toEqual(["tasks.changed"]);
      table.failed("a@1", "crashed");
      table.now += 3_600_000;
      expect(table.settle()).toEqual([]);
    }
  });

  test("cancelled without ever having run: nothing to call off, nothing to record", () => {
    const table = new Table([makeTask("a")]);
    expect(kinds(table.rewrite("a", { status: "cancelled" }))).toEqual(["tasks.changed"]);
    expect(table.settle()).toEqual([]);
    expect(standing(table, "a")).toBe("cancelled");
  });

  test("cancelled after some of it ran, while none does: it is recorded", () => {
    const table = new Table([makeTask("a")]);
    table.fail("a", "rate_limited");
    table.rewrite("a", { status: "cancelled" });
    table.settle();
    expect(table.isRecording("a")).toBe(true);
    expect(table.state.queue.waits.size).toBe(0);
  });

  test("cancelled after it failed, before the record: the record says cancelled", () => {
    const table = new Table([makeTask("a", { maxAttempts: 1 })]);
    table.fail("a", "crashed");
    expect(table.isRecording("a")).toBe(true);
    table.now += 1;
    table.rewrite("a", { status: "cancelled" });
    expect(standing(table, "a")).toBe("cancelled");
    expect(table.state.fleet.lane).toBeUndefined();
  });

  test("cancelled after a person had it tried again although its file said failed", () => {
    const table = new Table([makeTask("a", { maxAttempts: 1 })]);
    table.fail("a", "crashed");
    table.tellRecord("a", { kind: "recorded" });
    table.rewrite("a", { status: "failed" });
    table.wish({ kind: "retry", task: "a" });
    expect(standing(table, "a")).toBe("ready");
    table.rewrite("a", { status: "cancelled" });
    expect(standing(table, "a")).toBe("cancelled");
    expect(kinds(table.settle())).toEqual(["lane.given"]);
  });
});

describe("while it lands", () => {
  test("our own landing's status, seen before the landing is reported, stops nothing", () => {
    const table = landing();
    for (const status of ["done", "todo", "done"] as const)
      expect(kinds(table.rewrite("a", { status }))).toEqual(["tasks.changed"]);
    expect(kinds(table.tell("a@1", { kind: "landed", commit: "m" }))).toEqual(["attempt.landed"]);
    table.tell("a@1", { kind: "ended" });
    expect(standing(table, "a")).toBe("done");
  });

  test("who depends on it starts when it has landed, not when its file says so", () => {
    const table = new Table([makeTask("a"), makeTask("b", { dependsOn: ["a"] })]);
    table.bring("a", "built");
    table.rewrite("a", { status: "done" });
    expect(table.settle()).toEqual([]);
    table.tell("a@1", { kind: "landed", commit: "m" });
    expect(kinds(table.settle())).toEqual(["attempt.claimed"]);
  });

  test("who depends on it starts too when a person says it is done and it does not land", () => {
    const table = new Table([makeTask("a"), makeTask("b", { dependsOn: ["a"] })]);
    table.bring("a", "built");
    table.rewrite("a", { status: "done" });
    table.tell("a@1", { kind: "moved" });
    expect(kinds(table.settle())).toEqual(["attempt.claimed"]);
  });

  test("the same on the second try of a landing that was blocked", () => {
    const table = landing();
    table.tell("a@1", blocked);
    expect(table.state.fleet.lane).toBeUndefined();
    table.now += 2000;
    table.settle();
    expect(table.state.fleet.lane).toBe("a@1");
    expect(kinds(table.rewrite("a", { status: "done" }))).toEqual(["tasks.changed"]);
    expect(table.refusal({ kind: "cancel", task: "a" })).toMatch(/done/);
    expect(kinds(table.tell("a@1", { kind: "landed", commit: "m" }))).toEqual(["attempt.landed"]);
  });

  test("between two tries of a blocked landing it can be called off", () => {
    const table = landing();
    table.tell("a@1", blocked);
    expect(kinds(table.rewrite("a", { status: "cancelled" }))).toEqual(["attempt.failed", "tasks.changed"]);
  });

  test.each([blocked, { kind: "moved" }] as const)("deleted, then $kind: called off late", (told) => {
    const table = landing();
    expect(kinds(table.remove("a"))).toEqual(["tasks.changed"]);
    expect(kinds(table.tell("a@1", told))).toEqual(["attempt.failed"]);
    expect(table.state.fleet.lane).toBeUndefined();
  });

  test.each([blocked, { kind: "moved" }] as const)("cancelled, then $kind: cancelled late", (told) => {
    const table = landing();
    expect(kinds(table.rewrite("a", { status: "cancelled" }))).toEqual(["task.rested", "tasks.changed"]);
    expect(table.settle()).toEqual([]);
    expect(kinds(table.tell("a@1", told))).toEqual(["attempt.failed"]);
    table.tell("a@1", { kind: "ended" });
    expect(kinds(table.settle())).toEqual(["lane.given"]);
    expect(table.isRecording("a")).toBe(true);
  });

  test("deleted or cancelled, then landed: it has landed", () => {
    for (const change of [
      (table: Table) => table.remove("a"),
      (table: Table) => table.rewrite("a", { status: "cancelled" }),
    ]) {
      const table = landing();
      change(table);
      table.tell("a@1", { kind: "landed", commit: "m" });
      table.tell("a@1", { kind: "ended" });
      expect(table.settle()).toEqual([]);
      expect(table.state.records.get("a")).toMatchObject({ landed: { attempt: 1 }, rest: { kind: "free" } });
      expect(table.state.fleet.lane).toBeUndefined();
    }
  });

  test("done by a person while the target moved: the attempt is not needed", () => {
    const table = landing();
    table.rewrite("a", { status: "done" });
    expect(kinds(table.tell("a@1", { kind: "moved" }))).toEqual(["attempt.failed"]);
  });
});

describe("reopening", () => {
  test("by its file, once it was final; a file seen again after a deletion reopens nothing", () => {
    const table = new Table([makeTask("a", { maxAttempts: 1 })]);
    table.fail("a", "crashed");
    table.tellRecord("a", { kind: "recorded" });
    expect(kinds(table.rewrite("a", { status: "failed" }))).toEqual(["tasks.changed"]);
    expect(kinds(table.rewrite("a", { status: "todo" }))).toEqual(["task.reopened", "tasks.changed"]);
    expect(standing(table, "a")).toBe("ready");
    expect(table.state.records.get("a")).toMatchObject({ spent: {}, attempts: 1 });
    table.fail("a", "crashed");
    expect(standing(table, "a")).toBe("failed");
    table.remove("a");
    expect(table.state.fleet.lane).toBeUndefined();
    expect(kinds(table.edit(makeTask("a")))).toEqual(["tasks.changed"]);
    expect(standing(table, "a")).toBe("failed");
    expect(kinds(table.settle())).toEqual(["lane.given"]);
  });

  test("is over with the next record: from then on the file's word counts again", () => {
    const table = new Table([makeTask("a", { maxAttempts: 1 })]);
    for (const round of [1, 2]) {
      table.fail("a", "crashed");
      table.tellRecord("a", { kind: "recorded" });
      table.rewrite("a", { status: "failed" });
      if (round === 1) table.wish({ kind: "retry", task: "a" });
    }
    table.rewrite("a", { status: "done" });
    table.rewrite("a", { status: "failed" });
    expect(standing(table, "a")).toBe("failed");
  });

  test("while its record is being made: the lane is left, and the late answer counts for nothing", () => {
    const table = new Table([makeTask("a")]);
    table.fail("a", "cancelled");
    const turn = table.now;
    expect(table.isRecording("a")).toBe(true);
    table.wish({ kind: "retry", task: "a" });
    expect(table.state.fleet.lane).toBeUndefined();
    expect(table.listed()).toEqual([]);
    const report = { kind: "recorded", task: "a", turn } as const;
    expect(table.input({ kind: "record_report", report })).toEqual([]);
    expect(table.bring("a", "working")).toBe("a@2");
  });

  test("the status that its own record writes does not undo a reopening", () => {
    const table = new Table([makeTask("a", { maxAttempts: 1 })]);
    table.fail("a", "crashed");
    table.tellRecord("a", { kind: "recorded" });
    table.wish({ kind: "retry", task: "a" });
    table.rewrite("a", { status: "failed" });
    expect(standing(table, "a")).toBe("ready");
  });
});
