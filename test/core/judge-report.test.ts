import { describe, expect, test } from "vitest";
import type { Report } from "../../src/core/input.ts";
import { makeTask } from "../world/tasks.ts";
import { proof, Table, type Told } from "./table.ts";

const failure = { kind: "crashed", why: "told so" } as const;

/** Every kind of report, and the phases in which it counts. */
const reports: readonly (readonly [Told<Report>, readonly string[]])[] = [
  [{ kind: "prepared", base: "t0", path: "/w" }, ["preparing"]],
  [{ kind: "worked", head: "h" }, ["working"]],
  [{ kind: "proved", proof }, ["verifying"]],
  [{ kind: "unproved", proof, why: "no checks" }, ["verifying"]],
  [{ kind: "built", commit: "m" }, ["landing"]],
  [{ kind: "landed", commit: "m" }, ["landing"]],
  [{ kind: "moved" }, ["landing"]],
  [{ kind: "blocked", why: "mid-rebase", paths: [] }, ["landing"]],
  [{ kind: "ended" }, ["ending"]],
  [{ kind: "failed", failure }, ["preparing", "working", "verifying", "landing"]],
  [{ kind: "faulted", message: "disk full" }, ["preparing", "working", "verifying", "landing", "ending"]],
];

const phases = ["preparing", "working", "verifying", "review", "landing", "ending"] as const;

const inPhase = (phase: (typeof phases)[number]): Table => {
  const table = new Table([makeTask("a")]);
  if (phase === "ending") table.tell(table.bring("a", "working"), { kind: "failed", failure });
  else table.bring("a", phase);
  return table;
};

describe.each(reports)("%o", (told, counts) => {
  test.each(phases)("%s", (phase) => {
    const table = inPhase(phase);
    const { turn } = table.attempt("a@1");
    const about = (turn: number, attempt = "a@1") => ({ attempt, turn, ...told }) as Report;
    for (const stale of [turn - 1, turn + 1])
      expect(table.input({ kind: "report", report: about(stale) })).toEqual([]);
    expect(table.input({ kind: "report", report: about(turn, "a@2") })).toEqual([]);
    expect(table.input({ kind: "report", report: about(turn) })).toHaveLength(counts.includes(phase) ? 1 : 0);
    expect(table.input({ kind: "report", report: about(turn) })).toEqual([]);
  });
});

describe("our own faults", () => {
  const fault = (table: Table) => table.tell("a@1", { kind: "faulted", message: "disk full" });

  test.each(["preparing", "working", "verifying", "landing"] as const)(
    "%s: five waits, in which nothing of it is in motion, then a person is asked; the task pays nothing",
    (phase) => {
      const table = inPhase(phase);
      for (let k = 1; k <= 5; k += 1) {
        expect(fault(table)).toMatchObject([{ kind: "attempt.faulted" }]);
        expect(table.listed()).toEqual([]);
        expect(table.settle()).toEqual([]);
        table.now = table.attempt("a@1").faultedUntil ?? 0;
        expect(table.settle()).toMatchObject([{ kind: "attempt.resumed" }]);
        expect(table.listed()).toEqual([`a@1/${phase}`]);
      }
      expect(fault(table)).toMatchObject([{ kind: "attempt.failed", rest: { kind: "person" } }]);
      table.tell("a@1", { kind: "ended" });
      table.wish({ kind: "retry", task: "a" });
      expect(table.state.records.get("a")?.spent).toEqual({});
    },
  );

  test("checks that fill the disk by themselves are waited for twice, then they have failed", () => {
    const table = inPhase("verifying");
    const told = { kind: "faulted", message: "the disk is full", outside: true } as const;
    const again = (filled: boolean) => {
      const events = table.tell("a@1", filled ? { ...told, filled: true } : told);
      table.now = table.state.attempts.get("a@1")?.faultedUntil ?? table.now;
      table.settle();
      return events.map(({ kind }) => kind);
    };
    // Somebody else's trouble in between begins the count anew.
    for (const filled of [true, true, false, true, true]) expect(again(filled)).toEqual(["attempt.faulted"]);
    expect(table.tell("a@1", { ...told, filled: true })).toMatchObject([
      {
        kind: "attempt.failed",
        failure: { kind: "rejected", why: expect.stringContaining("3 times") as string },
      },
    ]);
    expect(table.state.records.get("a")?.spent).toEqual({ rejected: 1 });
  });

  test("ending never gives up: the worktree must come free", () => {
    const table = inPhase("ending");
    for (let k = 1; k <= 20; k += 1) {
      expect(fault(table)).toMatchObject([{ kind: "attempt.faulted" }]);
      const until = table.attempt("a@1").faultedUntil ?? Infinity;
      expect(until - table.now).toBeLessThan(20_000);
      table.now = until;
      table.settle();
    }
  });

  test.each(["preparing", "working", "verifying", "landing"] as const)(
    "%s: what lies outside of us is waited for as long as it takes, and is not held against us later",
    (phase) => {
      const table = inPhase(phase);
      const outside = { kind: "faulted", message: "the disk is full", outside: true } as const;
      for (let k = 1; k <= 50; k += 1) {
        expect(table.tell("a@1", outside)).toMatchObject([{ kind: "attempt.faulted", outside: true }]);
        expect(table.attempt("a@1").heldUp?.tries).toBe(k);
        const until = table.attempt("a@1").faultedUntil ?? Infinity;
        expect(until - table.now).toBeLessThanOrEqual(72_000);
        table.now = until;
        table.settle();
        expect(table.listed()).toEqual([`a@1/${phase}`]);
      }
      expect(fault(table)).toMatchObject([{ kind: "attempt.faulted" }]);
      expect(table.attempt("a@1")).toMatchObject({ faults: 1 });
      expect(table.attempt("a@1").heldUp).toBeUndefined();
    },
  );

  test("who worked for a while since is held up by something new", () => {
    const table = inPhase("working");
    const outside = { kind: "faulted", message: "the disk is full", outside: true } as const;
    const goOn = (ms: number): void => {
      table.now = (table.attempt("a@1").faultedUntil ?? Infinity) + ms;
      table.settle();
      table.tell("a@1", outside);
    };
    table.tell("a@1", outside);
    const began = table.attempt("a@1").heldUp?.since;
    goOn(30_000);
    expect(table.attempt("a@1").heldUp).toMatchObject({ since: began, tries: 2 });
    goOn(3_600_000);
    expect(table.attempt("a@1").heldUp).toMatchObject({ since: table.now, tries: 1 });
    // The first wait is short again.
    expect((table.attempt("a@1").faultedUntil ?? Infinity) - table.now).toBeLessThan(2_000);
  });

  test("a step that succeeds makes the count whole again", () => {
    const table = inPhase("preparing");
    for (let k = 1; k <= 5; k += 1) fault(table);
    table.tell("a@1", { kind: "prepared", base: "t0", path: "/w" });
    expect(table.attempt("a@1")).toMatchObject({ faults: 0, step: { phase: "working" } });
    expect(table.attempt("a@1").faultedUntil).toBeUndefined();
  });

  test("the lane stays with a landing that faulted: its commit may be on the target", () => {
    const table = new Table([makeTask("a")]);
    table.bring("a", "built");
    fault(table);
    expect(table.state.fleet.lane).toBe("a@1");
    expect(table.refusal({ kind: "cancel", task: "a" })).toMatch(/landing/);
  });
});

describe("landing", () => {
  test("blocked: the lane is left, tried again after a while, and since when is kept", () => {
    const table = new Table([makeTask("a"), makeTask("b")], { agents: 2, verification: 2 });
    table.bring("a", "built");
    table.bring("b", "landing");
    const since = table.now;
    for (let k = 0; k < 3; k += 1) {
      table.tell("a@1", { kind: "blocked", why: "mid-rebase", paths: ["x"] });
      expect(table.step("a@1", "landing").blocked).toEqual({
        why: "mid-rebase",
        paths: ["x"],
        since,
        until: table.now + 2000,
      });
      expect(table.settle()).toEqual(k === 0 ? [{ kind: "lane.given", to: "b@1" }] : []);
      if (k === 0) table.tell("b@1", { kind: "failed", failure });
      table.now += 2000;
      expect(table.settle()).toEqual([{ kind: "lane.given", to: "a@1" }]);
    }
  });

  test("moved: proved again first, while it keeps the lane", () => {
    const table = new Table([makeTask("a"), makeTask("b")], { agents: 2, verification: 1 });
    table.bring("a", "built");
    table.bring("b", "verifying");
    expect(table.step("b@1", "verifying").slot).toBeUndefined();
    table.now += 1000;
    table.tell("a@1", { kind: "moved" });
    expect(table.settle()).toEqual([{ kind: "attempt.admitted", key: "a@1", slot: 0 }]);
    expect(table.state.fleet.lane).toBe("a@1");
  });

  test("landed: done, remembered, and what depends on it begins", () => {
    const table = new Table([makeTask("a"), makeTask("b", { dependsOn: ["a"] })]);
    table.bring("a", "built");
    table.tell("a@1", { kind: "landed", commit: "m" });
    expect(table.settle()).toMatchObject([{ kind: "attempt.claimed", task: "b" }]);
    table.now += 5;
    table.tell("a@1", { kind: "ended" });
    const [past] = table.state.records.get("a")?.past ?? [];
    expect(past).toEqual({
      n: 1,
      agent: "shell",
      claimedAt: 1_000_000,
      endedAt: 1_000_000,
      outcome: { kind: "done", commit: "m", proof },
      base: "t0",
      head: "h",
    });
  });
});

test("a slot is given on when its attempt's worktree is free again, not when it failed", () => {
  const table = new Table([makeTask("a"), makeTask("b")], { agents: 1, verification: 1 });
  const key = table.bring("a", "working");
  table.tell(key, { kind: "failed", failure });
  expect(table.step(key, "ending").slot).toBe(0);
  expect(table.settle()).toEqual([]);
  table.tell(key, { kind: "ended" });
  expect(table.settle()).toMatchObject([{ kind: "attempt.claimed", slot: 0 }]);
});

test("a failure is charged to its kind", () => {
  const table = new Table([makeTask("a", { maxAttempts: 9 })]);
  for (const kind of ["conflict", "conflict", "rejected"] as const) table.fail("a", kind);
  expect(table.state.records.get("a")?.spent).toEqual({ conflict: 2, rejected: 1 });
  expect(table.state.records.get("a")?.past.map(({ n }) => n)).toEqual([1, 2, 3]);
});

describe("records", () => {
  const recording = (): Table => {
    const table = new Table([makeTask("a")]);
    table.fail("a", "cancelled");
    expect(table.listed()).toEqual(["a@record/recording"]);
    return table;
  };

  test("recorded: over, and the lane is free", () => {
    const table = recording();
    expect(table.tellRecord("a", { kind: "recorded", commit: "r" })).toHaveLength(1);
    expect(table.tellRecord("a", { kind: "recorded", commit: "r" })).toEqual([]);
    expect(table.settle()).toEqual([]);
    expect(table.state.fleet.lane).toBeUndefined();
    expect(table.state.records.get("a")?.rest).toMatchObject({ recorded: true });
  });

  test.each([
    [{ kind: "record_blocked", why: "mid-rebase", paths: [] }, 2000],
    [{ kind: "record_faulted", message: "disk full" }, 60_000],
  ] as const)("%o: tried again after a while", (told, wait) => {
    const table = recording();
    table.tellRecord("a", told);
    table.now += wait - 1;
    expect(table.settle()).toEqual([]);
    table.now += 1;
    expect(table.settle()).toEqual([{ kind: "lane.given", to: "a@record" }]);
  });

  test("a report about an earlier ending of the same task says nothing about this one", () => {
    const table = recording();
    const early = table.now;
    table.wish({ kind: "retry", task: "a" });
    table.now += 1000;
    table.fail("a", "cancelled");
    const report = { kind: "recorded", task: "a", turn: early } as const;
    expect(table.input({ kind: "record_report", report })).toEqual([]);
    expect(table.tellRecord("a", { kind: "recorded" })).toEqual([{ kind: "task.recorded", task: "a" }]);
  });
});
