import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import type { PastWork } from "../../src/core/estimate/ended.ts";
import type { Finding } from "../../src/core/route/lesson.ts";
import type { Task } from "../../src/core/task.ts";
import { estimateOf } from "../../src/views/estimate.ts";
import { endedTasks, foretell } from "../../src/views/outlook.ts";
import { grow, toDone, toWorking } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const finding = (n: number, more: Partial<Finding> = {}): Finding => ({
  attempt: 1,
  agent: "shell",
  outcome: "done",
  kind: "other",
  usd: 0,
  startedAt: n * 1000,
  endedAt: n * 1000 + 60_000 + n * 1000,
  ...more,
});

const pastOf = (count: number, more: Partial<Finding> = {}): PastWork =>
  new Map(Array.from({ length: count }, (_, n) => [`old-${n}`, [finding(n, more)]]));

const config = { ...defaultConfig, slots: { agents: 2, verification: 1 } };

const fleet = (...tasks: readonly Task[]) => grow(...tasks).fold({ kind: "config.changed", config });

test("what is left is foretold from results in git: cost, time with the agents there are, and each milestone by its date", () => {
  const { state, now } = fleet(
    makeTask("a", { milestone: "r#m1" }),
    makeTask("b", { milestone: "r#m1" }),
    makeTask("c", { dependsOn: ["a"] }),
    makeTask("d"),
  );
  const milestones = [{ id: "m1", title: "First", line: 1, items: [], due: now + 3_600_000 }];
  const roadmaps = [{ id: "r", title: "R", file: "roadmaps/r.md", milestones }];
  const told = foretell({ state, past: pastOf(12), roadmaps, now });
  expect(told).toMatchObject({
    left: 4,
    unlike: [],
    never: 0,
    agents: 2,
    ended: { of: 12, proved: 12, notional: 0 },
    all: { tasks: 4, usd: { low: 0, high: 0 } },
    milestones: [
      { key: "r#m1", title: "First", tasks: 2, inTime: 1 },
      { key: "", tasks: 2 },
    ],
  });
  // Four tasks of a minute or a little more, two at a time.
  expect(told.all?.seconds.low).toBeGreaterThanOrEqual(120);
  expect(told.all?.seconds.high).toBeLessThanOrEqual(150);
  expect(told.milestones[0]?.seconds.high).toBeLessThan(80);
});

test("nothing is foretold of tasks that too few are like, and nothing at all where nothing is known", () => {
  const paid = makeTask("paid", { agent: "builtin" });
  const { state, now } = fleet(makeTask("a"), paid, makeTask("held", { hold: true }));
  const told = foretell({ state, past: pastOf(9), roadmaps: [], now });
  expect(told).toMatchObject({ left: 2, unlike: ["paid"], never: 1, all: { tasks: 1 } });
  const unknown = foretell({ state, past: pastOf(8), roadmaps: [], now });
  expect(unknown).toMatchObject({ left: 2, unlike: ["a", "paid"] });
  expect(unknown).not.toHaveProperty("all");
});

test("tasks for which only a key is missing are foretold as if it were there, and that is to be said first", () => {
  const { command: _, ...paid } = makeTask("paid", { agent: "builtin" });
  const why = "ANTHROPIC_API_KEY is not set";
  const grown = fleet(paid, makeTask("after", { dependsOn: ["paid"] }), makeTask("held", { hold: true }));
  const there = foretell({
    state: grown.state,
    past: pastOf(12, { agent: "builtin" }),
    roadmaps: [],
    now: grown.now,
  });
  grown.fold({ kind: "payers.changed", unpaid: [{ driver: "builtin", why, repair: "export it" }] });
  const { state, now } = grown;
  const told = foretell({ state, past: pastOf(12, { agent: "builtin" }), roadmaps: [], now });
  const lack = { what: `1 task cannot begin: ${why} where the fleet runs`, answer: "export it", unblocks: 1 };
  expect(told).toEqual({ ...there, first: [lack, ...there.first] });
  expect(told).toMatchObject({ left: 2, never: 1 });
});

test("of paid tasks that nothing is foretold of it is told what their caps allow", () => {
  const { command: _, ...paid } = makeTask("paid", { agent: "builtin", budget: { usd: 0.5 } });
  const { state, now } = fleet(paid, { ...paid, id: "other", budget: {} }, makeTask("free"));
  expect(foretell({ state, past: new Map(), roadmaps: [], now })).toMatchObject({ unlikeMost: 3.5 });
  const { state: free } = fleet(makeTask("free"));
  expect(foretell({ state: free, past: new Map(), roadmaps: [], now })).not.toHaveProperty("unlikeMost");
});

test("where nothing measured says how long, what files estimate is added up, with the agents there are", () => {
  const { state, now } = fleet(
    makeTask("a", { estimate: 60 }),
    makeTask("b", { estimate: 30, dependsOn: ["a"] }),
    makeTask("c", { estimate: 45 }),
    makeTask("d"),
  );
  const told = foretell({ state, past: new Map(), roadmaps: [], now });
  // b begins when a is done, beside it c; of d nothing is known.
  expect(told.unlikeEstimated).toEqual({ tasks: 3, workSeconds: 135 * 60, seconds: 90 * 60 });
  expect(told).not.toHaveProperty("all");
  expect(foretell({ state, past: pastOf(12), roadmaps: [], now })).not.toHaveProperty("unlikeEstimated");
});

test("what an agent has been at for a while is taken off its estimate", () => {
  const a = makeTask("a", { estimate: 60 });
  const { state, now } = fleet(a).fold(...toWorking(a));
  const seconds = (minutes: number): number | undefined =>
    foretell({ state, past: new Map(), roadmaps: [], now: now + minutes * 60_000 }).unlikeEstimated?.seconds;
  expect((seconds(0) ?? 0) - (seconds(20) ?? 0)).toBeCloseTo(20 * 60);
  expect(seconds(90)).toBe(0);
});

test("what has failed and is tried again is not over; what was given up is", () => {
  const { state } = fleet(makeTask("again"), makeTask("gone", { status: "failed" }));
  const failed = { outcome: "failed", failure: "rejected" } as const;
  const past = new Map([
    ["again", [finding(1, failed)]],
    ["gone", [finding(2, failed)]],
    ["deleted", [finding(3, failed)]],
    ["landed", [finding(4)]],
  ]);
  expect(endedTasks({ state, past }).map(({ at, proved }) => [at, proved])).toEqual([
    [68_000, true],
    [66_000, false],
    [64_000, false],
  ]);
});

test("one in motion has less left the longer it is at work", () => {
  const a = makeTask("a");
  const grown = fleet(a).fold(...toWorking(a));
  const seconds = (later: number): number | undefined =>
    foretell({ state: grown.state, past: pastOf(30), roadmaps: [], now: grown.now + later }).milestones[0]
      ?.seconds.high;
  expect(seconds(70_000)).toBeLessThan(seconds(0) ?? 0);
});

test("one at work that is to wait for another since is not begun again", () => {
  const [a, b] = [makeTask("a"), makeTask("b")];
  const grown = fleet(a, b).fold(...toWorking(b));
  const total = () =>
    foretell({ state: grown.state, past: pastOf(30), roadmaps: [], now: grown.now }).all?.seconds.high;
  const before = total() ?? 0;
  grown.fold({ kind: "tasks.changed", set: [{ ...b, dependsOn: ["a"] }], gone: [] });
  expect(total()).toBeLessThanOrEqual(before);
});

test("a milestone of which tasks are left out is not said to be in time, and a fleet that is paused has no end", () => {
  const { state, now } = fleet(
    makeTask("a", { milestone: "r#m1" }),
    makeTask("b", { milestone: "r#m1", hold: true }),
  ).fold({ kind: "fleet.paused" });
  const milestones = [{ id: "m1", title: "First", line: 1, items: [], due: now + 3_600_000 }];
  const roadmaps = [{ id: "r", title: "R", file: "roadmaps/r.md", milestones }];
  const told = foretell({ state, past: pastOf(12), roadmaps, now });
  expect(told.milestones).toMatchObject([{ key: "r#m1", tasks: 1, leftOut: 1 }]);
  expect(told.milestones[0]).not.toHaveProperty("inTime");
  expect(told.first.map(({ what }) => what)).toEqual([expect.stringContaining("paused")]);
});

test("what a task may cost at most bounds what is foretold of it; what is done is over", () => {
  const a = makeTask("a", { budget: { usd: 0.5 } });
  const grown = fleet(a);
  const known = { state: grown.state, past: pastOf(12, { usd: 2 }), now: grown.now };
  expect(estimateOf(known, a)?.usd).toEqual({ low: 0.5, middle: 0.5, high: 0.5 });
  grown.fold(...toDone(a));
  expect(estimateOf(known, a)).toMatchObject({ over: true });
});

test("a task alone is told with who it is judged by, and what it has taken", () => {
  const a = makeTask("a");
  const grown = fleet(a, makeTask("b")).fold(...toDone(a));
  const known = { state: grown.state, past: pastOf(12), now: grown.now };
  expect(estimateOf(known, makeTask("x"))).toEqual({
    kind: "other",
    alike: { by: "kind", of: 12, proved: 12, attempts: 12 },
    usd: { low: 0, middle: 0, high: 0 },
    seconds: { low: 60, middle: 65.5, high: 71 },
    taken: { usd: 0, seconds: 0 },
  });
  expect(estimateOf(known, a)?.taken.seconds).toBeGreaterThan(0);
  expect(estimateOf({ ...known, past: pastOf(8) }, a)).toBeUndefined();
});
