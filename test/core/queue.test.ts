import { expect, test } from "vitest";
import type { Task } from "../../src/core/task.ts";
import { grow, toLanding, toVerifying } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";
import { Table } from "./table.ts";

const claimed = (table: Table): string[] =>
  table.settle().flatMap((event) => (event.kind === "attempt.claimed" ? [event.task] : []));

test("a task whose done parent is deleted is not ready any more, and is again when it comes back", () => {
  const parent = makeTask("p", { status: "done" });
  const table = new Table([parent, makeTask("a", { dependsOn: ["p"] })]);
  table.remove("p");
  expect(claimed(table)).toEqual([]);
  table.edit(parent);
  expect(claimed(table)).toEqual(["a"]);
});

test("whoever waits for what only its file calls done is not ready while that lands", () => {
  const parent = makeTask("p");
  const grown = grow(parent, makeTask("a", { dependsOn: ["p"] })).fold(...toVerifying(parent), {
    kind: "tasks.changed",
    set: [{ ...parent, status: "done" }],
    gone: [],
  });
  const ready = (): string[] =>
    [...grown.state.queue.groups].flatMap(({ tasks }) => Array.from(tasks, ({ id }) => id));
  expect(ready()).toEqual(["a"]);
  grown.fold(...toLanding(parent).slice(toVerifying(parent).length));
  expect(grown.state.attempts.get("p@1")?.step.phase).toBe("landing");
  expect(ready()).toEqual([]);
});

test("a cycle closed by another's edit takes a ready task out, however far away", () => {
  const table = new Table([
    makeTask("a", { dependsOn: ["b"] }),
    makeTask("b", { dependsOn: ["c"], status: "done" }),
    makeTask("c", { hold: true }),
  ]);
  table.rewrite("c", { dependsOn: ["a"] });
  expect(claimed(table)).toEqual([]);
  table.rewrite("c", { dependsOn: [] });
  expect(claimed(table)).toEqual(["a"]);
});

const changes: readonly Partial<Task>[] = [
  { priority: 0 },
  { due: 1 },
  { status: "draft" },
  { hold: true },
  { dependsOn: ["x"] },
];

test.each(changes)("an edit of one key alone counts: %o", (set) => {
  const table = new Table([makeTask("a"), makeTask("b")], { agents: 1, verification: 1 });
  const isHurried = "priority" in set || "due" in set;
  table.rewrite(isHurried ? "b" : "a", set);
  expect(claimed(table)).toEqual(["b"]);
});
