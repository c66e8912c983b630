import fc from "fast-check";
import { expect, test } from "vitest";
import type { Event } from "../../src/core/event.ts";
import { evolve } from "../../src/core/evolve.ts";
import { LiveState } from "../../src/core/live.ts";
import type { State } from "../../src/core/state.ts";
import type { Task } from "../../src/core/task.ts";
import type { MemoryJournal } from "../world/journal.ts";
import { runFleet, type Ran, type RunSettings } from "../world/run.ts";
import { runs } from "../world/runs.ts";
import type { Fate } from "../world/sim.ts";
import { makeTask } from "../world/tasks.ts";

/** A random graph without cycles: each task may depend on earlier ones. */
const graphs = fc
  .array(
    fc.record({
      parents: fc.array(fc.nat(30), { maxLength: 3 }),
      touches: fc.constantFrom([], ["src/a/**"], ["src/**"]),
      handsOver: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 14,
    },
  )
  .map((specs) =>
    specs.map(({ parents, touches, handsOver }, at) =>
      makeTask(`t${at}`, {
        dependsOn: at === 0 ? [] : [...new Set(parents.map((p) => `t${p % at}`))],
        touches,
        ...(handsOver ? { handoff: "pr" } : {}),
      }),
    ),
  );

/** Most attempts land; some fail first in one way or another. */
const fates = fc.dictionary(
  fc.nat(13).map((at) => `t${at}`),
  fc.array(fc.constantFrom<Fate>("crashed", "rejected", "conflict", "transient", "timeout"), {
    maxLength: 2,
  }),
);

const worlds = fc.record({
  seed: fc.nat(),
  twice: fc.boolean(),
  reorder: fc.boolean(),
  tasks: graphs,
  failures: fates,
});

type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

const settingsOf = ({ failures, ...world }: World): RunSettings => ({
  ...world,
  fate: (task, n) => failures[task]?.[n - 1] ?? "lands",
});

const entitiesOf = ({ seq, fleet, tasks, records, attempts }: State): unknown =>
  JSON.parse(
    JSON.stringify({
      seq,
      fleet,
      tasks: Object.fromEntries(tasks),
      records: Object.fromEntries(records),
      attempts: Object.fromEntries(attempts),
    }),
  );

const replayed = (journal: MemoryJournal): State => {
  const state = new LiveState();
  for (const stamped of journal.events) evolve(state, stamped);
  return state;
};

const parentsFirst = (tasks: readonly Task[], landed: readonly string[]): boolean =>
  tasks.every(({ id, dependsOn }) =>
    dependsOn.every((parent) => landed.indexOf(parent) < landed.indexOf(id)),
  );

const expectAllLandedOnce = ({ sim, state, quiet, journal }: Ran, tasks: readonly Task[]): void => {
  const landed = sim.landings.map(({ task }) => task);
  expect(sim.wrongs).toEqual([]);
  expect(quiet).toBe(true);
  expect(landed).toHaveLength(tasks.length);
  expect(new Set(landed)).toEqual(new Set(tasks.map(({ id }) => id)));
  expect(parentsFirst(tasks, landed)).toBe(true);
  expect(state.attempts.size).toBe(0);
  expect(entitiesOf(replayed(journal))).toEqual(entitiesOf(state));
};

test("whatever order, delay and repetition of reports: all lands once, parents first, and the state equals the replay", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      expectAllLandedOnce(await runFleet(settingsOf(world)), world.tasks);
    }),
    { numRuns: runs(100) },
  );
});

test("killed at any append, before or after it is durable, it comes to the same end", async () => {
  const tasks = ["a", "b", "c", "d"].map((id, at) =>
    makeTask(id, { dependsOn: at < 2 ? [] : ["a"], touches: at % 2 ? ["x"] : [] }),
  );
  const settings: RunSettings = {
    seed: 7,
    twice: true,
    reorder: true,
    tasks,
    fate: (task, n) =>
      task === "b" && n === 1 ? "rejected" : task === "c" && n === 1 ? "conflict" : "lands",
  };
  const { journal } = await runFleet(settings);
  expect(journal.appends).toBeGreaterThan(20);
  for (let at = 1; at <= journal.appends; at += 1) {
    for (const when of ["before", "after"] as const) {
      expectAllLandedOnce(await runFleet({ ...settings, kill: { at, when } }), tasks);
    }
  }
});

test("random fleets killed at a random append come to the same end", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, fc.nat(60), fc.constantFrom("before", "after"), async (world, at, when) => {
      expectAllLandedOnce(await runFleet({ ...settingsOf(world), kill: { at: at + 1, when } }), world.tasks);
    }),
    { numRuns: runs(100) },
  );
});

test("effects that never end hold their slots and no more: nothing of an attempt runs twice at once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 12 }),
      async (seed, agents, stuck) => {
        const tasks = Array.from({ length: 12 }, (_, at) => makeTask(`t${at}`));
        const fate = (task: string): Fate => (Number(task.slice(1)) < stuck ? "never ends" : "lands");
        const ran = await runFleet({
          seed,
          twice: true,
          reorder: false,
          tasks,
          fate,
          slots: { agents, verification: 1 },
        });
        expect(ran.sim.wrongs).toEqual([]);
        expect(ran.sim.busiest).toBeLessThanOrEqual(agents);
        const landed = ran.sim.landings.length;
        expect(landed).toBe(stuck < agents ? 12 - stuck : landed);
        for (const [key, count] of ran.sim.started) if (key.endsWith("/working")) expect(count).toBe(1);
      },
    ),
    { numRuns: runs(40) },
  );
});

/** Whether an attempt changes no more files. */
const isOver = (
  event: Event,
): event is Extract<Event, { kind: "attempt.landed" | "attempt.failed" | "attempt.unclaimed" }> =>
  event.kind === "attempt.landed" || event.kind === "attempt.failed" || event.kind === "attempt.unclaimed";

test("attempts of tasks that may change the same files never overlap", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const { journal } = await runFleet(settingsOf(world));
      const touching = new Set<string>();
      const touches = new Map(world.tasks.map(({ id, touches }) => [id, touches]));
      for (const { event } of journal.events) {
        if (event.kind === "attempt.claimed" && (touches.get(event.task)?.length ?? 0) > 0) {
          expect([...touching]).toEqual([]);
          touching.add(`${event.task}@${event.n}`);
        }
        if (isOver(event)) touching.delete(event.key);
      }
    }),
    { numRuns: runs(40) },
  );
});

test("a task that fails to the end is recorded, and what depends on it never runs", async () => {
  const tasks = [makeTask("bad"), makeTask("child", { dependsOn: ["bad"] }), makeTask("good")];
  const fate = (task: string): Fate => (task === "bad" ? "rejected" : "lands");
  const { sim, state, quiet } = await runFleet({ seed: 1, twice: true, reorder: true, tasks, fate });
  expect(quiet).toBe(true);
  expect(sim.landings.map(({ task }) => task)).toEqual(["good"]);
  expect(sim.records).toHaveLength(1);
  expect(state.records.get("bad")).toMatchObject({
    attempts: 3,
    rest: { kind: "final", outcome: "failed", recorded: true },
  });
  expect(sim.started.has("child@1/preparing")).toBe(false);
});

test("a cycle never runs", async () => {
  const tasks = [makeTask("a", { dependsOn: ["b"] }), makeTask("b", { dependsOn: ["a"] }), makeTask("c")];
  const { sim } = await runFleet({ seed: 1, twice: false, reorder: false, tasks, fate: () => "lands" });
  expect(sim.landings.map(({ task }) => task)).toEqual(["c"]);
});

test("work that nothing proves waits for a person", async () => {
  const { sim, state, quiet } = await runFleet({
    seed: 1,
    twice: true,
    reorder: false,
    tasks: [makeTask("a")],
    fate: () => "unproved",
  });
  expect(quiet).toBe(true);
  expect(sim.landings).toEqual([]);
  expect(state.attempts.get("a@1")?.step.phase).toBe("review");
});
