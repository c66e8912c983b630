import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tallyUp } from "../../../src/core/route/learn.ts";
import { lessonsOf, type Lesson } from "../../../src/core/route/lesson.ts";
import { routeOf } from "../../../src/core/route/route.ts";
import { earlierTasks, pastOutcomes } from "../../../src/main/demo/past.ts";
import { nodeLibrary } from "../../../src/main/demo/node.ts";
import { makeScratch } from "../../../src/main/demo/scratch.ts";
import { filesFor, taskFilesFor } from "../../../src/main/demo/settings.ts";
import { readFinding } from "../../../src/store/finding.ts";
import { parseResult } from "../../../src/store/result.ts";
import { readTree } from "../../../src/store/tree.ts";
import type { Task } from "../../../src/core/task.ts";
import { grow, type Grown } from "../../world/state.ts";

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

/** What may have come of the demonstration's own tasks by then. */
const later = (good: number, bad: number, careful: number): Lesson[] => {
  const lesson = { kind: "other", depth: 0, seconds: 5, usd: 0.0019, at: Date.now() } as const;
  const quick = { ...lesson, agent: "quick", model: "claude-haiku-5-5" };
  const taken = { ...lesson, agent: "careful", model: "claude-sonnet-5-5", depth: 1, usd: 0.02 };
  return [
    ...Array.from({ length: good }, () => ({ ...quick, proved: true })),
    ...Array.from({ length: bad }, () => ({ ...quick, proved: false })),
    ...Array.from({ length: careful }, () => ({ ...taken, proved: false })),
  ];
};

/** Quick goes first; what it failed at goes one up, and is worth twice what that costs: nobody has to be asked. */
const expectLadder = ({ state, now }: Pick<Grown, "state" | "now">, task: Task): void => {
  const first = routeOf(state, task, { now });
  expect(first).toMatchObject({ rung: { agent: { name: "quick" } }, answer: { by: "outcomes" } });
  for (const usd of [0.0016, 0.0024]) {
    const failing = { agent: "quick", model: "claude-haiku-5-5", usd };
    const route = routeOf(state, task, { now, failing });
    expect(route?.rung).toMatchObject({ agent: { name: "careful" }, model: "claude-sonnet-5-5" });
    const { answer } = route ?? {};
    if (answer?.by !== "outcomes") throw new Error("outcomes speak for nobody");
    expect(answer.plan.right * answer.worth).toBeGreaterThan(2 * answer.plan.usd);
  }
};

test("what it teaches chooses quick before careful for every task, whatever came of the others by then, and by far", async () => {
  const { results } = await made();
  const findings = Map.groupBy(results, ({ file }) => dirname(file)).values();
  const lessons = [...findings].flatMap((own) =>
    lessonsOf(own.flatMap(({ text }) => readFinding(text) ?? [])),
  );
  const { tasks, agents, config } = readTree(new Map(Object.entries(files)), new Map()).snapshot;
  const paid = [...tasks.values()].filter(({ command }) => command === undefined);
  const moments = [later(0, 0, 0), later(8, 2, 0), later(0, 2, 0), later(5, 2, 1), later(0, 2, 1)];
  for (const more of moments) {
    const { state, now } = grow(...tasks.values()).fold(
      { kind: "config.changed", config },
      { kind: "agents.changed", agents },
      { kind: "tallies.changed", set: tallyUp([...lessons, ...more]), gone: [], fallen: [] },
    );
    for (const task of paid) expectLadder({ state, now }, task);
  }
});
