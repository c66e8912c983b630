import { expect, test } from "vitest";
import type { Event } from "../../src/core/event.ts";
import type { Task } from "../../src/core/task.ts";
import { grow, proof, toHandover, toVerifying, type Grown } from "../world/state.ts";
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

test("those who depend on a task whose file says done wait again while its work lands", () => {
  const [parent, child] = [makeTask("a"), makeTask("b", { dependsOn: ["a"] })];
  const ready = ({ state }: Grown): string[] =>
    [...state.queue.groups].flatMap(({ tasks }) => [...tasks].map(({ id }) => id));
  const done: Event = { kind: "tasks.changed", set: [{ ...parent, status: "done" }], gone: [] };
  const handed = grow(parent, child).fold(...toHandover(parent), done);
  expect(ready(handed)).toEqual(["b"]);
  const pull = { number: 1, url: "https://github.test/1" };
  handed.fold({ kind: "attempt.merged", key: "a@1", commit: "m", pull });
  expect(ready(handed)).toEqual([]);
  handed.fold({ kind: "attempt.landed", key: "a@1", commit: "m" });
  expect(ready(handed)).toEqual(["b"]);
  const verified = grow(parent, child).fold(...toVerifying(parent), done);
  expect(ready(verified)).toEqual(["b"]);
  expect(ready(verified.fold({ kind: "attempt.proved", key: "a@1", proof }))).toEqual([]);
});
