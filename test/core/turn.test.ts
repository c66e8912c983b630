import fc from "fast-check";
import { expect, test } from "vitest";
import { readGraph } from "../../src/core/graph.ts";
import { compareReady, readyBy } from "../../src/core/ready.ts";
import type { Priority, Task } from "../../src/core/task.ts";
import { link, patience, turnOf, turnsOf, wishesOf, type Turn } from "../../src/core/turn.ts";
import { makeTask } from "../world/tasks.ts";

const hour = 3_600_000;

const turns = (tasks: readonly Task[], firstSeen: (id: string) => number = () => 0): Map<string, Turn> => {
  const map = new Map(tasks.map((task) => [task.id, task]));
  const found = turnsOf(wishesOf(map, firstSeen), readGraph(map));
  return new Map(tasks.map(({ id }) => [id, turnOf(found, id) as Turn]));
};

const turnWith = (set: Partial<Task>, seen = 0): Turn | undefined =>
  turns([makeTask("a", set)], () => seen).get("a");

const priorities = fc.integer({ min: 0, max: 4 }).map((p) => p as Priority);

test("more urgent, earlier due, seen earlier: never a later turn", () => {
  const cases = fc.record({
    priority: priorities,
    due: fc.option(fc.integer({ min: -500 * hour, max: 500 * hour }), { nil: undefined }),
    seen: fc.integer({ min: 0, max: 500 * hour }),
  });
  const at = ({
    priority,
    due,
    seen,
  }: {
    priority: Priority;
    due: number | undefined;
    seen: number;
  }): number => turnWith({ priority, ...(due === undefined ? {} : { due }) }, seen)?.at ?? Number.NaN;
  fc.assert(
    fc.property(cases, fc.nat(100 * hour), (one, less) => {
      const urgent = { ...one, priority: Math.max(0, one.priority - 1) as Priority };
      expect(at(urgent)).toBeLessThanOrEqual(at(one));
      expect(at({ ...one, seen: one.seen + less })).toBeGreaterThanOrEqual(at(one));
      if (one.due !== undefined) {
        expect(at({ ...one, due: one.due - less })).toBeLessThanOrEqual(at(one));
        expect(at(one)).toBeLessThanOrEqual(at({ ...one, due: undefined }));
      }
    }),
  );
});

test("it says where it comes from", () => {
  expect(turnWith({ priority: 1 })).toEqual({ at: patience[1], from: "priority" });
  expect(turnWith({ priority: 4, due: 10 * hour })).toEqual({ at: 10 * hour - link, from: "due" });
  expect(turnWith({ priority: 0, due: 10 * hour })).toEqual({ at: 0, from: "priority" });
});

test("a task goes before what waits for it, however far behind; held, drafted and finished tasks hurry nobody", () => {
  const line = (last: Partial<Task>): Task[] => [
    makeTask("a", { priority: 4 }),
    makeTask("b", { priority: 4, dependsOn: ["a"] }),
    makeTask("c", { dependsOn: ["b"], ...last }),
  ];
  const urgent = turns(line({ priority: 0 }));
  expect(urgent.get("b")).toEqual({ at: -link, from: { waiting: "c" } });
  expect(urgent.get("a")).toEqual({ at: -2 * link, from: { waiting: "b" } });
  const idle: Partial<Task>[] = [
    { hold: true },
    { status: "draft" },
    { status: "done" },
    { status: "failed" },
  ];
  for (const last of idle) {
    const none = turns(line({ priority: 0, ...last }));
    expect(none.get("b")).toEqual({ at: patience[4], from: "priority" });
  }
});

test("of two with the same turn the one that more depend on goes first", () => {
  const tasks = [
    makeTask("a"),
    makeTask("b"),
    makeTask("c", { dependsOn: ["a"] }),
    makeTask("d", { dependsOn: ["b"] }),
    makeTask("e", { dependsOn: ["b"] }),
    makeTask("f"),
  ];
  const map = new Map(tasks.map((task) => [task.id, task]));
  const found = turnsOf(
    wishesOf(map, () => 0),
    readGraph(map),
  );
  const order = tasks.map((task) => readyBy(found, task)).sort(compareReady);
  expect(order.map(({ id }) => id)).toEqual(["b", "a", "c", "d", "e", "f"]);
});

test("every task has a finite turn, on and behind cycles too, where it hurries nobody", () => {
  const tasks = [
    makeTask("a", { dependsOn: ["b", "r"], priority: 3 }),
    makeTask("b", { dependsOn: ["a"], due: 5 * hour }),
    makeTask("c", { dependsOn: ["a", "unknown", "r"], priority: 0 }),
    makeTask("r", { priority: 4 }),
  ];
  const found = Object.fromEntries([...turns(tasks)].map(([id, turn]) => [id, turn.at]));
  expect(found).toEqual({ a: patience[3], b: 5 * hour - link, c: 0, r: patience[4] });
});

test("for any stream of new tasks an old one is eventually first", () => {
  const stream = fc.array(
    fc.record({
      priority: priorities,
      due: fc.option(fc.integer({ min: -10_000 * hour, max: 0 }), { nil: undefined }),
      every: fc.integer({ min: 1, max: hour }),
      depth: fc.nat(3),
    }),
    { minLength: 1, maxLength: 5 },
  );
  const last = 2 * patience[4] + 10 * link;
  fc.assert(
    fc.property(priorities, stream, (priority, kinds) => {
      const old = makeTask("old", { priority });
      const turn = (task: Task, seen: number): number =>
        turns([task], () => seen).get(task.id)?.at ?? Infinity;
      const mine = { id: "old", turn: turn(old, 0), priority, children: 0 };
      for (const [at, { priority, due, every, depth }] of kinds.entries()) {
        const seen = last + every;
        const line = Array.from({ length: depth + 1 }, (_, k) =>
          makeTask(`new${at}-${k}`, {
            priority,
            ...(due === undefined ? {} : { due: seen + due }),
            dependsOn: k === 0 ? [] : [`new${at}-${k - 1}`],
          }),
        );
        for (const [id, { at: when }] of turns(line, () => seen))
          expect(compareReady(mine, { id, turn: when, priority, children: 9 })).toBeLessThan(0);
      }
    }),
  );
});
