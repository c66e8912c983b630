import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Library } from "../../../src/main/demo/library.ts";
import { nodeLibrary } from "../../../src/main/demo/node.ts";
import { pythonLibrary } from "../../../src/main/demo/python.ts";
import { filesFor, taskFilesFor } from "../../../src/main/demo/settings.ts";
import { tasksFor } from "../../../src/main/demo/tasks.ts";
import { parseAgent } from "../../../src/store/agent.ts";
import { parseConfig } from "../../../src/store/config.ts";
import { parseTask } from "../../../src/store/task.ts";

const libraries: readonly (readonly [name: string, library: Library])[] = [
  ["JavaScript", nodeLibrary],
  ["Python", pythonLibrary],
];

const isThere = ({ tool }: Library): boolean => spawnSync(tool, ["--version"]).status === 0;

/** The repository as the demonstration makes it, without git. */
const written = (library: Library): string => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-library-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ ...filesFor(library), ...taskFilesFor(library) })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

test.each(libraries)(
  "%s: every task a model works on has its script, and nothing else has one",
  (_, library) => {
    const tasks = Object.entries(tasksFor(library));
    const paid = tasks.filter(([, { keys }]) => keys["command"] === undefined).map(([id]) => id);
    expect(Object.keys(library.script).sort()).toEqual(paid.sort());
    expect(tasks).toHaveLength(11);
    expect(new Set(tasks.map(([, { title }]) => title)).size).toBe(11);
  },
);

test.each(libraries)("%s: every document can be read, and is of the same graph", (_, library) => {
  const files = Object.entries({ ...filesFor(library), ...taskFilesFor(library) });
  const source = ([file, text]: readonly [string, string]) => ({ file, text, digest: "d" });
  const read = files.filter(([file]) => file.startsWith("tasks/")).map((file) => parseTask(source(file)));
  expect(read.flatMap(({ problems }) => problems)).toEqual([]);
  expect(parseConfig(filesFor(library)["traffic.yaml"] ?? "").problems).toEqual([]);
  for (const file of files.filter(([path]) => path.startsWith("agents/")))
    expect(parseAgent(source(file)).problems).toEqual([]);
  const links = (of: Library) =>
    Object.entries(tasksFor(of)).map(([id, { keys }]) => [id, keys["depends_on"]]);
  expect(links(library)).toEqual(links(nodeLibrary));
});

test.each(libraries)(
  "%s: its own tests are green, and each task's are red before it is done",
  (_, library) => {
    if (!isThere(library)) return;
    const cwd = written(library);
    const env = { PATH: [dirname(process.execPath), process.env["PATH"]].join(":") };
    execFileSync("/bin/sh", ["-c", library.test], { cwd, env, stdio: "ignore" });
    const green = Object.values(tasksFor(library))
      .flatMap(({ keys }) => keys["verify"] as readonly string[])
      .filter((command) => spawnSync("/bin/sh", ["-c", command], { cwd, env }).status === 0);
    expect(green).toEqual([]);
  },
);
