import fc from "fast-check";
import { expect, test } from "vitest";
import { readGraph } from "../../src/core/graph.ts";
import { compareReady, readyBy } from "../../src/core/ready.ts";
import type { Priority, Task } from "../../src/core/task.ts";
import { patience, turnOf, turnsOf, usual, wishesOf, type Turn } from "../../src/core/turn.ts";
import { makeTask } from "../world/tasks.ts";

const hour = 3_600_000;
const week = 168 * hour;

const turns = (tasks: readonly Task[], firstSeen: (id: string) => number = () => 0): Map<string, Turn> => {
  const map = new Map(tasks.map((task) => [task.id, task]));
  const found = turnsOf(wishesOf(map, firstSeen), readGraph(map));
  return new Map(tasks.map(({ id }) => [id, turnOf(found, id) as Turn]));
};

const turnWith = (set: Partial<Task>, seen = 0): Turn | undefined =>
  turns([makeTask("a", set)], () => seen).get("a");

const priorities = fc.integer({ min: 0, max: 4 }).map((p) => p as Priority);

test("more urgent, earlier due, seen earlier, longer: never a later turn", () => {
  const cases = fc.record({
    priority: priorities,
    due: fc.option(fc.integer({ min: -500 * hour, max: 500 * hour }), { nil: undefined }),
    seen: fc.integer({ min: 0, max: 500 * hour }),
    estimate: fc.option(fc.integer({ min: 1, max: 20_000 }), { nil: undefined }),
  });
  type Case = {
    readonly priority: Priority;
    readonly due: number | undefined;
    readonly seen: number;
    readonly estimate: number | undefined;
  };
  const at = ({ priority, due, seen, estimate }: Case): number => {
    const set = {
      priority,
      ...(due === undefined ? {} : { due }),
      ...(estimate === undefined ? {} : { estimate }),
    };
    return turnWith(set, seen)?.at ?? Number.NaN;
  };
  fc.assert(
    fc.property(cases, fc.nat(100 * hour), (one, less) => {
      const urgent = { ...one, priority: Math.max(0, one.priority - 1) as Priority };
      expect(at(urgent)).toBeLessThanOrEqual(at(one));
      expect(at({ ...one, seen: one.seen + less })).toBeGreaterThanOrEqual(at(one));
      expect(at({ ...one, estimate: (one.estimate ?? 30) + less })).toBeLessThanOrEqual(at(one));
      if (one.due !== undefined) {
        expect(at({ ...one, due: one.due - less })).toBeLessThanOrEqual(at(one));
        expect(at(one)).toBeLessThanOrEqual(at({ ...one, due: undefined }));
      }
    }),
  );
});

test("it says where it comes from", () => {
  expect(turnWith({ priority: 1 })).toEqual({ at: patience[1], from: "priority", takes: usual });
  expect(turnWith({ priority: 4, due: 10 * hour })).toEqual({
    at: 10 * hour - usual,
    from: "due",
    takes: usual,
  });
  expect(turnWith({ priority: 0, due: 10 * hour })).toEqual({ at: 0, from: "priority", takes: usual });
});

test("a task goes before what waits for it, however far behind; held, drafted and finished tasks hurry nobody", () => {
  const line = (last: Partial<Task>): Task[] => [
    makeTask("a", { priority: 4 }),
    makeTask("b", { priority: 4, dependsOn: ["a"] }),
    makeTask("c", { dependsOn: ["b"], ...last }),
  ];
  const urgent = turns(line({ priority: 0 }));
  expect(urgent.get("b")).toMatchObject({ at: -usual, from: { waiting: "c" } });
  expect(urgent.get("a")).toMatchObject({ at: -2 * usual, from: { waiting: "b" } });
  const idle: Partial<Task>[] = [
    { hold: true },
    { status: "draft" },
    { status: "done" },
    { status: "failed" },
  ];
  for (const last of idle) {
    const none = turns(line({ priority: 0, ...last }));
    expect(none.get("b")).toMatchObject({ at: patience[4], from: "priority" });
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

test("what takes longer begins sooner: for its priority, before its due date and before what waits for it", () => {
  const minute = hour / 60;
  expect(turnWith({ priority: 1, estimate: 120 })).toEqual({
    at: patience[1] - 90 * minute,
    from: "priority",
    takes: 2 * hour,
  });
  expect(turnWith({ priority: 1, estimate: 5 })?.at).toBe(patience[1] + 25 * minute);
  expect(turnWith({ priority: 4, due: 10 * hour, estimate: 180 })).toMatchObject({
    at: 7 * hour,
    from: "due",
  });
  const line = turns([
    makeTask("a", { estimate: 60 }),
    makeTask("b", { dependsOn: ["a"], estimate: 240 }),
    makeTask("c", { dependsOn: ["b"], priority: 0 }),
  ]);
  expect(line.get("b")).toMatchObject({ at: -4 * hour, from: { waiting: "c" } });
  expect(line.get("a")).toMatchObject({ at: -5 * hour, from: { waiting: "b" } });
});

test("every task has a finite turn, on and behind cycles too, where it hurries nobody", () => {
  const tasks = [
    makeTask("a", { dependsOn: ["b", "r"], priority: 3 }),
    makeTask("b", { dependsOn: ["a"], due: 5 * hour }),
    makeTask("c", { dependsOn: ["a", "unknown", "r"], priority: 0 }),
    makeTask("r", { priority: 4 }),
  ];
  const found = Object.fromEntries([...turns(tasks)].map(([id, turn]) => [id, turn.at]));
  expect(found).toEqual({ a: patience[3], b: 5 * hour - usual, c: 0, r: patience[4] });
});

test("for any stream of new tasks an old one is eventually first", () => {
  const stream = fc.array(
    fc.record({
      priority: priorities,
      due: fc.option(fc.integer({ min: -10_000 * hour, max: 0 }), { nil: undefined }),
      every: fc.integer({ min: 1, max: hour }),
      depth: fc.nat(3),
      estimate: fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  // Each of a line of four counts for a week at most, and so does a date.
  const last = patience[4] + 6 * week;
  fc.assert(
    fc.property(priorities, stream, (priority, kinds) => {
      const old = makeTask("old", { priority });
      const turn = (task: Task, seen: number): number =>
        turns([task], () => seen).get(task.id)?.at ?? Infinity;
      const mine = { id: "old", turn: turn(old, 0), priority, children: 0 };
      for (const [at, { priority, due, every, depth, estimate }] of kinds.entries()) {
        const seen = last + every;
        const line = Array.from({ length: depth + 1 }, (_, k) =>
          makeTask(`new${at}-${k}`, {
            priority,
            ...(due === undefined ? {} : { due: seen + due }),
            ...(estimate === undefined ? {} : { estimate }),
            dependsOn: k === 0 ? [] : [`new${at}-${k - 1}`],
          }),
        );
        for (const [id, { at: when }] of turns(line, () => seen))
          expect(compareReady(mine, { id, turn: when, priority, children: 9 })).toBeLessThan(0);
      }
    }),
  );
});
