import { expect, test } from "vitest";
import { plan } from "../../src/core/plan.ts";
import { standingOf } from "../../src/core/standing.ts";
import { builtOn } from "../../src/core/undo.ts";
import { makeTask } from "../world/tasks.ts";
import { proof, Table } from "./table.ts";

const ada = "Ada <ada@example.invalid>";

/** A task that has landed, whose landing is to be taken back. */
const undoing = (): Table => {
  const table = new Table([
    makeTask("a", { verify: ["npm run a"] }),
    makeTask("b", { dependsOn: ["a"], hold: true }),
  ]);
  table.land("a");
  table.wish({ kind: "undo", task: "a", why: "it is too slow" }, "u", ada);
  return table;
};

const standing = (table: Table, id = "a") => {
  const task = table.state.tasks.get(id) ?? makeTask(id);
  return standingOf(table.state, task);
};

const orderOf = (table: Table, kind: string) => plan(table.state).find((order) => order.kind === kind);

const reverted = (): Table => {
  const table = undoing();
  table.tell("a@2", { kind: "reverted", head: "r" });
  table.settle();
  return table;
};

test("an undo is an attempt of its own: a commit that takes the landing back, proved by the repository's checks", () => {
  const table = undoing();
  expect(orderOf(table, "revert")).toMatchObject({ key: "a@2/reverting", of: 1, title: "Do a" });
  expect(standing(table)).toMatchObject({ kind: "moving" });
  table.tell("a@2", { kind: "reverted", head: "r" });
  table.settle();
  const verify = orderOf(table, "verify");
  expect(verify).toMatchObject({ head: "r", spec: { checks: [], undo: { attempt: 1 } } });
});

test("proved or not, it lands: a person asked for it; then the task is a person's to decide on", () => {
  const table = reverted();
  table.tell("a@2", { kind: "unproved", proof, why: "no checks" });
  table.settle();
  expect(orderOf(table, "land")).toMatchObject({
    undoes: 1,
    result: {
      outcome: "undone",
      undoes: { attempt: 1, by: ada, why: "it is too slow" },
      approved: { by: ada, note: "it is too slow" },
    },
  });
  table.tell("a@2", { kind: "built", commit: "m2" });
  table.tell("a@2", { kind: "landed", commit: "m2" });
  table.tell("a@2", { kind: "ended" });
  expect(table.settle()).toEqual([]);
  const what = `${ada} took its landing back (it is too slow): decide whether it should run again`;
  expect(standing(table)).toEqual({
    kind: "person",
    ask: { what, answer: "traffic retry a, or traffic cancel a" },
  });
  expect(table.state.records.get("a")).toMatchObject({ attempts: 2, undone: { attempt: 2 }, spent: {} });
  table.wish({ kind: "retry", task: "a" });
  expect(table.settle()).toMatchObject([{ kind: "attempt.claimed", task: "a", n: 3 }]);
  expect(table.attempt("a@3").spec.brief).toContain(`taken back by ${ada}: it is too slow`);
});

test("seen on the target before it is reported, or only there: it means the same once", () => {
  const news = { branch: "main", tip: "t1", landed: [], vanished: [], undone: [{ task: "a", attempt: 2 }] };
  const table = reverted();
  table.tell("a@2", { kind: "proved", proof });
  table.settle();
  table.tell("a@2", { kind: "built", commit: "m2" });
  table.input({ kind: "target", news });
  expect(table.attempt("a@2").step.phase).toBe("landing");
  table.tell("a@2", { kind: "landed", commit: "m2" });
  table.tell("a@2", { kind: "ended" });
  expect(standing(table)).toMatchObject({ kind: "person" });
  expect(table.input({ kind: "target", news })).toEqual([]);
  const elsewhere = new Table([makeTask("a")]);
  elsewhere.input({ kind: "target", news });
  expect(standing(elsewhere)).toMatchObject({
    kind: "person",
    ask: { answer: "traffic retry a, or traffic cancel a" },
  });
  expect(elsewhere.settle()).toEqual([]);
  elsewhere.wish({ kind: "retry", task: "a" });
  elsewhere.land("a");
  expect(standing(elsewhere)).toEqual({ kind: "done" });
  // A person reverted that landing by hand: the word before it counts again.
  elsewhere.input({ kind: "target", news: { ...news, tip: "t2" } });
  expect(standing(elsewhere)).toMatchObject({ kind: "person" });
});

test.each([
  ["a conflict", { kind: "failed", failure: { kind: "conflict", why: "in the way: x" } }],
  ["a red check", { kind: "failed", failure: { kind: "rejected", why: "Rejected by unit." }, proof }],
] as const)("%s ends it and changes nothing: the task stays done and costs nothing", (_, told) => {
  const table = reverted();
  table.tell("a@2", told);
  table.tell("a@2", { kind: "ended" });
  expect(table.settle()).toEqual([]);
  expect(standing(table)).toEqual({ kind: "done" });
  expect(table.state.records.get("a")).toMatchObject({
    landed: { attempt: 1 },
    spent: {},
    rest: { kind: "free" },
  });
});

test("a moved target means another proof, a landing that went meanwhile that there is nothing to undo", () => {
  const table = reverted();
  table.tell("a@2", { kind: "proved", proof });
  table.settle();
  table.tell("a@2", { kind: "built", commit: "m2" });
  expect(table.tell("a@2", { kind: "moved" })).toEqual([{ kind: "attempt.moved", key: "a@2" }]);
  table.settle();
  table.tell("a@2", { kind: "proved", proof });
  table.tell("a@2", { kind: "built", commit: "m3" });
  table.input({ kind: "target", news: { branch: "main", tip: "t2", landed: [], vanished: ["a"] } });
  table.tell("a@2", { kind: "moved" });
  expect(table.attempt("a@2").step).toMatchObject({
    phase: "ending",
    outcome: { failure: { kind: "cancelled" } },
  });
  expect(standing(table)).toMatchObject({ kind: "moving" });
});

test("called off, it leaves the task done", () => {
  const table = undoing();
  table.wish({ kind: "cancel", task: "a" });
  table.tell("a@2", { kind: "ended" });
  expect(standing(table)).toEqual({ kind: "done" });
  expect(table.settle()).toEqual([]);
});

test("what depends on it does not begin while it is being undone, nor after", () => {
  const table = undoing();
  table.rewrite("b", { hold: false });
  expect(standing(table, "b")).toEqual({ kind: "blocked", by: ["a"] });
  table.wish({ kind: "cancel", task: "a" });
  expect(standing(table, "b")).toEqual({ kind: "ready" });
});

test("what others built on is only undone when a person knows", () => {
  const table = new Table([
    makeTask("a"),
    makeTask("b", { dependsOn: ["a"], status: "draft" }),
    makeTask("c", { dependsOn: ["b"] }),
    makeTask("d", { dependsOn: ["a"], status: "draft" }),
  ]);
  table.land("a");
  table.rewrite("b", { status: "done" });
  table.land("c");
  expect(builtOn(table.state, "a")).toEqual(["b", "c"]);
  expect(table.refusal({ kind: "undo", task: "a" })).toContain("others built on it (b, c)");
  expect(table.refusal({ kind: "undo", task: "a", anyway: true })).toBeUndefined();
});

test("what is done by its file alone has nothing to undo", () => {
  const table = new Table([makeTask("a", { status: "done" })]);
  expect(table.refusal({ kind: "undo", task: "a" })).toContain("done by its file alone");
});
