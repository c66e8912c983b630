import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import { plan } from "../../src/core/plan.ts";
import { isQuiet } from "../../src/core/quiet.ts";
import { nextWake } from "../../src/core/schedule.ts";
import { makeTask } from "../world/tasks.ts";
import { Table } from "./table.ts";

const pull = { number: 7, url: "https://github.test/7" };

/** A fleet whose first tasks are proved and handed over. */
const handedOver = (...ids: readonly string[]): { table: Table; keys: string[] } => {
  const table = new Table(
    ids.map((id) => makeTask(id, { handoff: "pr" })),
    { agents: 4, verification: 4 },
  );
  table.input({ kind: "reached" });
  return { table, keys: ids.map((id) => table.bring(id, "built")) };
};

const ordersOf = (table: Table) => plan(table.state).filter((order) => order.kind === "hand_over");

test("proved work that leaves by pull request is handed over, and followed while it is", () => {
  const {
    table,
    keys: [key = ""],
  } = handedOver("a");
  expect(table.listed()).toEqual([`${key}/handover`, "github-asking/following"]);
  expect(ordersOf(table)).toMatchObject([{ commit: "m", mayMerge: false }]);
});

test("news is asked for beside a receiver that has been at work for long: neither waits for the other's place", () => {
  const { table } = handedOver("a");
  const github = { ...defaultConfig.github, webhookPort: 1 };
  table.input({ kind: "config", config: { ...defaultConfig, handoff: "pr", github } });
  const keys = table.listed().filter((key) => key.startsWith("github-"));
  expect(keys).toHaveLength(2);
  expect(new Set(keys.map((key) => key.slice(0, key.lastIndexOf("/")))).size).toBe(2);
});

test("what waits is not asked about before its moment or its news", () => {
  const {
    table,
    keys: [key = ""],
  } = handedOver("a");
  table.tell(key, { kind: "waits", why: "for its checks", until: table.now + 60_000, pull });
  expect(table.listed()).toEqual(["github-asking/following"]);
  expect(isQuiet(table.state, table.now)).toBe(false);
  expect(nextWake(table.state, table.now)).toBe(table.now + 60_000);
  table.input({ kind: "pulls", tasks: ["another"] });
  expect(ordersOf(table)).toEqual([]);
  table.input({ kind: "pulls", tasks: ["a"] });
  expect(ordersOf(table)).toHaveLength(1);
  table.tell(key, { kind: "waits", why: "for its checks", until: table.now + 60_000, pull });
  table.now += 60_000;
  table.settle();
  expect(ordersOf(table)).toHaveLength(1);
});

test("green pull requests are merged one at a time, and the one whose turn it is keeps it while it is proved anew", () => {
  const {
    table,
    keys: [a = "", b = ""],
  } = handedOver("a", "b");
  table.tell(a, { kind: "ready", pull });
  table.tell(b, { kind: "ready", pull });
  table.settle();
  expect(ordersOf(table)).toMatchObject([{ attempt: a, mayMerge: true }]);
  table.tell(a, { kind: "moved" });
  table.settle();
  expect(ordersOf(table)).toEqual([]);
  const { proof } = table.step(b, "handover");
  table.tell(a, { kind: "proved", proof });
  table.tell(a, { kind: "built", commit: "m2" });
  expect(ordersOf(table)).toMatchObject([{ attempt: a, mayMerge: true, commit: "m2" }]);
  table.tell(a, { kind: "merged", commit: "g", pull });
  table.settle();
  expect(plan(table.state).find(({ kind }) => kind === "land")).toMatchObject({
    attempt: a,
    commit: "g",
    pull,
  });
  table.tell(a, { kind: "landed", commit: "g" });
  table.settle();
  expect(ordersOf(table)).toMatchObject([{ attempt: b, mayMerge: true }]);
});

test("whoever waits for a person keeps nobody from merging, and ends a run", () => {
  const {
    table,
    keys: [a = "", b = ""],
  } = handedOver("a", "b");
  table.tell(a, { kind: "ready", pull });
  table.settle();
  const waits = {
    kind: "waits",
    why: "a review",
    answer: "review it",
    until: table.now + 60_000,
    pull,
  } as const;
  table.tell(a, waits);
  expect(table.state.fleet.lane).toBeUndefined();
  table.tell(b, { kind: "ready", pull });
  table.settle();
  expect(ordersOf(table)).toMatchObject([{ attempt: b, mayMerge: true }]);
  table.tell(b, waits);
  expect(isQuiet(table.state, table.now)).toBe(true);
  expect(table.wish({ kind: "retry", task: "a" })).toMatchObject([
    { kind: "intent.heard" },
    { kind: "attempt.poked", key: a },
  ]);
});

test("checks at GitHub that take long keep nothing here from being proved", () => {
  const {
    table,
    keys: [a = ""],
  } = handedOver("a");
  table.tell(a, { kind: "ready", pull });
  table.settle();
  expect(table.state.fleet.lane).toBe(a);
  table.edit(makeTask("local"));
  const local = table.bring("local", "verifying");
  expect(table.step(local, "verifying").slot).toBeDefined();
});

test("a GitHub that is closed is asked nothing before its moment, and costs nobody anything", () => {
  const {
    table,
    keys: [a = ""],
  } = handedOver("a");
  table.tell(a, { kind: "ready", pull });
  table.settle();
  table.tell(a, { kind: "limited", until: table.now + 90_000, why: "the limit is used up" });
  table.settle();
  expect(table.listed()).toEqual([]);
  expect(table.state.fleet.lane).toBeUndefined();
  expect(isQuiet(table.state, table.now)).toBe(false);
  table.edit(makeTask("b", { handoff: "pr" }));
  table.settle();
  expect(table.state.current.has("b")).toBe(false);
  expect(table.listed()).toEqual([]);
  table.now += 90_000;
  table.settle();
  const asking = [`${a}/handover`, "github-asking/following"];
  expect(table.listed().toSorted()).toEqual([...asking, "github-reach/looking"].toSorted());
  table.input({ kind: "reached" });
  table.settle();
  expect(table.listed().toSorted()).toEqual([...asking, "b@1/preparing"].toSorted());
  expect(table.attempt(a).faults).toBe(0);
});

test("nothing to sign in with is a person's turn; a retry asks again at once", () => {
  const {
    table,
    keys: [a = ""],
  } = handedOver("a");
  table.tell(a, { kind: "limited", until: table.now + 90_000, why: "no sign-in", answer: "sign in" });
  expect(isQuiet(table.state, table.now)).toBe(true);
  table.wish({ kind: "retry", task: "a" });
  expect(table.listed()).toContain(`${a}/handover`);
  table.tell(a, { kind: "limited", until: table.now + 90_000, why: "no sign-in", answer: "sign in" });
  expect(table.listed()).toEqual(["github-reach/looking"]);
  // An engine that begins looks at everything.
  table.input({ kind: "unsure" });
  expect(table.listed()).toContain(`${a}/handover`);
});

test("what may be being merged this very moment is not called off; what was not merged then ends", () => {
  const {
    table,
    keys: [a = ""],
  } = handedOver("a");
  table.tell(a, { kind: "ready", pull });
  table.settle();
  expect(table.refusal({ kind: "cancel", task: "a" })).toContain("landing this very moment");
  table.rewrite("a", { status: "cancelled" });
  expect(table.step(a, "handover").ready).toBe(true);
  table.tell(a, { kind: "waits", why: "for its checks", until: table.now + 1000, pull });
  expect(table.attempt(a).step.phase).toBe("ending");
});

test("a person who pulls what was merged before we noticed takes nothing from it", () => {
  const {
    table,
    keys: [a = ""],
  } = handedOver("a");
  table.tell(a, { kind: "waits", why: "for its checks", until: table.now + 60_000, pull });
  table.input({
    kind: "target",
    news: { branch: "main", tip: "g", landed: [{ task: "a", attempt: 1 }], vanished: [] },
  });
  expect(table.step(a, "handover").pull).toEqual(pull);
  table.input({ kind: "pulls", tasks: "all" });
  table.tell(a, { kind: "merged", commit: "g", pull });
  table.settle();
  table.tell(a, { kind: "landed", commit: "g" });
  table.tell(a, { kind: "ended" });
  expect(table.state.records.get("a")).toMatchObject({
    landed: { attempt: 1 },
    past: [{ outcome: { kind: "done" } }],
  });
});

test("a task that will not land makes no commit here: what is left to do is at its pull request", () => {
  const { table } = handedOver("a");
  table.wish({ kind: "cancel", task: "a" });
  table.tell("a@1", { kind: "ended" });
  table.settle();
  expect(plan(table.state)).toMatchObject([
    { kind: "record", task: "a", status: "cancelled", handoff: "pr" },
  ]);
});
