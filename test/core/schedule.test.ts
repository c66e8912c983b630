import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import { isQuiet } from "../../src/core/quiet.ts";
import { nextWake, schedule } from "../../src/core/schedule.ts";
import { congestionOf } from "../../src/core/slots.ts";
import { makeTask } from "../world/tasks.ts";
import { happen, happenings, names } from "./happenings.ts";
import { oracle } from "./oracle.ts";
import { proof, Table } from "./table.ts";

const tasks = (count: number, set = {}) => Array.from({ length: count }, (_, at) => makeTask(`t${at}`, set));

test("a fleet made smaller claims nothing more until it is as small as that", () => {
  const table = new Table(tasks(8), { agents: 4, verification: 1 });
  table.settle();
  const config = { ...defaultConfig, slots: { agents: 2, verification: 1 } };
  table.input({ kind: "config", config });
  for (const id of ["t0", "t1"]) table.fail(id, "invalid");
  expect([...table.state.attempts.keys()]).toEqual(["t2@1", "t3@1"]);
  table.fail("t2", "invalid");
  expect([...table.state.attempts.keys()]).toEqual(["t3@1", "t4@1"]);
});

test("nothing new is claimed while as many wait for review as a person wants there", () => {
  const table = new Table(tasks(6), { agents: 2, verification: 1 });
  table.input({ kind: "config", config: { ...table.state.fleet.config, maxInReview: 2 } });
  for (const id of ["t0", "t1"]) table.bring(id, "review");
  for (const id of ["t2", "t3"]) table.fail(id, "invalid");
  expect([...table.state.attempts.keys()]).toEqual(["t0@1", "t1@1"]);
  expect(isQuiet(table.state, table.now)).toBe(true);
  table.wish({ kind: "approve", task: "t0" });
  expect(table.settle().map(({ kind }) => kind)).toEqual([
    "lane.given",
    "attempt.claimed",
    "attempt.claimed",
  ]);
});

test("nothing new is claimed while as many wait for a verification slot as there are agents", () => {
  const table = new Table(tasks(6), { agents: 2, verification: 1 });
  for (const id of ["t0", "t1", "t2", "t3"]) {
    if (id !== "t3") table.tell(table.bring(id, "working"), { kind: "worked", head: "h" });
    table.settle();
  }
  const phases = (): string[] => [...table.state.attempts.values()].map(({ step }) => step.phase);
  expect(phases()).toEqual(["verifying", "verifying", "verifying", "preparing"]);
  table.fail("t3", "invalid");
  expect(phases()).toEqual(["verifying", "verifying", "verifying"]);
  table.tell("t0@1", { kind: "unproved", proof, why: "no checks" });
  expect(table.settle().map(({ kind }) => kind)).toEqual([
    "attempt.admitted",
    "attempt.claimed",
    "attempt.claimed",
  ]);
});

test("nothing new is claimed while as many wait for others to land as there are agents", () => {
  const table = new Table(tasks(9), { agents: 2, verification: 2 });
  const phases = (): string[] => [...table.state.attempts.values()].map(({ step }) => step.phase);
  table.bring("t0", "built");
  // Who holds the lane proves once more: others may be proved beside it.
  table.tell("t0@1", { kind: "moved" });
  for (const id of ["t1", "t2"]) table.bring(id, "landing");
  for (const id of ["t3", "t4"]) table.fail(id, "invalid");
  expect(phases()).toEqual(["verifying", "landing", "landing"]);
  expect(congestionOf(table.state)).toEqual({ kind: "landing", waiting: 2, most: 2 });
  table.tell("t0@1", { kind: "proved", proof });
  table.tell("t0@1", { kind: "built", commit: "m" });
  table.tell("t0@1", { kind: "landed", commit: "m" });
  expect(table.settle().map(({ kind }) => kind)).toEqual([
    "lane.given",
    "attempt.claimed",
    "attempt.claimed",
  ]);
});

test("what a person has in the way of landings keeps nobody from working", () => {
  const table = new Table(tasks(9), { agents: 2, verification: 1 });
  for (const id of ["t0", "t1"]) {
    table.bring(id, "built");
    table.tell(`${id}@1`, { kind: "blocked", why: "mid-rebase", paths: [] });
  }
  for (const id of ["t2", "t3"]) table.fail(id, "invalid");
  expect(congestionOf(table.state)).toBeUndefined();
  expect([...table.state.attempts.keys()]).toEqual(["t0@1", "t1@1", "t4@1", "t5@1"]);
});

test("a person who waits for a worktree goes before anything new", () => {
  const table = new Table(tasks(3), { agents: 1, verification: 1 });
  table.bring("t0", "review");
  table.bring("t1", "working");
  table.wish({ kind: "take", task: "t0" });
  expect(table.settle()).toEqual([]);
  table.failed("t1@1", "invalid");
  expect(table.step("t0@1", "taking")).toMatchObject({ slot: 0 });
  expect([...table.state.attempts.keys()]).toEqual(["t0@1"]);
});

test("the wake for a record whose patience ends later than its block is not missed", () => {
  const table = new Table(tasks(2), { agents: 2, verification: 1 });
  table.bring("t0", "preparing");
  table.fail("t1", "cancelled");
  expect(table.isRecording("t1")).toBe(true);
  table.tellRecord("t1", { kind: "record_blocked", why: "mid-rebase", paths: [] });
  table.bring("t0", "verifying");
  table.now += 5000;
  expect(table.settle()).toEqual([]);
  const wake = nextWake(table.state, table.now);
  expect(wake).toBe(1_000_000 + 60_000);
  table.now = wake ?? 0;
  expect(schedule(table.state, table.now)).toEqual({ kind: "lane.given", to: "t1@record" });
});

test("the wake for a blocked landing is the moment it is tried again", () => {
  const table = new Table(tasks(1));
  table.bring("t0", "built");
  table.tell("t0@1", { kind: "blocked", why: "mid-rebase", paths: [] });
  expect(table.settle()).toEqual([]);
  expect(nextWake(table.state, table.now)).toBe(table.now + 2000);
});

/** Folds what schedule says, compared each time with what the oracle says. */
const settleByOracle = (table: Table): void => {
  for (let left = 200; left > 0; left -= 1) {
    const event = schedule(table.state, table.now);
    expect(event).toEqual(oracle(table.state, table.now));
    if (event === undefined) return;
    table.fold(event);
  }
  throw new Error("schedule never ends");
};

/** Nothing happens by itself before the moment named, and something does at it. */
const checkWake = (table: Table): void => {
  const wake = nextWake(table.state, table.now);
  const { now } = table;
  for (const early of [1, 1999, 2000, 59_999, 60_000, 10 ** 6, 10 ** 8]) {
    table.now = now + early;
    if (wake === undefined || table.now < wake) expect(schedule(table.state, table.now)).toBeUndefined();
  }
  if (wake !== undefined) {
    table.now = wake - 1;
    expect(wake).toBeGreaterThan(now);
    expect(schedule(table.state, table.now)).toBeUndefined();
  }
  table.now = now;
};

/** A quiet fleet has nothing listed, and with the time alone nothing comes of it but what is blocked or held up, tried again. */
const checkQuiet = (table: Table): void => {
  if (!isQuiet(table.state, table.now)) return;
  expect(table.listed()).toEqual([]);
  const attempts = [...table.state.attempts.values()];
  const isHeldUp = attempts.some(({ faultedUntil }) => faultedUntil !== undefined);
  if (!isHeldUp) expect(table.state.fleet.lane).toBeUndefined();
  const isBlocked =
    attempts.some(({ step }) => step.phase === "landing") || table.state.queue.unrecorded.size > 0;
  if (!isBlocked && !isHeldUp) expect(nextWake(table.state, table.now)).toBeUndefined();
};

test("it decides as one who looks at everything; it wakes for every moment; quiet means nothing follows", () => {
  fc.assert(
    fc.property(happenings, (script) => {
      const table = new Table(names.map((id) => makeTask(id)));
      for (const happening of script) {
        happen(table, happening);
        settleByOracle(table);
        checkWake(table);
        checkQuiet(table);
      }
    }),
    { numRuns: 400 },
  );
});
