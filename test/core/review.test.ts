import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import { plan } from "../../src/core/plan.ts";
import { makeTask } from "../world/tasks.ts";
import { proof, Table } from "./table.ts";

const fleet = (task: Parameters<typeof makeTask>[1] = {}): Table =>
  new Table([makeTask("a", task)], { agents: 1, verification: 1 });

const landings = (table: Table) => {
  table.settle();
  return plan(table.state).filter(({ kind }) => kind === "land");
};

test("work whose task wants a review waits for a person though it is proved, and lands once approved", () => {
  const table = fleet({ review: "person" });
  const key = table.bring("a", "verifying");
  table.tell(key, { kind: "proved", proof });
  expect(table.step(key, "review")).toMatchObject({
    proof,
    why: expect.stringContaining("passed") as string,
  });
  expect(landings(table)).toEqual([]);
  table.wish({ kind: "approve", task: "a" });
  expect(landings(table)).toHaveLength(1);
});

test("once approved it is not asked about again, though the target moves and it is proved anew", () => {
  const table = fleet({ review: "person" });
  const key = table.bring("a", "verifying");
  table.tell(key, { kind: "proved", proof });
  table.wish({ kind: "approve", task: "a" });
  table.tell(key, { kind: "moved" });
  table.settle();
  table.tell(key, { kind: "proved", proof });
  expect(landings(table)).toHaveLength(1);
});

test("the configuration says it where the task does not, and the task has the last word", () => {
  const settled = (task: Parameters<typeof makeTask>[1]): string => {
    const table = fleet(task);
    table.input({ kind: "config", config: { ...table.state.fleet.config, review: "person" } });
    const key = table.bring("a", "verifying");
    table.tell(key, { kind: "proved", proof });
    return table.state.attempts.get(key)?.step.phase ?? "none";
  };
  expect(defaultConfig.review).toBe("checks");
  expect(settled({})).toBe("review");
  expect(settled({ review: "checks" })).toBe("landing");
});

test("work that leaves by pull request is looked at before it is offered there", () => {
  const table = fleet({ review: "person", handoff: "pr" });
  table.input({ kind: "reached" });
  const key = table.bring("a", "verifying");
  table.tell(key, { kind: "proved", proof });
  expect(plan(table.state).filter(({ kind }) => kind === "hand_over")).toEqual([]);
  table.wish({ kind: "approve", task: "a" });
  expect(plan(table.state).filter(({ kind }) => kind === "hand_over")).toHaveLength(1);
});

test("what the target holds before it was proved is a person's to look at, whatever its checks say", () => {
  const table = fleet();
  const key = table.bring("a", "verifying");
  const slipped = { ...proof, slipped: ["abcdef0123", "0123456789"] };
  table.tell(key, { kind: "proved", proof: slipped });
  expect(table.step(key, "review").why).toContain("2 commits of it already (abcdef0, 0123456)");
  expect(landings(table)).toEqual([]);
  table.wish({ kind: "approve", task: "a" });
  expect(landings(table)).toMatchObject([{ result: { slipped: slipped.slipped } }]);
});

test("what slipped past the proof of an attempt that came to nothing is remembered of it", () => {
  const table = fleet({ maxAttempts: 1 });
  const key = table.bring("a", "working");
  table.tell(key, { kind: "failed", failure: { kind: "crashed", why: "it did" } });
  table.tell(key, { kind: "ended", slipped: ["abcdef0"] });
  expect(table.state.records.get("a")?.past).toMatchObject([{ n: 1, slipped: ["abcdef0"] }]);
});
