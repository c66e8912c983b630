import { expect, test } from "vitest";
import { emptyMeter } from "../../src/core/meter.ts";
import type { Event } from "../../src/core/event.ts";
import { outcomesOf, outcomesText } from "../../src/views/outcomes.ts";
import { claim, finalRest, grow, proof, rejected } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const task = makeTask("wrap");

/** An attempt with its own model and price. */
const attempt = (n: number, model: string, microUsd: number): Event[] => {
  const key = `wrap@${n}`;
  return [
    claim(task, 0, n),
    { kind: "attempt.prepared", key, base: "ba5e", path: "/w" },
    { kind: "attempt.metered", key, meter: { ...emptyMeter(model, { window: 1 }), microUsd, turns: 1 } },
  ];
};

const fail = (key: string): Event[] => [
  { kind: "attempt.failed", key, failure: rejected, rest: { kind: "free" } },
  { kind: "attempt.ended", key },
];

const land = (key: string): Event[] => [
  { kind: "attempt.worked", key, head: "4ead4ead4ead" },
  { kind: "attempt.proved", key, proof },
  { kind: "attempt.landed", key, commit: "1a2b3c4d5e6f" },
  { kind: "attempt.ended", key },
];

test("a task's outcome names everyone who worked on it, the sum, and what it failed by before it landed", () => {
  const { state, now } = grow(task).fold(
    ...attempt(1, "haiku", 1000),
    ...fail("wrap@1"),
    ...attempt(2, "haiku", 1000),
    ...fail("wrap@2"),
    ...attempt(3, "opus", 3000),
    ...land("wrap@3"),
  );
  expect(outcomesOf(state, now)).toEqual([
    {
      task: "wrap",
      by: [
        { agent: "shell", model: "haiku" },
        { agent: "shell", model: "opus" },
      ],
      attempts: 3,
      usd: 0.005,
      exact: true,
      phase: "done",
      outcome: "landed after 2 rejected",
    },
  ]);
  expect(outcomesText(outcomesOf(state, now))).toBe("1 of 1 task landed, in 3 attempts");
});

test("an attempt that waits for a look counts, with who made it and what it cost", () => {
  const offered: Event = { kind: "attempt.offered", key: "wrap@2", proof, why: "It passed." };
  const { state, now } = grow(task).fold(
    ...attempt(1, "haiku", 1000),
    ...fail("wrap@1"),
    ...attempt(2, "opus", 3000),
    { kind: "attempt.worked", key: "wrap@2", head: "4ead4ead4ead" },
    offered,
  );
  expect(outcomesOf(state, now)).toMatchObject([{ attempts: 2, usd: 0.004, phase: "review" }]);
  expect(outcomesOf(state, now)[0]?.by.map(({ model }) => model)).toEqual(["haiku", "opus"]);
});

test("what failed says why, and what was not begun what it waits for; those that ended first come first", () => {
  const [bad, late] = [makeTask("bad"), makeTask("a-late", { dependsOn: ["bad"] })];
  const { state, now } = grow(bad, late).fold(
    claim(bad),
    { kind: "attempt.failed", key: "bad@1", failure: rejected, rest: finalRest() },
    { kind: "attempt.ended", key: "bad@1" },
  );
  expect(outcomesOf(state, now).map(({ task: id, outcome, usd }) => [id, outcome, usd])).toEqual([
    ["bad", `failed: ${rejected.why}`, undefined],
    ["a-late", "blocked: after bad (failed)", undefined],
  ]);
});
