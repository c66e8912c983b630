import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Limit } from "../../../src/core/budget/amounts.ts";
import { readProgress, writeNotice } from "../../../src/agents/builtin/desk.ts";
import type { Act, Heard } from "../../world/model.ts";
import { inTurn, say, stage, use, type Stage } from "./world.ts";

let s: Stage | undefined;

afterEach(() => s?.close());

const messages = [{ id: "m1", text: "keep it short" }];

/** A model that lays a notice down while it answers the request of that number. */
const whileAnswering = async (at: number, halt: boolean, acts: readonly Act[]): Promise<Stage> => {
  const made: Stage = await stage((heard, number) => {
    if (number === at) writeNotice(made.place, { messages: halt ? [] : messages, halt });
    return inTurn(...acts)(heard, number);
  });
  return made;
};

const lastOf = (heard: Heard | undefined): { role: string; text: string } => {
  const { role = "", content = "" } = heard?.messages.at(-1) ?? {};
  return { role, text: JSON.stringify(content) };
};

const saidIn = (of: Stage): number[] =>
  of.model.heard.map((heard) => JSON.stringify(heard).split("keep it short").length - 1);

test("what a person says while it works stands beside the answers to its calls, once", async () => {
  s = await whileAnswering(0, false, [
    use("bash", { command: "true" }),
    use("bash", { command: "true" }),
    say(),
  ]);
  expect(await s.run()).toMatchObject({ kind: "finished", heard: ["m1"], meter: { turns: 3 } });
  const { role, text } = lastOf(s.model.heard[1]);
  expect(role).toBe("user");
  expect(text).toMatch(/"tool_result".*"type":"text","text":"A person says: keep it short"/);
  expect(saidIn(s)).toEqual([0, 1, 1]);
  expect(s.log()).toContain("--- a person says: keep it short\n");
  expect(readProgress(s.place)).toMatchObject({ heard: ["m1"] });
});

test("what is there before it begins goes with the task; what comes with its last word makes it go on", async () => {
  s = await stage(inTurn(say(), say("Shorter now.")));
  writeNotice(s.place, { messages, halt: false });
  expect(await s.run()).toMatchObject({ kind: "finished", meter: { turns: 1 } });
  expect(s.model.heard[0]?.messages).toHaveLength(1);
  expect(lastOf(s.model.heard[0]).text).toMatch(/Do it\..*A person says: keep it short/);
  await s.close();
  s = await whileAnswering(0, false, [say(), say("Shorter now.")]);
  expect(await s.run()).toMatchObject({ kind: "finished", heard: ["m1"], meter: { turns: 2 } });
  expect(lastOf(s.model.heard[1])).toMatchObject({
    role: "user",
    text: expect.stringContaining("keep it short") as string,
  });
});

test("where no other turn can be paid it is finished all the same, and has heard nothing", async () => {
  s = await whileAnswering(0, false, [say()]);
  expect(await s.run({ limits: { turns: 1 } })).toMatchObject({ kind: "finished", heard: [] });
});

test.each([
  ["before it was written down that it heard", '\n{"kind":"told","messages":[{"id":"m1"', 1],
  ["after that", `\n${JSON.stringify({ kind: "told", messages })}`, 0],
] as const)("killed %s, it is told neither twice nor never", async (_, line, noted) => {
  s = await stage(inTurn(say()));
  writeFileSync(join(s.place.folder, "transcript.jsonl"), line);
  writeNotice(s.place, { messages, halt: false });
  expect(await s.run()).toMatchObject({ kind: "finished", heard: ["m1"] });
  expect(saidIn(s)).toEqual([1]);
  expect(s.log().split("a person says").length - 1).toBe(noted);
});

test("asked to halt, it finishes the turn that is paid for, tools and all, and goes on from there when told to", async () => {
  s = await whileAnswering(1, true, [
    use("bash", { command: "echo first >> log" }),
    use("bash", { command: "echo second >> log" }),
    say(),
  ]);
  const commands = [
    { command: "echo first >> log", ok: true },
    { command: "echo second >> log", ok: true },
  ];
  expect(await s.run()).toMatchObject({ kind: "halted", commands, meter: { turns: 2 } });
  expect(s.read("log")).toBe("first\nsecond\n");
  expect(await s.run()).toMatchObject({ kind: "halted", meter: { turns: 2 } });
  writeNotice(s.place, { messages, halt: false });
  expect(await s.run()).toMatchObject({ kind: "finished", heard: ["m1"], meter: { turns: 3 } });
  expect(s.read("log")).toBe("first\nsecond\n");
  expect(s.model.heard).toHaveLength(3);
  expect(lastOf(s.model.heard[2]).text).toContain("keep it short");
});

test("what people say while it halts waits until it goes on", async () => {
  s = await stage(inTurn(say()));
  writeNotice(s.place, { messages, halt: true });
  expect(await s.run()).toMatchObject({ kind: "halted", heard: [] });
  expect(s.model.heard).toEqual([]);
});

test("killed between its last word and its end, it is finished without being asked again", async () => {
  s = await stage(inTurn(say()));
  await s.run();
  expect(await s.run()).toMatchObject({ kind: "finished", meter: { turns: 1 } });
  expect(s.model.heard).toHaveLength(1);
});

test("killed between a word that was cut off and what followed, it goes on", async () => {
  s = await stage(inTurn({ blocks: [{ text: "…" }], stop: "max_tokens" }, say()));
  await s.run();
  const path = join(s.place.folder, "transcript.jsonl");
  const lines = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, "");
  for (const line of lines.slice(0, 3)) appendFileSync(path, `\n${line}`);
  expect(await s.run()).toMatchObject({ kind: "finished", meter: { turns: 2 } });
  expect(lastOf(s.model.heard.at(-1)).text).toContain("cut off. Go on.");
});

test("what it tells and asks is written down before it is answered, and told with what it has used", async () => {
  s = await stage(
    inTurn(
      use("report_progress", { text: "Half." }),
      use("ask_human", { text: "" }),
      use("ask_human", { text: "Why?" }),
      say(),
    ),
  );
  const remarks = [
    { id: "a@1/1", kind: "progress", text: "Half." },
    { id: "a@1/2", kind: "question", text: "Why?" },
  ];
  expect(await s.run()).toMatchObject({ kind: "finished", remarks });
  expect(readProgress(s.place)).toMatchObject({ remarks });
  expect(lastOf(s.model.heard[1]).text).toContain("Noted.");
  expect(lastOf(s.model.heard[2]).text).toContain("Not taken: text is empty.");
});

/** A notice of what it may use from now on, laid while the model answers its first request. */
const lowering = async (limit: Limit): Promise<Stage> => {
  const made: Stage = await stage((heard, number) => {
    if (number === 0) writeNotice(made.place, { messages: [], halt: false, limit });
    return inTurn(use("bash", { command: "echo kept > log" }), say())(heard, number);
  });
  return made;
};

test.each([
  ["dollars", { microUsd: 100 }, "Another turn might exceed the $0.0001 it may use"],
  ["tokens", { tokens: 0 }, "Another turn might exceed the 0 tokens it may use"],
  ["minutes", { ms: 0 }, "It has worked for the 0 s that it may work."],
] as const)(
  "%s that are lowered while it works hold from its next turn on: the one that is paid for is finished",
  async (_, limit, why) => {
    s = await lowering(limit);
    expect(await s.run()).toMatchObject({
      kind: "failed",
      failure: { kind: "budget", why },
      meter: { turns: 1 },
    });
    expect(s.read("log")).toBe("kept\n");
    expect(s.model.heard).toHaveLength(1);
    // A worker that takes it up after a crash finds the same; what is given back lets it go on.
    expect(await s.run()).toMatchObject({ kind: "failed", failure: { kind: "budget" } });
    writeNotice(s.place, { messages: [], halt: false, limit: {} });
    expect(await s.run()).toMatchObject({ kind: "finished", meter: { turns: 2 } });
  },
);
