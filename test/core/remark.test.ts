import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOf } from "../../src/core/brief.ts";
import {
  followupsIn,
  questionsIn,
  remarkOf,
  remarkTools,
  schemaOf,
  type Content,
  type Remark,
} from "../../src/core/remark.ts";
import { makeTask } from "../world/tasks.ts";
import { Table } from "./table.ts";
import { anyText } from "../world/text.ts";

const named = (contents: readonly Content[]): Remark[] =>
  contents.map((content, at) => ({ ...content, id: `a@1/${at + 1}`, at }));

const table = (agents = 2): Table => {
  const made = new Table([makeTask("a"), makeTask("b")], { agents, verification: 1 });
  made.bring("a", "working");
  return made;
};

const metered = {
  kind: "metered",
  meter: {
    model: "m",
    usage: { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 },
    microUsd: 0,
    unsure: 0,
    priced: true,
    turns: 0,
    context: 0,
  },
} as const;

test("whatever a tool is called with makes a remark of bounded size, or a sentence that says what is wrong", () => {
  const tool = fc.constantFrom(...remarkTools.map(({ name }) => name), "rm");
  const value = fc.oneof(anyText({ maxLength: 3000 }), fc.double(), fc.constant(null));
  const input = fc.oneof(
    fc.dictionary(fc.constantFrom("text", "title", "to", "percent"), value),
    fc.anything(),
  );
  const law = fc.property(tool, input, (name, given) => {
    const made = remarkOf(name, given);
    if ("wrong" in made) expect(made.wrong).toMatch(/^(Not taken|There is no tool)/);
    else expect(bytesOf(JSON.stringify(made))).toBeLessThan(8 * 2500);
  });
  fc.assert(law, { numRuns: 300 });
});

test("each tool takes what its schema asks for", () => {
  for (const tool of remarkTools) {
    const { required } = schemaOf(tool);
    const input = Object.fromEntries(required.map((name) => [name, "words"]));
    expect(remarkOf(tool.name, input)).not.toHaveProperty("wrong");
    for (const name of required)
      expect(remarkOf(tool.name, { ...input, [name]: " " })).toEqual({
        wrong: `Not taken: ${name} is empty.`,
      });
  }
});

test("remarks count once and a message is told once, whatever reports bring them, in whatever order and however often", () => {
  const text = fc.string({ minLength: 1, maxLength: 20 }).filter((one) => one.trim() !== "");
  const content = fc.oneof(
    text.map((one): Content => ({ kind: "progress", text: one })),
    text.map((one): Content => ({ kind: "message", to: "b", text: one })),
    text.map((one): Content => ({ kind: "message", to: "nobody", text: one })),
  );
  const law = fc.property(
    fc.array(content, { maxLength: 8 }),
    fc.array(fc.nat(8), { maxLength: 10 }),
    (contents, cuts) => {
      const it = table();
      const all = named(contents);
      // A report tells all remarks so far; an old one may come late.
      for (const cut of [...cuts, all.length]) it.tell("a@1", { ...metered, remarks: all.slice(0, cut) });
      const ids = it.state.records.get("a")?.remarks?.map(({ id }) => id) ?? [];
      expect(ids.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
      const sent = all.filter((one) => one.kind === "message" && one.to === "b");
      const told = it.state.records.get("b")?.messages ?? [];
      expect(told.map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
      expect(told.every(({ from }) => from === "a@1")).toBe(true);
    },
  );
  fc.assert(law, { numRuns: 150 });
});

test("a message that reaches nobody says why; those of one report share what may wait", () => {
  const it = table();
  const long = { kind: "message", to: "b", text: "x".repeat(2000) } as const;
  const remarks = named([{ kind: "message", to: "c", text: "hello" }, long, long, long, long, long]);
  const refused = it
    .tell("a@1", { ...metered, remarks })
    .flatMap((event) => (event.kind === "attempt.remarked" ? [event.refused] : []));
  expect(refused).toEqual([
    "no task is called c",
    ...Array<undefined>(4).fill(undefined),
    "b has 8000 bytes of messages waiting already, of at most 8000: write this into tasks/b.md",
  ]);
});

test("another agent's message is told in its name, in the brief of the next attempt", () => {
  const it = table(1);
  it.tell("a@1", { ...metered, remarks: named([{ kind: "message", to: "b", text: "the port is 80" }]) });
  it.tell("a@1", { kind: "worked", head: "h" });
  it.bring("b", "preparing");
  expect(it.attempt("b@1").spec.brief).toBe(
    "# What people and other agents say\n\nThe agent of a@1 says: the port is 80",
  );
});

test("remarks count after the attempt's end too", () => {
  const it = table();
  const remarks = named([{ kind: "evidence", title: "t", text: "t" }]);
  const report = { attempt: "a@1", turn: 99, ...metered, remarks } as const;
  it.failed("a@1", "transient");
  it.input({ kind: "report", report });
  expect(it.state.records.get("a")?.remarks).toEqual([{ ...remarks[0], attempt: 1 }]);
});

test("a question waits until a person says something; a proposed task until it is decided on", () => {
  const it = table();
  const remarks = named([
    { kind: "question", text: "which port?" },
    { kind: "followup", title: "Mend the docs", text: "They lie." },
  ]);
  it.tell("a@1", { ...metered, remarks });
  const record = () => it.state.records.get("a");
  expect(questionsIn(record()).map(({ text }) => text)).toEqual(["which port?"]);
  it.wish({ kind: "say", task: "a", text: "80" });
  expect(questionsIn(record())).toEqual([]);
  expect(followupsIn(record()).map(({ title }) => title)).toEqual(["Mend the docs"]);
  it.wish({ kind: "settle", task: "a", followup: "a@1/2", as: "added" });
  expect(followupsIn(record())).toEqual([]);
  expect(it.refusal({ kind: "settle", task: "a", followup: "a@1/2", as: "dropped" })).toBe(
    "a has no proposed task a@1/2 that waits for your word",
  );
});
