import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import { askedOf } from "../../src/core/rung.ts";
import { problemsOf, unreadFiles } from "../../src/views/problems.ts";
import { grow } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const { command: _, ...withoutCommand } = makeTask("idle");

test("what only shows when the files are seen together is a problem with everything that mends it", () => {
  const { state } = grow(
    makeTask("lost", { dependsOn: ["nowhere"] }),
    makeTask("strange", { agent: "bob" }),
    withoutCommand,
  );
  const problems = problemsOf(state, []);
  expect(problems.map(({ file, code }) => [file, code])).toEqual([
    ["tasks/idle.md", "no_agent"],
    ["tasks/lost.md", "unknown_dependency"],
    ["tasks/strange.md", "unknown_agent"],
  ]);
  for (const problem of problems) {
    expect(problem.line).toBe(1);
    expect(problem.expected).toBeTruthy();
    expect(problem.example).toBeTruthy();
  }
  expect(problems[1]?.found).toContain("nowhere");
});

test("a task that names nobody, where anybody of a team may take it, is none", () => {
  const { state } = grow(withoutCommand).fold({
    kind: "config.changed",
    config: { ...defaultConfig, teams: { makers: ["builtin"] } },
  });
  expect(askedOf(state.fleet, withoutCommand)).toBe("auto");
  expect(problemsOf(state, [])).toEqual([]);
});

test("a team that names a stranger, or that has an agent's name, is a problem of traffic.yaml", () => {
  const grown = grow(makeTask("t", { agent: "backend" })).fold({
    kind: "config.changed",
    config: { ...defaultConfig, teams: { backend: ["shell", "ghost"], shell: ["builtin"] } },
  });
  const problems = problemsOf(grown.state, []);
  expect(problems.map(({ file, code }) => [file, code])).toEqual([
    ["traffic.yaml", "unknown_agent"],
    ["traffic.yaml", "duplicate_id"],
  ]);
  expect(problems[0]?.message).toContain("the team backend names ghost");
});

test("a cycle is told once, as the path", () => {
  const { state } = grow(makeTask("b", { dependsOn: ["a"] }), makeTask("a", { dependsOn: ["b"] }));
  const problems = problemsOf(state, []);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ code: "dependency_cycle", found: "a -> b -> a", file: "tasks/a.md" });
});

test("two cycles are two problems, and a task behind one is none", () => {
  const { state } = grow(
    makeTask("a", { dependsOn: ["b"] }),
    makeTask("b", { dependsOn: ["a"] }),
    makeTask("self", { dependsOn: ["self"] }),
    makeTask("behind", { dependsOn: ["a"] }),
  );
  expect(problemsOf(state, []).map(({ found }) => found)).toEqual(["a -> b -> a", "self -> self"]);
});

test("what is over or only a draft has no problem", () => {
  const wrong = { dependsOn: ["nowhere"], agent: "bob" };
  const { state } = grow(
    makeTask("a", { ...wrong, status: "done" }),
    makeTask("b", { ...wrong, status: "cancelled" }),
    makeTask("c", { ...wrong, status: "draft" }),
  );
  expect(problemsOf(state, [])).toEqual([]);
});

test("what reading the files found comes first, and nothing is told twice", () => {
  const { state } = grow(makeTask("lost", { dependsOn: ["nowhere"] }));
  const read = { code: "unknown_dependency", file: "tasks/lost.md", line: 4, message: "seen by the store" };
  expect(problemsOf(state, [read])).toEqual([read]);
});

test("a task file that is no task is unread; other files and files that loaded are not", () => {
  const { state } = grow(makeTask("fine"));
  const at = (file: string): { code: string; file: string; line: number; message: string } => ({
    code: "x",
    file,
    line: 1,
    message: "m",
  });
  const problems = [at("tasks/bad.md"), at("tasks/bad.md"), at("tasks/fine.md"), at("roadmaps/r.md")];
  expect(unreadFiles(state, problems)).toEqual(["tasks/bad.md"]);
});
