import fc from "fast-check";
import { expect, test } from "vitest";
import { imageOf, stateOf } from "../../src/core/image.ts";
import type { State } from "../../src/core/state.ts";
import { wishesOf } from "../../src/core/turn.ts";
import { planOf } from "../../src/views/plan.ts";
import { problemsOf } from "../../src/views/problems.ts";
import { listsHoldUntil } from "../../src/views/steady.ts";
import { tasksOf } from "../../src/views/tasks.ts";
import { happen, happenings, names } from "../core/happenings.ts";
import { proof, Table } from "../core/table.ts";
import { makeTask } from "../world/tasks.ts";

const hour = 3_600_000;

/** The same state, had the tasks that were seen at one moment been seen at another instead. */
const seenAt = (state: State, from: number, to: number): State => {
  const image = imageOf(state);
  if (image === undefined) throw new Error("it could not be laid out");
  const record: typeof image.record = (n) => {
    const found = image.record(n);
    return found.firstSeen === from ? { ...found, firstSeen: to } : found;
  };
  const wishes = wishesOf(state.tasks, (id) => record(image.graph.numberOf.get(id) ?? 0).firstSeen);
  return stateOf({ ...image, record, wishes });
};

const lists = (state: State, now: number) => ({
  rows: tasksOf(state, now).rows,
  plan: planOf(state, now),
  problems: problemsOf(state, []),
});

test("until then nobody sees a difference, whatever the fleet is at", () => {
  let held = 0;
  fc.assert(
    fc.property(happenings, fc.nat(10), fc.nat(30 * 24), (script, last, hours) => {
      const table = new Table(names.map((id) => makeTask(id)));
      table.input({ kind: "day", from: 0, until: 10 ** 11 });
      for (const happening of script.slice(0, last)) {
        happen(table, happening);
        table.settle();
      }
      const { state, now } = table;
      const until = listsHoldUntil(state, now);
      const later = now + hours * hour;
      if (later >= until) return;
      held += 1;
      expect(lists(seenAt(state, now, later), later)).toEqual(lists(state, now));
    }),
    { numRuns: 600 },
  );
  expect(held, "cases that held").toBeGreaterThan(20);
});

test("what is in motion, waits for a moment, or is new beside others holds no longer than now", () => {
  const day = { kind: "day", from: 0, until: 10 ** 11 } as const;
  const still = new Table([makeTask("a"), makeTask("b", { dependsOn: ["a"] })]);
  still.input(day);
  expect(listsHoldUntil(still.state, still.now)).toBe(day.until);
  still.now += 1;
  expect(listsHoldUntil(still.state, still.now)).toBe(day.until);
  still.edit(makeTask("c"));
  expect(listsHoldUntil(still.state, still.now)).toBe(still.now);
  const due = new Table([makeTask("a", { due: 10 ** 9 })]);
  due.input(day);
  expect(listsHoldUntil(due.state, due.now)).toBe(due.now);
  const busy = new Table([makeTask("a")]);
  busy.input(day);
  busy.bring("a", "working");
  busy.now += 1;
  expect(listsHoldUntil(busy.state, busy.now)).toBe(busy.now);
  busy.tell("a@1", { kind: "worked", head: "h" });
  busy.settle();
  busy.tell("a@1", { kind: "unproved", proof, why: "no checks" });
  expect(listsHoldUntil(busy.state, busy.now)).toBe(day.until);
});

test("while a window or a service is to open again, what is told of it changes with the time", () => {
  const day = { kind: "day", from: 0, until: 10 ** 11 } as const;
  const window = { name: "weekly", state: "hit", billed: false, shutUntil: 10 ** 9 } as const;
  const outage = { why: "Nobody is there.", since: 0, until: 10 ** 9, tries: 1 };
  for (const known of [{ quotas: { codex: { weekly: window } } }, { outages: { codex: outage } }]) {
    const table = new Table([makeTask("a")]);
    table.input(day);
    table.state.setFleet(known);
    expect(listsHoldUntil(table.state, table.now)).toBe(table.now);
    expect(listsHoldUntil(table.state, 10 ** 9)).toBe(day.until);
  }
});
