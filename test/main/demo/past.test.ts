import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tallyUp } from "../../../src/core/route/learn.ts";
import { lessonsOf } from "../../../src/core/route/lesson.ts";
import { routeOf } from "../../../src/core/route/route.ts";
import { earlierTasks, pastOutcomes } from "../../../src/main/demo/past.ts";
import { nodeLibrary } from "../../../src/main/demo/node.ts";
import { makeScratch } from "../../../src/main/demo/scratch.ts";
import { filesFor, taskFilesFor } from "../../../src/main/demo/settings.ts";
import { readFinding } from "../../../src/store/finding.ts";
import { parseResult } from "../../../src/store/result.ts";
import { readTree } from "../../../src/store/tree.ts";
import { grow } from "../../world/state.ts";

const library = nodeLibrary;
const files = { ...filesFor(library), ...taskFilesFor(library) };

const made = async () => {
  const repository = await makeScratch({
    first: filesFor(library),
    next: taskFilesFor(library),
    test: library.test,
  });
  onTestFinished(() => rmSync(dirname(repository), { recursive: true, force: true }));
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: repository, encoding: "utf8" }).trim();
  const results = git("ls-files", "results")
    .split("\n")
    .map((file) => ({ file, text: git("show", `main:${file}`) + "\n" }));
  return { repository, git, results };
};

test("the past is results as the product writes them, each confessing; the work is in git, and nothing else is left there", async () => {
  const { repository, git, results } = await made();
  expect(results).toHaveLength(pastOutcomes);
  for (const one of results) {
    expect(parseResult(one).problems).toEqual([]);
    expect(one.text).toContain("written for the demonstration: nobody worked on it");
  }
  expect(git("status", "--porcelain")).toBe("");
  expect(git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
  expect(git("log", "--first-parent", "--merges", "--format=%s").split("\n")).toEqual(
    earlierTasks.map(({ title }) => title).toReversed(),
  );
  expect(existsSync(join(repository, "HISTORY.md"))).toBe(true);
  // No task of the demonstration is done by it.
  const ids = earlierTasks.map(({ id }) => id);
  expect(
    Object.keys(taskFilesFor(library)).filter((file) => ids.some((id) => file === `tasks/${id}.md`)),
  ).toEqual([]);
});

test("what it teaches chooses, by enough outcomes of their kind, quick before careful for every task", async () => {
  const { results } = await made();
  const findings = Map.groupBy(results, ({ file }) => dirname(file)).values();
  const lessons = [...findings].flatMap((own) =>
    lessonsOf(own.flatMap(({ text }) => readFinding(text) ?? [])),
  );
  const { tasks, agents, config } = readTree(new Map(Object.entries(files)), new Map()).snapshot;
  const { state, now } = grow(...tasks.values()).fold(
    { kind: "config.changed", config },
    { kind: "agents.changed", agents },
    { kind: "tallies.changed", set: tallyUp(lessons), gone: [], fallen: [] },
  );
  const paid = [...tasks.values()].filter(({ command }) => command === undefined);
  for (const task of paid) {
    const route = routeOf(state, task, { now });
    expect(route).toMatchObject({ rung: { agent: { name: "quick" } }, answer: { by: "outcomes" } });
    const failing = { agent: "quick", model: "claude-haiku-5-5", usd: 0.0019 };
    expect(routeOf(state, task, { now, failing })).toMatchObject({
      rung: { agent: { name: "careful" }, model: "claude-sonnet-5-5" },
      answer: { by: "outcomes" },
    });
  }
});
