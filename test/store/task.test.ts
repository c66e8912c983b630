import { expect, test } from "vitest";
import type { TaskDraft } from "../../src/store/draft.ts";
import { parseTask } from "../../src/store/task.ts";
import { shapes } from "./fixtures.ts";

const parse = (text: string, file = "tasks/x.md") => parseTask({ file, text, digest: "d" });
const read = (front: string): TaskDraft => {
  const { value, problems } = parse(`---\n${front}\n---\n`);
  if (value === undefined) throw new Error(JSON.stringify(problems));
  return value;
};

test("every key of the design is read", () => {
  const { task } = read(`title: Rate-limit the login endpoint
status: todo            # draft | todo | done
priority: P1
depends_on: [session-store]
agent: backend
model: auto
budget: { usd: 3, tokens: 500k, minutes: 45 }
max_attempts: 5
due: 2026-12-01
estimate: 1h30m
touches: [src/auth/**]
verify: [npm test, npm run lint]
milestone: core#m1-2
labels: [security]
hold: false
review: person
handoff: local
command: ./scripts/x.sh
adopts: 99a28c4c091d77317fc73e593efa21f219f0b1ad`);
  expect(task).toEqual({
    id: "x",
    file: "tasks/x.md",
    title: "Rate-limit the login endpoint",
    status: "todo",
    priority: 1,
    dependsOn: ["session-store"],
    agent: "backend",
    model: "auto",
    budget: { usd: 3, tokens: 500_000, minutes: 45 },
    maxAttempts: 5,
    due: Date.UTC(2026, 11, 2) - 1,
    estimate: 90,
    touches: ["src/auth/**"],
    verify: ["npm test", "npm run lint"],
    milestone: "core#m1-2",
    labels: ["security"],
    hold: false,
    review: "person",
    handoff: "local",
    command: "./scripts/x.sh",
    adopts: "99a28c4c091d77317fc73e593efa21f219f0b1ad",
    digest: "d",
  });
});

test("an empty front matter is a task with the defaults, named by its heading or its file", () => {
  expect(parse("---\n---\n# Titled below #\n").value?.task).toMatchObject({
    title: "Titled below",
    status: "todo",
    priority: 2,
    maxAttempts: 3,
  });
  expect(parse("prose", "a/b c.md").value?.task).toMatchObject({ id: "b c", title: "b c" });
});

test.each([
  ["To Do", "todo"],
  ["in_progress", "todo"],
  ["In Review", "todo"],
  ["✅ Done", "done"],
  ["closed", "done"],
  ["Won't Fix", "cancelled"],
  ["archived", "cancelled"],
  ["Draft", "draft"],
  ["failed", "failed"],
])("status %s reads as %s", (written, status) => {
  expect(read(`status: "${written}"`).task.status).toBe(status);
});

test.each([
  ["P0", 0],
  ["4", 4],
  ["critical", 0],
  ["Urgent", 1],
  ["normal", 2],
  ["low", 3],
])("priority %s reads as %i", (written, priority) => {
  expect(read(`priority: ${written}`).task.priority).toBe(priority);
});

test("aliases, and lists in every form", () => {
  const { task, assignees } = read(
    "dependencies: a, b\nblocked-by: [c]\ntags: x\nassignee: ['@me', you]\ndue_date: 2026-12-01 10:00",
  );
  expect(task).toMatchObject({ dependsOn: ["a", "b", "c"], labels: ["x"], due: Date.UTC(2026, 11, 1, 10) });
  expect(assignees).toEqual(["me", "you"]);
  expect(read("verify:\n  - run: npm test\n    dir: it's\n  - make").task.verify).toEqual([
    "cd 'it'\\''s' && { npm test\n}",
    "make",
  ]);
  expect(read("budget: 3").task.budget).toEqual({ usd: 3 });
  expect(read("budget:\n  tokens: 1.5M\n  minutes: 1h30m").task.budget).toEqual({
    tokens: 1_500_000,
    minutes: 90,
  });
  expect(read("command: make").task.agent).toBe("shell");
  expect(read("estimated_minutes: 20").task.estimate).toBe(20);
  for (const others of ["5 points", "M", "2 days", "0", "[1, 2]", "{ hours: 2 }"])
    expect(read(`estimate: ${others}`).task).not.toHaveProperty("estimate");
});

test("an id in the front matter that is not the file's name is an alias", () => {
  expect(parse("---\nid: BACK-12\n---\n", "tasks/back-12 - T.md").value).toMatchObject({
    alias: "BACK-12",
    task: { id: "back-12 - T" },
  });
  expect(read("id: x").alias).toBeUndefined();
});

test("all problems at once, each with its line, what was found and an example", () => {
  const { value, problems } = parse(
    "---\ntitle: T\nstatus: soonish\npriority: P9\nbudget: { dollars: 3 }\ndue: tomorrow\nadopts: main\n---\n",
  );
  expect(value).toBeUndefined();
  expect(problems.map(({ code, line, found }) => [code, line, found])).toEqual([
    ["unknown_status", 3, "soonish"],
    ["unknown_priority", 4, "P9"],
    ["invalid_budget", 5, '{"dollars":3}'],
    ["invalid_due", 6, "tomorrow"],
    ["invalid_adopts", 7, "main"],
  ]);
  for (const problem of problems) {
    expect(problem.file).toBe("tasks/x.md");
    expect(parse(`---\n${problem.example}\n---\n`).problems).toEqual([]);
  }
});

test("YAML that is none names the line and shows how to write it", () => {
  expect(parse(shapes["broken-at.md"] ?? "").problems).toMatchObject([
    { code: "not_yaml", line: 4, found: "assignee: @someone", example: 'assignee: "@someone"' },
  ]);
  expect(parse(shapes["broken-open.md"] ?? "").problems).toMatchObject([
    { code: "unclosed_front_matter", line: 1 },
  ]);
  expect(parse("---\njust prose\n---\n").problems).toMatchObject([{ code: "not_a_map", line: 2 }]);
});

test.each(["js", "json", "coffee", "toml", " javascript"])(
  "front matter in %s is refused before anything reads it",
  (language) => {
    const text = `---${language}\nprocess.exit(3)\n---\n`;
    expect(parse(text).problems).toMatchObject([{ code: "not_yaml", line: 1 }]);
    expect(parse(text).problems).toHaveLength(1);
  },
);

test.each(Object.entries(shapes))("%s loads or is reported", (file, text) => {
  const { value, problems } = parse(text, file);
  expect(value === undefined).toBe(file.startsWith("broken-"));
  expect(problems.length > 0).toBe(value === undefined);
});
