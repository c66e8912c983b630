import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import { scopesOverlap } from "../../src/core/scope.ts";
import { agreementOf } from "../../src/core/agreement.ts";
import type { Task } from "../../src/core/task.ts";
import { planOf } from "../../src/views/plan.ts";
import { grow, toDone, toReview } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

test("waves need those before them, the urgent first; what is done is in none", () => {
  const root = makeTask("root");
  const grown = grow(
    root,
    makeTask("b", { dependsOn: ["root"], priority: 3 }),
    makeTask("a", { dependsOn: ["root"], priority: 1 }),
    makeTask("end", { dependsOn: ["a", "b"] }),
  );
  expect(planOf(grown.state, grown.now)).toMatchObject({
    waves: [["root"], ["a", "b"], ["end"]],
    never: [],
  });
  grown.fold(...toDone(root));
  expect(planOf(grown.state, grown.now).waves).toEqual([["a", "b"], ["end"]]);
});

test("what a person is to say or raise before anything begins comes first", () => {
  const { command: _, ...paid } = makeTask("a", { agent: "builtin" });
  const grown = grow(paid).fold({
    kind: "config.changed",
    config: { ...defaultConfig, caps: { ...defaultConfig.caps, dayUsd: 0 } },
  });
  const firsts = () => planOf(grown.state, grown.now).first.map(({ what }) => what);
  expect(firsts()).toEqual(["nobody has agreed to the cost of 1 task yet"]);
  grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) });
  expect(firsts()).toEqual(["today's cap of $0.00 has no room for 1 task"]);
});

test("the longest chain is a chain", () => {
  const { state, now } = grow(
    makeTask("x"),
    makeTask("a"),
    makeTask("b", { dependsOn: ["a"] }),
    makeTask("c", { dependsOn: ["b", "x"] }),
  );
  expect(planOf(state, now).criticalPath).toEqual(["a", "b", "c"]);
});

test("the longest chain is the one that takes longest, and tells its time where estimates do", () => {
  const { state, now } = grow(
    makeTask("long", { estimate: 240 }),
    makeTask("a", { estimate: 5 }),
    makeTask("b", { dependsOn: ["a"] }),
    makeTask("c", { dependsOn: ["b"] }),
    makeTask("end", { dependsOn: ["long"] }),
  );
  expect(planOf(state, now)).toMatchObject({ criticalPath: ["long", "end"], criticalMinutes: 270 });
  const plain = grow(makeTask("x"));
  expect(planOf(plain.state, plain.now)).not.toHaveProperty("criticalMinutes");
});

test("what no run will do is told with its reason, and so is what stands behind it", () => {
  const asking = makeTask("asking");
  const { state, now } = grow(
    asking,
    makeTask("held", { hold: true }),
    makeTask("behind", { dependsOn: ["held"] }),
    makeTask("far", { dependsOn: ["behind"] }),
    makeTask("a", { dependsOn: ["b"] }),
    makeTask("b", { dependsOn: ["a"] }),
    makeTask("after-loop", { dependsOn: ["a"] }),
    makeTask("dropped", { status: "cancelled" }),
    makeTask("after-dropped", { dependsOn: ["dropped"] }),
  ).fold(...toReview(asking));
  const plan = planOf(state, now);
  expect(plan.waves).toEqual([]);
  const never = Object.fromEntries(plan.never.map(({ task, why }) => [task, why]));
  expect(never).toMatchObject({
    behind: "behind held (held)",
    far: "behind behind (blocked)",
    "after-loop": "behind a (broken)",
    "after-dropped": "behind dropped (cancelled)",
  });
  expect(never["a"]).toContain("a -> b -> a");
  expect(Object.keys(never).sort()).toEqual(
    ["a", "after-dropped", "after-loop", "asking", "b", "behind", "far", "held"].sort(),
  );
});

const globs = fc.constantFrom("src/**", "src/a/**", "src/a/x.ts", "src/b/*.ts", "docs/**", "**/*.md");
const fleets = fc
  .array(
    fc.record({
      parents: fc.array(fc.nat(20), { maxLength: 2 }),
      touches: fc.array(globs, { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((specs) =>
    specs.map(({ parents, touches }, at) =>
      makeTask(`t${at}`, {
        touches,
        dependsOn: at === 0 ? [] : [...new Set(parents.map((p) => `t${p % at}`))],
      }),
    ),
  );

test("law: each task is in exactly one wave, after all it depends on", () => {
  fc.assert(
    fc.property(fleets, (tasks) => {
      const { state, now } = grow(...tasks);
      const { waves, criticalPath } = planOf(state, now);
      const wave = new Map(waves.flatMap((ids, at) => ids.map((id) => [id, at] as const)));
      expect(waves.flat()).toHaveLength(tasks.length);
      expect(criticalPath).toHaveLength(waves.length);
      for (const { id, dependsOn } of tasks)
        for (const parent of dependsOn) expect(wave.get(parent)).toBeLessThan(wave.get(id) ?? 0);
    }),
  );
});

/** Pairs of a wave for which `apart` says yes. */
const pairs = (wave: readonly string[], apart: (a: string, b: string) => boolean): string[] =>
  wave.flatMap((a, at) => wave.slice(at + 1).flatMap((b) => (apart(a, b) ? [`${a} ${b}`] : [])));

test("law: two tasks of a wave are told as kept apart exactly when they may change the same files", () => {
  fc.assert(
    fc.property(fleets, (tasks) => {
      const { state, now } = grow(...tasks);
      const { waves, conflicts } = planOf(state, now);
      const told = (a: string, b: string): boolean =>
        conflicts.some((one) => one.tasks.includes(a) && [...one.tasks, ...one.inside].includes(b));
      const touches = (id: string): readonly string[] => (state.tasks.get(id) as Task).touches;
      const expected = waves.map((wave) => pairs(wave, (a, b) => scopesOverlap(touches(a), touches(b))));
      expect(waves.map((wave) => pairs(wave, (a, b) => told(a, b) || told(b, a)))).toEqual(expected);
    }),
  );
  expect.hasAssertions();
});
