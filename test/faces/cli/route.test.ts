import { describe, expect, test } from "vitest";
import { defaultConfig } from "../../../src/core/config.ts";
import type { Tally } from "../../../src/core/route/tally.ts";
import { grow } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { fakeDoors, runIn } from "../../world/terminal.ts";
import { tallied } from "../../core/route/world.ts";

const [haiku, sonnet, opus] = ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5"] as const;

const known = tallied(
  { model: haiku, proved: 3, failed: 57, usd: 0.4 },
  { model: sonnet, proved: 55, failed: 5, usd: 0.4 },
  { model: opus, proved: 18, failed: 2, usd: 0.9 },
);

const fleet = (tallies: readonly Tally[] = known): ReturnType<typeof fakeDoors> => {
  const { command: _, ...login } = makeTask("login", { agent: "builtin", title: "Fix the login" });
  const { state, now } = grow(login, makeTask("build", { command: "make" })).fold(
    { kind: "config.changed", config: defaultConfig },
    { kind: "tallies.changed", set: tallies, gone: [], fallen: [] },
  );
  return fakeDoors({ state, now });
};

const route = async (doors: ReturnType<typeof fakeDoors>["doors"], ...argv: string[]) =>
  runIn({ doors }, "route", ...argv);

describe("traffic route", () => {
  test("shows who is next, what is expected, who else could, and why", async () => {
    const { out, code } = await route(fleet().doors, "login");
    expect(code).toBe(0);
    expect(out).toContain(`Next: builtin with ${sonnet}, chosen by outcomes (kind fix)`);
    expect(out).toMatch(/Why: .*140 outcomes/);
    expect(out).toMatch(/Expected in all: \$\d.* with a chance of \d+ %/);
    expect(out).toMatch(
      new RegExp(`1\\. +builtin +${sonnet} +\\d+ % +\\$0\\.\\d+ .*55 of 60 proved; of this kind 55 of 60`),
    );
    expect(out).toMatch(new RegExp(`- +builtin +${haiku}`));
  });

  test("answers for a text that nobody has written as a task, and for its kind", async () => {
    const json = (await route(fleet().doors, "Document the API", "--json")).json();
    expect(json).toMatchObject({
      schema: "traffic/route@1",
      model: sonnet,
      choice: { by: "outcomes", kind: "docs" },
      rows: [{ model: haiku }, { model: sonnet, place: 1 }, { model: opus }],
    });
    expect(json).not.toHaveProperty("task");
    const labelled = await route(fleet().doors, "Look at it", "--label", "security,api", "--json");
    expect(labelled.json()).toMatchObject({ choice: { kind: "security" } });
  });

  test("says so where there is too little data, and shows no numbers that nobody has", async () => {
    const { out } = await route(fleet([]).doors, "login");
    expect(out).toContain("chosen by the ladder");
    expect(out).toContain("too little data (0 of 20 outcomes)");
    expect(out).not.toContain("NaN");
    expect(out).not.toContain("Expected in all");
  });

  test("an override is written into the task's file; auto takes it back", async () => {
    const { doors, asked } = fleet();
    const { out } = await route(doors, "login", "--use", "opus");
    expect(out).toContain("tasks/login.md now says model: opus");
    await route(doors, "login", "--use", "auto");
    expect(asked.edits).toEqual([
      { task: "login", keys: { model: "opus" } },
      { task: "login", keys: { model: "auto" } },
    ]);
  });

  test.each([
    [["Fix a thing", "--use", "opus"], /there is no such task yet/],
    [["--use", " ", "login"], /--use is empty/],
    [["nonsense"], /no task is called "nonsense", and one word is no task/],
    [[" "], /say what is to be done/],
    [["Fix a thing", "--agent", "nobody"], /no agent and no team is called "nobody"/],
  ])("%j is refused in one sentence", async (argv, message) => {
    const { code, err } = await route(fleet().doors, ...argv);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  test("a task of the shell has no model to choose", async () => {
    expect((await route(fleet().doors, "build")).out).toContain("no model to choose");
  });
});

test("why tells how its next attempt comes to agent and model", async () => {
  const { doors } = fleet();
  const { out } = await runIn({ doors }, "why", "login");
  expect(out).toMatch(/Chosen by outcomes: .*140 outcomes/);
  expect(out).toContain(`builtin with ${sonnet} (its turn)`);
  const json = (await runIn({ doors }, "why", "login", "--json")).json();
  expect(json).toMatchObject({ routing: { by: "outcomes", kind: "fix" } });
});

test("costs tells how much of each model's work was proved", async () => {
  const { doors } = fleet();
  expect((await runIn({ doors }, "costs")).out).toMatch(new RegExp(`${sonnet} +55 of 60 proved \\(92 %\\)`));
  expect((await runIn({ doors }, "costs", "--json")).json()).toMatchObject({
    quality: [
      { model: haiku, proved: 3, attempted: 60 },
      { model: sonnet, proved: 55, attempted: 60 },
      { model: opus, proved: 18, attempted: 20 },
    ],
  });
});
