import { expect, test } from "vitest";
import { parseAgent } from "../../src/store/agent.ts";

const parse = (text: string) => parseAgent({ file: "agents/backend.md", text, digest: "d" });

test("the traffic block names driver and slots; the name is the file's unless written", () => {
  expect(parse("---\ntraffic: { driver: shell, slots: 2 }\n---\nprompt\n")).toEqual({
    value: { name: "backend", driver: "shell", file: "agents/backend.md", digest: "d", slots: 2 },
    problems: [],
  });
  expect(parse("---\nname: other\ntraffic: { driver: shell }\n---\n").value?.name).toBe("other");
});

test("an agent as another tool keeps it is worked by the built-in one, with its model and tools", () => {
  const text =
    "---\nname: reviewer\ndescription: Reviews\ntools: Read, Bash(git *)\nmodel: opus\n---\nYou review.\n";
  const { value, problems } = parse(text);
  expect(problems).toEqual([]);
  expect(value).toMatchObject({
    name: "reviewer",
    driver: "builtin",
    model: "opus",
    tools: ["Read", "Bash(git *)"],
  });
});

test("the traffic block names the ladder and what an attempt may cost", () => {
  const block =
    "traffic: { driver: builtin, models: [haiku, opus], budget: { usd: 0.5, tokens: 200k, minutes: 1h } }";
  expect(parse(`---\n${block}\n---\n`).value).toMatchObject({
    models: ["haiku", "opus"],
    usd: 0.5,
    tokens: 200_000,
    minutes: 60,
  });
});

test.each(["claude-code", "codex"])("%s is a driver like any other", (driver) => {
  const { value, problems } = parse(`---\ntraffic: { driver: ${driver}, models: [opus] }\n---\n`);
  expect(problems).toEqual([]);
  expect(value).toMatchObject({ name: "backend", driver, models: ["opus"] });
});

test("rules keep their commas and blanks; an unclosed one is one rule", () => {
  const read = (tools: string) => parse(`---\ntools: "${tools}"\n---\n`).value?.tools;
  expect(read("Read, Bash(npm run a, b) , Edit")).toEqual(["Read", "Bash(npm run a, b)", "Edit"]);
  expect(read("Read,Bash(npm, x")).toEqual(["Read", "Bash(npm, x"]);
});

test("a driver whose name was begun is what the example shows", () => {
  expect(parse("---\ntraffic: { driver: claude }\n---\n").problems).toMatchObject([
    { example: "traffic: { driver: claude-code, slots: 2 }" },
  ]);
});

test("an agent whose driver is not there is reported by name", () => {
  expect(parse("---\ntraffic: { driver: gemini }\n---\nYou review.\n").problems).toMatchObject([
    { code: "driver_unavailable", file: "agents/backend.md", found: "driver: gemini" },
  ]);
});

test("what cannot be read is a problem with its line", () => {
  expect(parse("---\nname: x\ntraffic: { driver: shell, slots: none }\n---\n").problems).toMatchObject([
    { line: 3 },
  ]);
});
