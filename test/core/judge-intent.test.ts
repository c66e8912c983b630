import { describe, expect, test } from "vitest";
import type { Wish } from "../../src/core/input.ts";
import type { Task } from "../../src/core/task.ts";
import { makeTask } from "../world/tasks.ts";
import { proof, Table } from "./table.ts";

type Stage = (table: Table) => void;

const file =
  (set: Partial<Task>): Stage =>
  (table) =>
    void table.rewrite("a", set);

const ending: Stage = (table) =>
  void table.tell(table.bring("a", "working"), {
    kind: "failed",
    failure: { kind: "conflict", why: "told so" },
  });

/** How a task may stand, and how it gets there. */
const stages: Readonly<Record<string, Stage>> = {
  ready: () => {},
  draft: file({ status: "draft" }),
  held: file({ hold: true }),
  broken: file({ dependsOn: ["a"] }),
  blocked: file({ dependsOn: ["b"] }),
  done: file({ status: "done" }),
  "failed by its file": file({ status: "failed" }),
  "cancelled by its file": file({ status: "cancelled" }),
  preparing: (table) => void table.bring("a", "preparing"),
  working: (table) => void table.bring("a", "working"),
  verifying: (table) => void table.bring("a", "verifying"),
  review: (table) => void table.bring("a", "review"),
  "about to land": (table) => void table.bring("a", "landing"),
  landing: (table) => void table.bring("a", "built"),
  ending,
  until: (table) => table.fail("a", "rate_limited"),
  person: (table) => table.fail("a", "auth"),
  taking: (table) => {
    table.bring("a", "working");
    table.wish({ kind: "take", task: "a" });
  },
  taken: (table) => void table.bring("a", "taken"),
  giving: (table) => {
    table.bring("a", "taken");
    table.wish({ kind: "give", task: "a", to: "checks" });
  },
  landed: (table) => table.land("a"),
  "being undone": (table) => {
    table.land("a");
    table.wish({ kind: "undo", task: "a" });
  },
  failed: (table) => table.fail("a", "crashed"),
  cancelled: (table) => table.fail("a", "cancelled"),
};

/** In which of them a wish is accepted; everywhere else it is refused with a sentence. */
const accepted: Readonly<Record<Exclude<Wish["kind"], "pause" | "resume" | "agree">, readonly string[]>> = {
  retry: ["failed by its file", "cancelled by its file", "until", "person", "failed", "cancelled"],
  cancel: Object.keys(stages).filter(
    (name) => !["done", "landed", "cancelled", "cancelled by its file", "landing"].includes(name),
  ),
  approve: ["review"],
  reject: ["review"],
  say: Object.keys(stages).filter((name) => !["done", "landed"].includes(name)),
  settle: [],
  take: ["preparing", "working", "verifying", "review", "about to land"],
  give: ["taken"],
  undo: ["landed"],
};

const wishOf = (kind: keyof typeof accepted): Wish => {
  if (kind === "reject") return { kind, task: "a", note: "no tests" };
  if (kind === "say") return { kind, task: "a", text: "keep it short" };
  if (kind === "settle") return { kind, task: "a", followup: "a@1/1", as: "added" };
  if (kind === "give") return { kind, task: "a", to: "checks" };
  return { kind, task: "a" };
};

const stage = (name: string): Table => {
  const table = new Table([makeTask("a", { maxAttempts: 1 }), makeTask("b", { hold: true })]);
  stages[name]?.(table);
  return table;
};

describe.each(Object.keys(stages))("%s", (name) => {
  test.each(Object.keys(accepted) as (keyof typeof accepted)[])("%s", (kind) => {
    const table = stage(name);
    const events = table.wish(wishOf(kind), "i");
    const [heard, ...rest] = events;
    expect(heard).toMatchObject({ kind: "intent.heard", id: "i" });
    const refused = heard?.kind === "intent.heard" ? heard.refused : undefined;
    if (accepted[kind].includes(name)) {
      expect(refused).toBeUndefined();
      expect(rest).toHaveLength(1);
    } else {
      expect(refused).toMatch(/^a (is|has) \w.*\w$/);
      expect(rest).toEqual([]);
    }
    expect(table.wish(wishOf(kind), "i")).toEqual([]);
  });
});

test("a wish for a task that does not exist is refused", () => {
  const table = new Table();
  for (const kind of Object.keys(accepted) as (keyof typeof accepted)[])
    expect(table.refusal(wishOf(kind))).toBe("no task is called a");
});

test("pause and resume are heard twice and mean once; a paused fleet claims nothing", () => {
  const table = new Table([makeTask("a")]);
  expect(table.wish({ kind: "resume" })).toHaveLength(1);
  expect(table.wish({ kind: "pause" })).toHaveLength(2);
  expect(table.wish({ kind: "pause" })).toHaveLength(1);
  expect(table.settle()).toEqual([]);
  expect(table.wish({ kind: "resume" })).toHaveLength(2);
  expect(table.settle()).toHaveLength(1);
});

test("retry makes the allowances whole again", () => {
  const table = new Table([makeTask("a", { maxAttempts: 1 })]);
  for (let round = 0; round < 3; round += 1) {
    table.fail("a", "crashed");
    expect(table.state.records.get("a")).toMatchObject({ spent: { crashed: 1 }, rest: { kind: "final" } });
    table.wish({ kind: "retry", task: "a" });
  }
});

test("cancel takes an attempt out of every phase it can be taken out of, and is recorded", () => {
  for (const name of ["preparing", "working", "verifying", "review", "about to land", "ending"]) {
    const table = stage(name);
    table.wish({ kind: "cancel", task: "a" });
    expect(table.attempt("a@1").step.phase).toBe("ending");
    expect(table.state.fleet.lane).toBeUndefined();
    expect(table.settle()).toEqual([]);
    table.tell("a@1", { kind: "ended" });
    expect(table.settle()).toEqual([{ kind: "lane.given", to: "a@record" }]);
  }
});

test("an attempt that is ending anyway ends as it was: a cancel is the task's", () => {
  const table = stage("ending");
  const before = table.attempt("a@1");
  expect(table.wish({ kind: "cancel", task: "a" })[1]).toMatchObject({ kind: "task.rested" });
  expect(table.attempt("a@1")).toEqual(before);
});

test("a landing that is being tried again cannot be cancelled; between two tries it can", () => {
  const table = stage("landing");
  table.tell("a@1", { kind: "blocked", why: "mid-rebase", paths: [] });
  table.now += 2000;
  table.settle();
  expect(table.refusal({ kind: "cancel", task: "a" })).toBe("a is landing this very moment");
  table.tell("a@1", { kind: "blocked", why: "mid-rebase", paths: [] });
  expect(table.refusal({ kind: "cancel", task: "a" })).toBeUndefined();
});

test("approved work lands once proved, even when nothing proves it the next time either", () => {
  const table = stage("review");
  table.wish({ kind: "approve", task: "a", note: "looked at it" });
  table.settle();
  expect(table.attempt("a@1")).toMatchObject({
    step: { phase: "landing" },
    approved: { note: "looked at it" },
  });
  table.tell("a@1", { kind: "built", commit: "m" });
  table.tell("a@1", { kind: "moved" });
  table.settle();
  table.tell("a@1", { kind: "unproved", proof, why: "no checks" });
  expect(table.attempt("a@1").step.phase).toBe("landing");
});

test("rejected work is tried again with the person's note, as long as attempts are left", () => {
  const table = new Table([makeTask("a", { maxAttempts: 2 })]);
  for (const n of [1, 2]) {
    expect(table.bring("a", "review")).toBe(`a@${n}`);
    expect(table.wish({ kind: "reject", task: "a", note: "no tests" })[1]).toMatchObject({
      failure: { kind: "rejected", why: "a person rejected it: no tests" },
      rest: { kind: n === 1 ? "free" : "final" },
    });
    table.tell(`a@${n}`, { kind: "ended" });
  }
});

test("only the last 256 intents are remembered", () => {
  const table = new Table([makeTask("a")]);
  for (let at = 0; at < 300; at += 1) table.wish({ kind: "resume" }, `n${at}`);
  expect(table.state.fleet.heard).toHaveLength(256);
  expect(table.wish({ kind: "resume" }, "n299")).toEqual([]);
  expect(table.wish({ kind: "resume" }, "n44")).toEqual([]);
});
