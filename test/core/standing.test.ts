import { expect, test } from "vitest";
import { standingOf, type Standing } from "../../src/core/standing.ts";
import type { Task } from "../../src/core/task.ts";
import { makeTask } from "../world/tasks.ts";
import { Table } from "./table.ts";

const stand = (table: Table, id = "a"): Standing => {
  const task = table.state.tasks.get(id);
  if (task === undefined) throw new Error(`no task ${id}`);
  return standingOf(table.state, task);
};

const written = (set: Partial<Task>, ...others: Task[]): Standing =>
  stand(new Table([makeTask("a", set), ...others]));

/** A task whose command is missing altogether. */
const bare = (set: Partial<Task> = {}): Task => {
  const { command: _, ...task } = makeTask("a", set);
  return task;
};

test("as its file says", () => {
  expect(written({})).toEqual({ kind: "ready" });
  expect(written({ status: "draft" })).toEqual({ kind: "draft" });
  expect(written({ status: "done" })).toEqual({ kind: "done" });
  expect(written({ status: "failed" })).toEqual({ kind: "failed" });
  expect(written({ status: "cancelled" })).toEqual({ kind: "cancelled" });
  expect(written({ hold: true })).toEqual({ kind: "held" });
  expect(written({ hold: true, status: "draft" })).toEqual({ kind: "draft" });
});

test("broken, and why", () => {
  const why = (set: Partial<Task>, ...others: Task[]): string => {
    const standing = written(set, ...others);
    return standing.kind === "broken" ? standing.why : standing.kind;
  };
  expect(why({ dependsOn: ["a"] })).toBe("it depends on itself: a -> a");
  expect(why({ dependsOn: ["b"] }, makeTask("b", { dependsOn: ["a"] }))).toBe(
    "it depends on itself: a -> b -> a",
  );
  expect(why({ dependsOn: ["x"] })).toBe("it depends on x, which does not exist");
  expect(why({ dependsOn: ["x", "y"] })).toBe("it depends on x, y, which do not exist");
  expect(why({ agent: "nobody" })).toBe("no agent and no team is called nobody");
  expect(stand(new Table([bare()]))).toMatchObject({ why: "it names neither an agent nor a command" });
});

test("an agent that is there makes it ready, one that leaves breaks it", () => {
  const table = new Table([makeTask("a", { agent: "backend" })]);
  expect(stand(table).kind).toBe("broken");
  table.input({ kind: "agents", agents: [{ name: "backend", driver: "shell" }] });
  expect(stand(table).kind).toBe("ready");
  expect(table.input({ kind: "agents", agents: [{ name: "backend", driver: "shell" }] })).toEqual([]);
  table.input({ kind: "agents", agents: [] });
  expect(table.settle()).toEqual([]);
});

test("blocked by what is not done, whatever became of it", () => {
  const parents = [
    makeTask("b"),
    makeTask("c", { status: "failed" }),
    makeTask("d", { status: "cancelled" }),
    makeTask("e", { status: "done" }),
  ];
  const dependsOn = parents.map(({ id }) => id);
  expect(written({ dependsOn }, ...parents)).toEqual({ kind: "blocked", by: ["b", "c", "d"] });
});

test("moving, waiting, asking, failed, cancelled, done: in this order before what is written", () => {
  const table = new Table([makeTask("a", { maxAttempts: 1 })]);
  table.bring("a", "working");
  table.rewrite("a", { hold: true });
  expect(stand(table)).toMatchObject({ kind: "moving", attempt: { key: "a@1" } });
  table.failed("a@1", "rate_limited");
  expect(stand(table)).toEqual({ kind: "held" });
  table.rewrite("a", { hold: false });
  expect(stand(table)).toMatchObject({ kind: "until", failure: { kind: "rate_limited" } });
  table.wish({ kind: "retry", task: "a" });
  expect(stand(table)).toEqual({ kind: "ready" });
  table.fail("a", "auth");
  table.rewrite("a", { hold: true });
  expect(stand(table)).toMatchObject({ kind: "person", ask: { answer: "traffic retry a" } });
  table.wish({ kind: "retry", task: "a" });
  table.rewrite("a", { hold: false });
  table.fail("a", "crashed");
  expect(stand(table)).toMatchObject({ kind: "failed", failure: { kind: "crashed" } });
  table.wish({ kind: "retry", task: "a" });
  table.settle();
  table.wish({ kind: "cancel", task: "a" });
  table.tell("a@4", { kind: "ended" });
  expect(stand(table)).toMatchObject({ kind: "cancelled", failure: { kind: "cancelled" } });
  table.input({
    kind: "target",
    news: { branch: "main", tip: "t1", landed: [{ task: "a", attempt: 4 }], vanished: [] },
  });
  expect(stand(table)).toEqual({ kind: "done" });
});

test("a wait that is over while something else holds the task does not wait again", () => {
  const table = new Table([makeTask("a"), makeTask("b", { status: "done" })]);
  table.rewrite("a", { dependsOn: ["b"] });
  table.fail("a", "rate_limited");
  table.rewrite("b", { status: "todo", hold: true });
  expect(stand(table).kind).toBe("blocked");
  expect(table.state.queue.waits.size).toBe(0);
  table.now += 3_600_000;
  table.rewrite("b", { status: "done", hold: false });
  expect(table.settle().map(({ kind }) => kind)).toEqual(["task.rested", "attempt.claimed"]);
});
