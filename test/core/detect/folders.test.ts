import { expect, test } from "vitest";
import { defaultConfig } from "../../../src/core/config.ts";
import { movedFolders } from "../../../src/core/detect/folders.ts";

const moved = (files: Readonly<Record<string, string>>, ignored: readonly string[] = []): string[] =>
  movedFolders(defaultConfig.folders, {
    paths: Object.keys(files),
    ignored: new Set(ignored),
    text: (path) => files[path],
  }).map(({ from, to, why }) => `${from} -> ${to}: ${why}`);

test("documents of the kind, and files that say nothing, leave a folder as it is", () => {
  const task = "---\ntitle: A\n---\n";
  expect(
    moved({ "tasks/a.md": task, "tasks/README.md": "# Tasks", "tasks/.gitkeep": "", "src/a.ts": "" }),
  ).toEqual([]);
  expect(moved({ "results/a/1.md": "", "agents/a.md": "\uFEFF---\r\nname: a\r\n---\r\n" })).toEqual([]);
});

test.each([
  [{ "tasks/main.yml": "" }, "tasks -> .traffic/tasks: tasks/ is used for something else (tasks/main.yml)"],
  [
    { "tasks/notes.md": "# Notes" },
    "tasks -> .traffic/tasks: tasks/ is used for something else (tasks/notes.md)",
  ],
  [{ tasks: "" }, "tasks -> .traffic/tasks: tasks is no folder"],
  [{ "Tasks/a.py": "" }, "tasks -> .traffic/tasks: tasks/ is used for something else (Tasks/a.py)"],
  [{ "agents/run.py": "" }, "agents -> .traffic/agents: agents/ is used for something else (agents/run.py)"],
  [
    { "results/plot.png": "" },
    "results -> .traffic/results: results/ is used for something else (results/plot.png)",
  ],
  [{ tasks: "", ".traffic": "" }, "tasks -> traffic/tasks: tasks is no folder"],
])("%j moves a folder", (files, expected) => {
  expect(moved(files)).toEqual([expected]);
});

test("an ignored folder is passed over, and so are ignored places for it", () => {
  expect(moved({}, ["tasks", ".traffic/tasks"])).toEqual([
    "tasks -> traffic/tasks: tasks/ is ignored by .gitignore",
  ]);
});

test("where every place is taken, none is proposed", () => {
  const all = ["tasks", ".traffic/tasks", "traffic/tasks", "traffic-tasks"];
  expect(moved({}, all)).toEqual(["tasks -> undefined: tasks/ is ignored by .gitignore"]);
});
