import fc from "fast-check";
import { defaultConfig } from "../../src/core/config.ts";
import type { Report, Wish } from "../../src/core/input.ts";
import type { StepOrder } from "../../src/core/order.ts";
import { plan } from "../../src/core/plan.ts";
import type { Priority } from "../../src/core/task.ts";
import { proof, Table, type Told } from "./table.ts";

/** The tasks that things happen to. */
export const names = Array.from({ length: 7 }, (_, at) => `t${at}`);
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
  { kind: "faulted", message: "the disk is full", outside: true },
  { kind: "ended" },
);
const name = fc.constantFrom(...names);
const wishes = fc.oneof<fc.Arbitrary<Wish>[]>(
  name.map((task) => ({ kind: "retry", task })),
  fc.constantFrom({ kind: "pause" }, { kind: "resume" }),
  name.map((task) => ({ kind: "take", task })),
  name.map((task) => ({ kind: "take", task })),
  name.map((task) => ({ kind: "give", task, to: "checks" })),
  name.map((task) => ({ kind: "undo", task })),
);
/** What may happen to a fleet, in any order. */
export const happenings = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.tuple(fc.constant("rewrite" as const), fc.constantFrom(...names), writes) },
    { weight: 8, arbitrary: fc.tuple(fc.constant("report" as const), fc.nat(9), reports) },
    { weight: 14, arbitrary: fc.tuple(fc.constant("success" as const), fc.nat(9)) },
    { weight: 2, arbitrary: fc.tuple(fc.constant("record" as const), fc.boolean()) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constant("time" as const), fc.constantFrom(1, 2000, 70_000, 10 ** 7)),
    },
    { weight: 8, arbitrary: fc.tuple(fc.constant("wish" as const), wishes) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("remove" as const), fc.constantFrom(...names)) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constant("slots" as const),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 2 }),
        fc.constantFrom(undefined, 1, 2),
      ),
    },
  ),
  { maxLength: 60 },
);

type Happening = typeof happenings extends fc.Arbitrary<(infer H)[]> ? H : never;

const pull = { number: 1, url: "u" };

const built = { kind: "built", commit: "m" } as const;

type Success = {
  readonly [K in StepOrder["kind"]]: (order: Extract<StepOrder, { kind: K }>) => Told<Report>;
};

const successes: Success = {
  prepare: () => ({ kind: "prepared", base: "t0", path: "/w" }),
  work: () => ({ kind: "worked", head: "h" }),
  hand: () => ({ kind: "handed", base: "t0", path: "/w", head: "h" }),
  give: () => ({ kind: "given", head: "h", files: ["by-hand"], all: ["by-hand"] }),
  revert: () => ({ kind: "reverted", head: "r" }),
  verify: () => ({ kind: "proved", proof }),
  hand_over: ({ commit, mayMerge }) => {
    if (commit === undefined) return built;
    return mayMerge ? { kind: "merged", commit: "g", pull } : { kind: "ready", pull };
  },
  land: ({ commit }) => (commit === undefined ? built : { kind: "landed", commit: "m" }),
  end: () => ({ kind: "ended" }),
};

const success = (order: StepOrder): Told<Report> =>
  (successes[order.kind] as (order: StepOrder) => Told<Report>)(order);

const succeed = (table: Table, at: number): void => {
  const listed = plan(table.state).flatMap((order) =>
    "attempt" in order && order.kind !== "tell" ? [order] : [],
  );
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

const resize = (
  table: Table,
  [, agents, backend, most]: Extract<Happening, readonly ["slots", ...unknown[]]>,
) => {
  const inReview = most === undefined ? {} : { maxInReview: most };
  const config = { ...defaultConfig, slots: { agents, verification: 1 }, ...inReview };
  table.input({ kind: "config", config });
  table.input({ kind: "agents", agents: [{ name: "backend", driver: "shell", slots: backend }] });
};

/** Has something happen to the fleet on a table. */
export const happen = (table: Table, happening: Happening): void => {
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
    case "wish":
      return void table.wish(happening[1]);
    case "remove":
      return void table.remove(happening[1]);
    case "slots":
      return resize(table, happening);
  }
};
