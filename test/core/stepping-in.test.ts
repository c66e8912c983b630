import { expect, test } from "vitest";
import { agreementOf } from "../../src/core/agreement.ts";
import type { Event } from "../../src/core/event.ts";
import { isQuiet } from "../../src/core/quiet.ts";
import { plan } from "../../src/core/plan.ts";
import { makeTask } from "../world/tasks.ts";
import { noAccount, proof, Table } from "./table.ts";

const ada = "Ada <ada@example.invalid>";

/** A task for an agent that can be spoken to, and one for the shell. */
const paid = (): Table => {
  const table = new Table([makeTask("a", { agent: "coder" }), makeTask("s", { hold: true })], {
    agents: 1,
    verification: 1,
  });
  table.input({ kind: "agents", agents: [{ name: "coder", driver: "builtin" }] });
  table.input({ kind: "day", from: 0, until: 10 ** 12 });
  table.wish({ kind: "agree", agreement: agreementOf(table.state) });
  return table;
};

const messagesOf = (table: Table) =>
  table.state.records.get("a")?.messages?.map(({ text, heard }) => [text, heard?.attempt]);

const say = (table: Table, text: string): Event[] => table.wish({ kind: "say", task: "a", text }, text, ada);

const orderOf = (table: Table, kind: string) => plan(table.state).find((order) => order.kind === kind);

test("what waits when an attempt is claimed is in its brief, and is not told a second time", () => {
  const table = paid();
  say(table, "keep it short");
  table.bring("a", "working");
  expect(table.attempt("a@1").spec.brief).toBe("# What people say\n\nkeep it short");
  expect(messagesOf(table)).toEqual([["keep it short", 1]]);
  expect(table.listed()).toEqual(["a@1/working"]);
});

test("an agent at work is told what it has not heard, in one order that another message makes another of", () => {
  const table = paid();
  table.bring("a", "working");
  say(table, "one");
  expect(orderOf(table, "tell")).toMatchObject({ messages: [{ id: "one", text: "one" }], halt: false });
  say(table, "two");
  expect(table.listed()).toEqual(["a@1/telling/two", "a@1/working"]);
  expect(orderOf(table, "tell")).toMatchObject({ messages: [{ text: "one" }, { text: "two" }] });
  const meter = { model: "m", usage: { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 } };
  const metered = { kind: "metered", heard: ["one"], meter: { ...meter, microUsd: 0, unsure: 0 } } as const;
  const told = { ...metered, meter: { ...metered.meter, priced: true, turns: 1, context: 0 } };
  expect(table.tell("a@1", told)[0]).toEqual({ kind: "attempt.heard", key: "a@1", ids: ["one"] });
  expect(table.tell("a@1", told)).toEqual([]);
  expect(orderOf(table, "tell")).toMatchObject({ messages: [{ text: "two" }] });
});

test("what an ending agent has heard counts, what it has not goes into the next brief beside what the last was told", () => {
  const table = paid();
  table.bring("a", "working");
  for (const text of ["heard", "late"]) say(table, text);
  table.tell("a@1", { kind: "worked", head: "h", heard: ["heard"] });
  table.settle();
  const failure = { kind: "rejected", why: "Rejected by unit." } as const;
  table.tell("a@1", { kind: "failed", failure, proof });
  expect(orderOf(table, "end")).toMatchObject({ result: { messages: [{ text: "heard", by: ada }] } });
  table.tell("a@1", { kind: "ended" });
  table.settle();
  const brief = table.attempt("a@2").spec.brief ?? "";
  expect(brief).toMatch(/^# What people say\n\nlate\n\n# What was tried before/);
  expect(brief).toContain("What people told it meanwhile:\n- heard");
  expect(messagesOf(table)).toEqual([
    ["heard", 1],
    ["late", 2],
  ]);
});

test("the shell cannot listen: what is said waits for its next attempt, and none of it is cut", () => {
  const table = new Table([makeTask("a")]);
  table.bring("a", "working");
  const long = "x".repeat(4000);
  say(table, long);
  expect(table.listed()).toEqual(["a@1/working"]);
  expect(table.refusal({ kind: "say", task: "a", text: `${long}x` })).toContain("at most 4000 bytes");
  expect(table.refusal({ kind: "say", task: "a", text: `${"ä".repeat(1999)}xx` })).toBeUndefined();
  expect(table.refusal({ kind: "say", task: "a", text: "one more" })).toContain(
    "8000 bytes of messages waiting",
  );
  expect(table.refusal({ kind: "say", task: "a", text: " \n" })).toContain("empty");
  table.failed("a@1", "rejected");
  expect(table.attempt("a@2").spec.brief).toContain(long);
});

test("an agent that can be spoken to ends its turn before a person has its worktree", () => {
  const table = paid();
  table.bring("a", "working");
  const { turn } = table.attempt("a@1");
  table.wish({ kind: "take", task: "a" }, "t", ada);
  expect(table.attempt("a@1")).toMatchObject({ turn, step: { phase: "halting", by: ada, path: "/w" } });
  expect(table.listed()).toEqual(["a@1/telling/halt", "a@1/working"]);
  expect(orderOf(table, "tell")).toMatchObject({ messages: [], halt: true });
  table.tell("a@1", { kind: "halted", account: noAccount });
  expect(orderOf(table, "hand")).toMatchObject({ slot: 0, isSetUp: true });
  expect(isQuiet(table.state, table.now)).toBe(false);
  table.tell("a@1", { kind: "handed", base: "t0", path: "/w", head: "h0" });
  expect(table.step("a@1", "taken")).toMatchObject({ slot: 0, base: "t0", path: "/w", from: "h0", by: ada });
  expect(table.listed()).toEqual([]);
  expect(isQuiet(table.state, table.now)).toBe(true);
});

test.each([
  ["that ends by itself meanwhile", { kind: "worked", head: "h9" }],
  ["that fails meanwhile", { kind: "failed", failure: { kind: "budget", why: "used up" }, head: "h9" }],
] as const)("an agent %s is a person's all the same, and it costs nothing", (_, told) => {
  const table = paid();
  table.bring("a", "working");
  table.wish({ kind: "take", task: "a" });
  table.tell("a@1", told);
  expect(orderOf(table, "hand")).toMatchObject({ work: { base: "t0", head: "h9" } });
  expect(table.state.records.get("a")?.spent).toEqual({});
});

test("the shell's agent is ended at once; what has not begun yet begins with the person", () => {
  const table = new Table([makeTask("a"), makeTask("b")]);
  table.bring("a", "working");
  table.bring("b", "preparing");
  for (const task of ["a", "b"]) table.wish({ kind: "take", task });
  expect(table.listed()).toEqual(["a@1/taking", "b@1/taking"]);
  expect(plan(table.state)).toMatchObject([{ isSetUp: true }, { isSetUp: false }]);
  expect(plan(table.state)[1]).not.toHaveProperty("work");
});

test.each(["verifying", "review", "landing"] as const)(
  "work that is in %s is taken back with its last commit; no proof and no approval outlives that",
  (phase) => {
    const table = new Table([makeTask("a")]);
    table.bring("a", phase === "landing" ? "review" : phase);
    if (phase === "landing") table.wish({ kind: "approve", task: "a" });
    table.settle();
    table.wish({ kind: "take", task: "a" }, "t", ada);
    expect(table.state.fleet.lane).toBeUndefined();
    expect(table.attempt("a@1")).not.toHaveProperty("approved");
    table.settle();
    expect(orderOf(table, "hand")).toMatchObject({
      slot: 0,
      isSetUp: false,
      work: { base: "t0", head: "h" },
    });
  },
);

test("a landing that another has to make room for gives the lane back when it is taken", () => {
  const table = new Table([makeTask("a")]);
  table.bring("a", "built");
  table.tell("a@1", { kind: "moved" });
  expect(table.state.fleet.lane).toBe("a@1");
  table.wish({ kind: "take", task: "a" });
  expect(table.state.fleet.lane).toBeUndefined();
});

test("what a person gives back is committed, checked as any work, and told in the result", () => {
  const table = new Table([makeTask("a")]);
  table.wish({ kind: "say", task: "a", text: "no" });
  table.bring("a", "taken");
  table.now += 60_000;
  table.wish({ kind: "give", task: "a", to: "checks", note: "by hand" }, "g", ada);
  expect(orderOf(table, "give")).toMatchObject({
    slot: 0,
    base: "t0",
    path: "/w",
    from: "h0",
    message: "by hand",
  });
  expect(orderOf(table, "give")).not.toHaveProperty("tells");
  table.tell("a@1", { kind: "given", head: "h1", files: ["x"], all: ["x", "y"] });
  expect(table.attempt("a@1")).toMatchObject({ head: "h1", step: { phase: "verifying", head: "h1" } });
  table.settle();
  table.tell("a@1", { kind: "proved", proof });
  table.settle();
  const visit = {
    by: "a person",
    since: table.now - 60_000,
    until: table.now,
    files: ["x"],
    note: "by hand",
  };
  expect(orderOf(table, "land")).toMatchObject({ result: { visits: [visit] } });
});

test("an agent goes on where it was, and hears once which files a person has changed", () => {
  const table = paid();
  table.bring("a", "taken");
  table.wish({ kind: "give", task: "a", to: "agent", note: "mind the edge case" });
  expect(orderOf(table, "give")).toMatchObject({ tells: { id: "a@1/visit/1", note: "mind the edge case" } });
  table.tell("a@1", { kind: "given", head: "h1", files: ["x.ts"], all: ["x.ts", "y.ts"] });
  expect(table.step("a@1", "working")).toEqual({ phase: "working", slot: 0, base: "t0", path: "/w" });
  expect(table.attempt("a@1").account).toMatchObject({ files: ["x.ts", "y.ts"] });
  const tell = orderOf(table, "tell");
  expect(tell).toMatchObject({ halt: false, messages: [{ id: "a@1/visit/1" }] });
  const [message] = tell?.kind === "tell" ? tell.messages : [];
  for (const part of ["x.ts", "mind the edge case", "/w"]) expect(message?.text).toContain(part);
  table.tell("a@1", { kind: "worked", head: "h2", heard: ["a@1/visit/1"] });
  expect(orderOf(table, "tell")).toBeUndefined();
});

test("the shell cannot go on from the middle, and nobody gives what nobody has", () => {
  const table = new Table([makeTask("a")]);
  table.bring("a", "taken");
  expect(table.refusal({ kind: "give", task: "a", to: "agent" })).toContain("cannot go on from the middle");
  table.wish({ kind: "give", task: "a", to: "checks" });
  expect(table.refusal({ kind: "give", task: "a", to: "checks" })).toContain("it is giving");
});

test("a landing that is being made this very moment is not taken", () => {
  const table = new Table([makeTask("a")]);
  table.bring("a", "built");
  expect(table.refusal({ kind: "take", task: "a" })).toBe("a is landing this very moment");
  table.tell("a@1", { kind: "blocked", why: "mid-rebase", paths: [] });
  expect(table.refusal({ kind: "take", task: "a" })).toBeUndefined();
});

test("who approves and who rejects is told with what they say", () => {
  const table = new Table([makeTask("a")]);
  table.bring("a", "review");
  table.wish({ kind: "reject", task: "a", note: "no tests" }, "r", ada);
  table.tell("a@1", { kind: "ended" });
  table.settle();
  expect(table.attempt("a@2").spec.brief).toContain(`${ada} rejected it: no tests`);
  table.bring("a", "review");
  table.wish({ kind: "approve", task: "a", note: "fine" }, "p", ada);
  table.settle();
  expect(orderOf(table, "land")).toMatchObject({ result: { approved: { by: ada, note: "fine" } } });
});
