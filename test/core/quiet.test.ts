import { expect, test } from "vitest";
import { isQuiet } from "../../src/core/quiet.ts";
import { makeTask } from "../world/tasks.ts";
import { Table } from "./table.ts";

const quiet = (table: Table): boolean => isQuiet(table.state, table.now);

test.each(["preparing", "working", "verifying", "landing", "built"] as const)("%s is not quiet", (phase) => {
  const table = new Table([makeTask("a")]);
  table.bring("a", phase);
  expect(quiet(table)).toBe(false);
});

test("what waits for a person is quiet: review, an answer, a hold, a parent that failed", () => {
  const table = new Table([
    makeTask("a"),
    makeTask("b"),
    makeTask("c", { hold: true }),
    makeTask("d", { dependsOn: ["b"] }),
  ]);
  table.bring("a", "review");
  table.fail("b", "auth");
  expect(quiet(table)).toBe(true);
});

test("a wait and a record to be made are not", () => {
  const table = new Table([makeTask("a")]);
  table.fail("a", "rate_limited");
  expect(quiet(table)).toBe(false);
  table.rewrite("a", { hold: true });
  expect(quiet(table)).toBe(true);
  table.edit(makeTask("b"));
  table.fail("b", "cancelled");
  expect(quiet(table)).toBe(false);
  table.tellRecord("b", { kind: "recorded" });
  expect(quiet(table)).toBe(true);
});

test("a checkout in the way is a person's turn after ten seconds, but not while the landing is tried again", () => {
  const table = new Table([makeTask("a")]);
  table.bring("a", "built");
  const blocked = { kind: "blocked", why: "mid-rebase", paths: [] } as const;
  for (let waited = 0; waited < 12_000; waited += 2000) {
    table.tell("a@1", blocked);
    expect(quiet(table)).toBe(waited >= 10_000);
    table.now += 2000;
    table.settle();
    expect(quiet(table)).toBe(false);
  }
});

test("so is what is held up from outside, but not while it is tried again", () => {
  const table = new Table([makeTask("a")]);
  table.bring("a", "verifying");
  const begin = table.now;
  for (let k = 1; k <= 12; k += 1) {
    table.tell("a@1", { kind: "faulted", message: "the disk is full", outside: true });
    expect(quiet(table)).toBe(table.now - begin >= 10_000);
    table.now = table.attempt("a@1").faultedUntil ?? 0;
    table.settle();
    expect(quiet(table)).toBe(false);
  }
});

test("so is all that waits behind it: for the lane, to be verified, and records", () => {
  const outside = { kind: "faulted", message: "the disk is full", outside: true } as const;
  const table = new Table(["a", "b", "c", "d"].map((id) => makeTask(id)));
  table.bring("a", "built");
  table.bring("b", "landing");
  table.fail("c", "cancelled");
  table.bring("d", "working");
  const holdUp = (): void => {
    table.settle();
    table.tell("a@1", outside);
    expect(table.settle()).toEqual([]);
  };
  holdUp();
  table.now += 10_000;
  holdUp();
  expect(quiet(table)).toBe(false);
  table.tell("d@1", { kind: "worked", head: "h" });
  expect(table.settle()).toEqual([]);
  expect(table.step("d@1", "verifying").slot).toBeUndefined();
  expect(quiet(table)).toBe(true);
  expect(table.state.fleet.lane).toBe("a@1");
});

test("the same for a record", () => {
  const table = new Table([makeTask("a")]);
  table.fail("a", "cancelled");
  for (let waited = 0; waited < 12_000; waited += 2000) {
    table.tellRecord("a", { kind: "record_blocked", why: "mid-rebase", paths: [] });
    expect(quiet(table)).toBe(waited >= 10_000);
    table.now += 2000;
    table.settle();
    expect(quiet(table)).toBe(false);
  }
});
