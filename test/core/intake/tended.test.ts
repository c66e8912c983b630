import { expect, test } from "vitest";
import { defaultConfig } from "../../../src/core/config.ts";
import { heardIn, unheard } from "../../../src/core/handoff/heard.ts";
import { issueNote } from "../../../src/core/intake/note.ts";
import { askedByStreak, sourcesOf, streaksIn, type TargetRun } from "../../../src/core/intake/red.ts";
import { askedAmong, tendedIn } from "../../../src/core/intake/tended.ts";
import { plan } from "../../../src/core/plan.ts";
import { makeTask } from "../../world/tasks.ts";
import { Table } from "../table.ts";

const source = "https://github.test/octo/garden/issues/12";

const proposals = { ...defaultConfig, github: { ...defaultConfig.github, proposals: true } };

const standing = (table: Table): string | undefined => tendedIn(table.state)[0]?.standing;

const intake = (table: Table) => plan(table.state).find(({ kind }) => kind === "intake");

test("GitHub is asked for proposals only where a person wants them, and not while it is closed", () => {
  const table = new Table([makeTask("a", { source })], { agents: 1, verification: 1 });
  expect(intake(table)).toBeUndefined();
  table.input({ kind: "config", config: proposals });
  expect(intake(table)).toMatchObject({ tended: [{ task: "a", source }] });
});

test("why GitHub cannot be asked is told once, and it is asked again when a person has mended it", () => {
  const table = new Table([makeTask("a", { source })], { agents: 1, verification: 1 });
  table.input({ kind: "config", config: proposals });
  const shut = {
    kind: "shut",
    until: table.now + 60_000,
    why: "nothing signs in",
    answer: "sign in",
  } as const;
  table.input(shut);
  table.input(shut);
  expect(intake(table)).toBeUndefined();
  expect(table.state.fleet.github).toMatchObject({ why: "nothing signs in", answer: "sign in" });
  table.now += 60_000;
  table.settle();
  expect(intake(table)).toBeUndefined();
  expect(table.listed()).toContain("github-reach/looking");
  table.input({ kind: "reached" });
  expect(intake(table)).toBeDefined();
});

test("another standing makes another order of it, so that it is told at once", () => {
  const table = new Table([makeTask("a", { source, status: "draft" })], { agents: 1, verification: 1 });
  table.input({ kind: "config", config: proposals });
  const { key } = intake(table) ?? {};
  table.input({ kind: "tasks", set: [makeTask("b")], gone: [] });
  expect(intake(table)?.key).toBe(key);
  table.input({ kind: "tasks", set: [makeTask("a", { source })], gone: [] });
  expect(intake(table)?.key).not.toBe(key);
});

test("an issue is told in words, and of nothing that is this machine's", () => {
  const table = new Table(
    [makeTask("a", { source, handoff: "pr" }), makeTask("b", { source: "backlog/b.md" }), makeTask("c")],
    { agents: 3, verification: 3 },
  );
  table.input({ kind: "reached" });
  const key = table.bring("a", "working");
  expect(tendedIn(table.state).map(({ task }) => task)).toEqual(["a"]);
  expect(standing(table)).toBe("Worked on, attempt 1.");
  table.tell(key, { kind: "failed", failure: { kind: "denied", why: "it may not read /home/ada/secret" } });
  table.tell(key, { kind: "ended" });
  expect(standing(table)).toBe("Waits for a person.");
  table.input({ kind: "tasks", set: [makeTask("a", { source, status: "draft" })], gone: [] });
  table.wish({ kind: "retry", task: "a" });
  expect(standing(table)).toContain("**Proposed:**");
  table.input({ kind: "tasks", set: [makeTask("a", { source, status: "done" })], gone: [] });
  expect(standing(table)).toBe("**Done.**");
  table.input({ kind: "tasks", set: [], gone: ["a"] });
  expect(tendedIn(table.state)).toEqual([]);
});

test("those that an issue asks for are told from the others", () => {
  const tasks = [makeTask("a", { source }), makeTask("b", { source: "ROADMAP.md#m1/x" })];
  expect([...askedAmong(tasks)]).toEqual(["a"]);
});

test("our comment remembers what was answered", () => {
  const heard = { ...unheard, upTo: 7, answer: "It was so." };
  const text = issueNote({ task: "a", file: "a.md", source, standing: "On hold." }, heard);
  expect(heardIn(text, "a")).toEqual(heard);
  expect(text).toContain("Task `a`. On hold.");
});

const run = (id: number, isRed: boolean | undefined, workflow = "check"): TargetRun => ({
  id,
  workflow,
  sha: `${id}`.repeat(40).slice(0, 40),
  url: `https://github.test/runs/${id}`,
  ...(isRed === undefined ? {} : { isRed }),
});

test("a workflow is red from its last green run on; what came to no verdict says nothing", () => {
  expect(
    streaksIn([
      run(9, undefined),
      run(8, true),
      run(7, undefined),
      run(6, true),
      run(5, false),
      run(4, true),
    ]),
  ).toEqual([[run(8, true), run(6, true)]]);
  expect(streaksIn([run(2, false), run(1, true)])).toEqual([]);
  expect(streaksIn([run(3, true, "a"), run(2, true, "b"), run(1, false, "a")])).toHaveLength(2);
});

test("a red target is known by the first run of its streak, and by every other", () => {
  const asked = askedByStreak([run(8, true), run(6, true)], { target: "main", excerpts: ["``` it broke"] });
  expect(asked).toMatchObject({ source: "https://github.test/runs/6", also: ["https://github.test/runs/8"] });
  expect(sourcesOf([run(8, true), run(6, true)])).toEqual([
    "https://github.test/runs/6",
    "https://github.test/runs/8",
  ]);
  expect(asked.body).toContain("````\n``` it broke\n````");
});
