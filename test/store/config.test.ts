import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import { configJsonSchema, parseConfig } from "../../src/store/config.ts";
import { machineDefaults } from "../../src/store/defaults.ts";

test("an empty file is the defaults, with half the cores for verification", () => {
  const verification = Math.max(1, Math.floor(availableParallelism() / 2));
  const defaults = { ...defaultConfig, slots: { agents: 4, verification } };
  expect(parseConfig("# nothing\n")).toEqual({ value: defaults, problems: [] });
  expect(machineDefaults()).toEqual(defaults);
});

test("every key is read", () => {
  const { value, problems } = parseConfig(`---
target: main
folders: { tasks: ./.traffic/tasks/ }
slots: { agents: 8 }
checks:
  - npm test
  - { name: lint, run: npm run lint, dir: web, minutes: 2 }
judge: ["**/*.test.ts"]
setup: { run: npm ci, inputs: [package-lock.json], outputs: [node_modules] }
minutes: 30
commits: { sign: true }
caps: { task_usd: 0.5 }
allow_unknown_price: true
models: [haiku]
teams: { backend: [quick, strong] }
turns: 20
notify: osc9
env: { agent: [DATABASE_URL] }
`);
  expect(problems).toEqual([]);
  expect(value).toMatchObject({
    target: "main",
    folders: { tasks: ".traffic/tasks", results: "results" },
    slots: { agents: 8 },
    checks: [
      { name: "npm test", run: "npm test", minutes: 10, own: "repository" },
      { name: "lint", run: "npm run lint", dir: "web", minutes: 2, own: "repository" },
    ],
    judge: ["**/*.test.ts"],
    setup: { run: "npm ci", inputs: ["package-lock.json"], outputs: ["node_modules"] },
    minutes: 30,
    commits: { sign: true, hooks: false },
    caps: { taskUsd: 0.5, dayUsd: 10 },
    allowUnknownPrice: true,
    models: ["haiku"],
    teams: { backend: ["quick", "strong"] },
    turns: 20,
    notify: "osc9",
    env: { agent: ["DATABASE_URL"] },
  });
});

test("a limit that is misspelt leaves no work without a limit: the whole file is refused", () => {
  const { value, problems } = parseConfig(
    "minutes: 5\nbudgets:\n  week: { usd: 3 }\n  label: { ui: { usd: 2 } }\n",
  );
  expect(value).toBeUndefined();
  expect(problems).toMatchObject([
    { code: "unknown_key", line: 4, found: "budgets.label", expected: expect.stringContaining("labels") },
  ]);
  expect(parseConfig("caps: { task: 3 }").value).toBeUndefined();
});

test("an unknown key is a problem, and what is right still counts", () => {
  const { value, problems } = parseConfig("minutes: 5\ncheks: [npm test]\nslots:\n  agents: 2\n  agent: 3\n");
  expect(value).toMatchObject({ minutes: 5, slots: { agents: 2 }, checks: [] });
  expect(problems).toMatchObject([
    { code: "unknown_key", line: 2, found: "cheks" },
    { code: "unknown_key", line: 5, found: "slots.agent" },
  ]);
});

test("wrong values are all reported, each with its line, and leave no value", () => {
  const { value, problems } = parseConfig(
    "minutes: never\nslots: { agents: 0 }\nfolders: { tasks: ../up }\nchecks: [{ dir: x }]\n",
  );
  expect(value).toBeUndefined();
  expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  for (const problem of problems)
    expect(problem).toMatchObject({ expected: expect.any(String), example: expect.any(String) });
});

test("what is not YAML names the line of the file", () => {
  expect(parseConfig("target: main\nsetup: @x\n").problems).toMatchObject([
    { code: "not_yaml", line: 2, found: "setup: @x" },
  ]);
  expect(parseConfig("---\ntarget: main\nsetup: @x\n").problems).toMatchObject([
    { line: 3, found: "setup: @x" },
  ]);
  expect(parseConfig("a: 1\n---\nb: 2\n").problems).toMatchObject([{ code: "not_yaml", line: 2 }]);
});

test("editors get a JSON Schema that refuses unknown keys", () => {
  expect(configJsonSchema()).toMatchObject({
    type: "object",
    additionalProperties: false,
    properties: { target: { type: "string" }, slots: { type: "object" }, checks: { type: "array" } },
  });
});
