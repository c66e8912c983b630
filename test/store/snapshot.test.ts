import { expect, test } from "vitest";
import { readTree } from "../../src/store/tree.ts";

const snapshotOf = (files: Readonly<Record<string, string>>) =>
  readTree(new Map(Object.entries(files)), new Map()).snapshot;

test("two files with one id: both are named, the first in path order counts", () => {
  const { tasks, problems } = snapshotOf({ "tasks/b/x.md": "# Second\n", "tasks/a/x.md": "# First\n" });
  expect(tasks.get("x")?.title).toBe("First");
  expect(problems).toMatchObject([
    { code: "duplicate_id", file: "tasks/b/x.md", message: expect.stringContaining("tasks/a/x.md") },
  ]);
});

test("dependencies may name files, front-matter ids or the short form, in any case", () => {
  const { tasks, problems } = snapshotOf({
    "tasks/back-12 - Title.md": "---\nid: BACK-12\n---\n",
    "tasks/beans-x1--bean.md": "# Bean\n",
    "tasks/Plain.md": "# Plain\n",
    "tasks/z.md": "---\ndepends_on: [back-12, BACK-12, BEANS-X1, plain, nobody]\n---\n",
  });
  expect(tasks.get("z")?.dependsOn).toEqual(["back-12 - Title", "beans-x1--bean", "Plain", "nobody"]);
  expect(problems).toEqual([]);
});

test("a name that two tasks claim stands for neither, and is a problem where it was written", () => {
  const { tasks, problems } = snapshotOf({
    "tasks/a.md": "---\nid: T-1\n---\n",
    "tasks/b.md": "---\nid: t-1\n---\n",
    "tasks/c.md": "---\ndepends_on: T-1\n---\n",
  });
  expect(tasks.get("c")?.dependsOn).toEqual(["T-1"]);
  expect(problems).toMatchObject([{ code: "duplicate_id", file: "tasks/b.md", found: "id: t-1" }]);
});

test("an assignee counts when it is an agent", () => {
  const { tasks } = snapshotOf({
    "agents/build.md": "---\ntraffic: { driver: shell }\n---\n",
    "tasks/a.md": "---\nassignee: ['@person', '@build']\n---\n",
    "tasks/b.md": "---\nassignee: '@person'\n---\n",
    "tasks/c.md": "---\nassignee: build\nagent: shell\n---\n",
  });
  expect([...tasks.values()].map(({ agent }) => agent)).toEqual(["build", undefined, "shell"]);
});

test("a tree's own configuration says where its documents are, and a file that turns bad keeps its last good version", () => {
  const files = (text: string) =>
    new Map([
      ["traffic.yaml", "folders: { tasks: work }\n"],
      ["work/a.md", text],
      ["tasks/b.md", "# B\n"],
    ]);
  const first = readTree(files("# Good\n"), new Map());
  expect([...first.snapshot.tasks.keys()]).toEqual(["a"]);
  const second = readTree(files("---\nstatus: soonish\n---\n"), first.shelf);
  expect(second.snapshot.tasks.get("a")?.title).toBe("Good");
  expect(second.snapshot.problems).toMatchObject([{ code: "unknown_status", file: "work/a.md", line: 2 }]);
});
