import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import type { Report } from "../../src/core/input.ts";
import type { OrderOfAttempt } from "../../src/core/order.ts";
import { plan } from "../../src/core/plan.ts";
import { isQuiet } from "../../src/core/quiet.ts";
import { nextWake, schedule } from "../../src/core/schedule.ts";
import type { Priority } from "../../src/core/task.ts";
import { makeTask } from "../world/tasks.ts";
import { oracle } from "./oracle.ts";
import { proof, Table, type Told } from "./table.ts";

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

const names = Array.from({ length: 7 }, (_, at) => `t${at}`);
const globs = fc.constantFrom([], ["a/**"], ["a/b.ts"], ["**"], ["c", "a/x/*"]);
const writes = fc.record(
  {
    priority: fc.nat(4).map((p) => p as Priority),
    dependsOn: fc.subarray(names, { maxLength: 2 }),
    touches: globs,
    agent: fc.constantFrom("shell", "backend"),
    status: fc.constantFrom("todo", "todo", "todo", "draft", "done", "cancelled"),
    hold: fc.constantFrom(false, false, true),
    due: fc.integer({ min: 0, max: 10 ** 9 }),
  },
  { requiredKeys: [] },
);
const reports = fc.constantFrom<Told<Report>>(
  { kind: "prepared", base: "t0", path: "/w" },
  { kind: "worked", head: "h" },
  { kind: "proved", proof },
  { kind: "unproved", proof, why: "no checks" },
  { kind: "built", commit: "m" },
  { kind: "landed", commit: "m" },
  { kind: "moved" },
  { kind: "blocked", why: "in the way", paths: [] },
  { kind: "failed", failure: { kind: "rate_limited", why: "told so" } },
  { kind: "failed", failure: { kind: "cancelled", why: "told so" } },
  { kind: "failed", failure: { kind: "conflict", why: "told so" } },
  { kind: "faulted", message: "disk full" },
  { kind: "ended" },
);
const happenings = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.tuple(fc.constant("rewrite" as const), fc.constantFrom(...names), writes) },
    { weight: 8, arbitrary: fc.tuple(fc.constant("report" as const), fc.nat(9), reports) },
    { weight: 14, arbitrary: fc.tuple(fc.constant("success" as const), fc.nat(9)) },
    { weight: 2, arbitrary: fc.tuple(fc.constant("record" as const), fc.boolean()) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constant("time" as const), fc.constantFrom(1, 2000, 70_000, 10 ** 7)),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constant("retry" as const), fc.constantFrom(...names)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("remove" as const), fc.constantFrom(...names)) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom("pause" as const, "resume" as const)) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constant("slots" as const),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 2 }),
      ),
    },
  ),
  { maxLength: 60 },
);

type Happening = typeof happenings extends fc.Arbitrary<(infer H)[]> ? H : never;

const pull = { number: 1, url: "u" };

const success = (order: OrderOfAttempt): Told<Report> => {
  switch (order.kind) {
    case "prepare":
      return { kind: "prepared", base: "t0", path: "/w" };
    case "work":
      return { kind: "worked", head: "h" };
    case "verify":
      return { kind: "proved", proof };
    case "hand_over":
      if (order.commit === undefined) return { kind: "built", commit: "m" };
      return order.mayMerge ? { kind: "merged", commit: "g", pull } : { kind: "ready", pull };
    case "land":
      return order.commit === undefined ? { kind: "built", commit: "m" } : { kind: "landed", commit: "m" };
    case "end":
      return { kind: "ended" };
  }
};

const succeed = (table: Table, at: number): void => {
  const listed = plan(table.state).flatMap((order) => ("attempt" in order ? [order] : []));
  const order = listed[at % listed.length];
  if (order !== undefined) table.tell(order.attempt, success(order));
};

const report = (table: Table, at: number, told: Told<Report>): void => {
  const keys = [...table.state.attempts.keys()];
  const key = keys[at % keys.length];
  if (key !== undefined) table.tell(key, told);
};

const record = (table: Table, isWell: boolean): void => {
  const blocked = { kind: "record_blocked", why: "in the way", paths: [] } as const;
  for (const id of names) table.tellRecord(id, isWell ? { kind: "recorded" } : blocked);
};

const resize = (table: Table, agents: number, backend: number): void => {
  table.input({ kind: "config", config: { ...defaultConfig, slots: { agents, verification: 1 } } });
  table.input({ kind: "agents", agents: [{ name: "backend", driver: "shell", slots: backend }] });
};

const happen = (table: Table, happening: Happening): void => {
  switch (happening[0]) {
    case "rewrite":
      return void table.rewrite(happening[1], happening[2]);
    case "report":
      return report(table, happening[1], happening[2]);
    case "success":
      return succeed(table, happening[1]);
    case "record":
      return record(table, happening[1]);
    case "time":
      table.now += happening[1];
      return;
    case "retry":
      return void table.wish({ kind: "retry", task: happening[1] });
    case "remove":
      return void table.remove(happening[1]);
    case "pause":
    case "resume":
      return void table.wish({ kind: happening[0] });
    case "slots":
      return resize(table, happening[1], happening[2]);
  }
};

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

/** A quiet fleet has nothing listed, and with the time alone nothing comes of it but blocked landings tried again. */
const checkQuiet = (table: Table): void => {
  if (!isQuiet(table.state, table.now)) return;
  expect(table.listed()).toEqual([]);
  expect(table.state.fleet.lane).toBeUndefined();
  const isBlocked =
    [...table.state.attempts.values()].some(({ step }) => step.phase === "landing") ||
    table.state.queue.unrecorded.size > 0;
  if (!isBlocked) expect(nextWake(table.state, table.now)).toBeUndefined();
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
