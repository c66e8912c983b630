import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { defaultConfig } from "../../../src/core/config.ts";
import { readBeads } from "../../../src/core/intake/beads.ts";
import type { Row } from "../../../src/core/intake/row.ts";
import { readTaskmaster } from "../../../src/core/intake/taskmaster.ts";
import { takeForeign } from "../../../src/main/doors/import-foreign.ts";
import { importable } from "../../../src/main/doors/import-place.ts";
import { Shelf } from "../../../src/main/doors/import-shelf.ts";
import { idOf } from "../../../src/store/draft.ts";
import { textProblem } from "../../../src/store/disk.ts";
import { parseTask } from "../../../src/store/task.ts";
import { anyText } from "../../world/text.ts";

const makeRoot = (): string => {
  const root = mkdtempSync(join(tmpdir(), "traffic-import-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return root;
};

const beads = (root: string, rows: readonly Row[], ready = false): Shelf => {
  const shelf = new Shelf(root, defaultConfig);
  const text = rows.map((row) => JSON.stringify(row)).join("\n");
  takeForeign(shelf, readBeads({ file: "issues.jsonl", text }), { tool: "beads", ready });
  return shelf;
};

const write = (root: string, { files }: Shelf): void => {
  for (const { path, text } of files) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
};

/** What was put in place, as it is read here. */
const read = ({ files }: Shelf) =>
  files.map(({ path, text }) => {
    const { value, problems } = parseTask({ file: path, text, digest: "" });
    expect([textProblem(path, text), ...problems]).toEqual([undefined]);
    if (value === undefined) throw new Error(`${path} is no task`);
    return { text, alias: value.alias, ...value.task };
  });

const folded = (title: string): string => title.replaceAll(/[\s\p{Control}]+/gu, " ").trim();

const ids = ["bd-1", "bd-1.1", "BD-1", "a b", "con", "bd-2."] as const;

const anyRow = fc.record({
  id: fc.constantFrom(...ids),
  title: anyText({ minLength: 1, maxLength: 20 }).filter((title) => folded(title) !== ""),
  status: fc.constantFrom("open", "closed", "deferred"),
  priority: fc.integer({ min: 0, max: 4 }),
  description: anyText({ maxLength: 40 }),
  labels: fc.array(anyText({ maxLength: 5 }), { maxLength: 2 }),
  owner: fc.oneof(anyText({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 })),
  command: fc.constant("rm -rf /"),
  dependencies: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
});

test("what was written says the same as what was read, whatever it is called", () => {
  const root = makeRoot();
  fc.assert(
    fc.property(fc.uniqueArray(anyRow, { selector: ({ id }) => id }), (given) => {
      const rows = given.map((row) => ({
        ...row,
        dependencies: row.dependencies.map((id) => ({ depends_on_id: id, type: "blocks" })),
      }));
      const shelf = beads(root, rows, true);
      expect(shelf.left).toEqual([]);
      const tasks = read(shelf);
      const idFor = new Map(tasks.map(({ source, id }) => [source, id]));
      expect(new Set(tasks.map(({ id }) => id.toLowerCase())).size).toBe(given.length);
      const known = new Set(given.map(({ id }) => id));
      expect(tasks).toMatchObject(
        given.map(({ id, title, status, priority, dependencies }) => ({
          title: folded(title),
          status: { open: "todo", closed: "done", deferred: "draft" }[status],
          priority,
          dependsOn: dependencies.filter((one) => known.has(one)).map((one) => idFor.get(`beads:${one}`)),
          source: `beads:${id}`,
        })),
      );
      for (const task of tasks) expect(task.command).toBeUndefined();
    }),
  );
});

test("an issue is its file's name where that can be one, else it goes by its id beside it", () => {
  const shelf = beads(makeRoot(), [
    { id: "bd-a3f8.1", title: "One" },
    { id: "BD-A3F8.1", title: "Two" },
    { id: "a/../b", title: "Three" },
    { id: "con", title: "Four" },
  ]);
  expect(read(shelf).map(({ file, alias }) => [file, alias])).toEqual([
    ["tasks/beads/bd-a3f8.1.md", undefined],
    ["tasks/beads/bd-a3f8-1-two.md", undefined],
    ["tasks/beads/a-b-three.md", "a/../b"],
    ["tasks/beads/con-four.md", "con"],
  ]);
  expect([...shelf.notices]).toEqual([expect.stringContaining("1 task goes by")]);
});

test("what is here stays as it is, wherever it was moved to, and what is new waits for it", () => {
  const root = makeRoot();
  const first = { id: "bd-1", title: "One" };
  write(root, beads(root, [first]));
  mkdirSync(join(root, "tasks/mine"));
  renameSync(join(root, "tasks/beads/bd-1.md"), join(root, "tasks/mine/begin.md"));
  const next = { id: "bd-2", title: "Two", dependencies: [{ depends_on_id: "bd-1", type: "blocks" }] };
  const shelf = beads(root, [{ ...first, title: "Changed" }, next]);
  expect(shelf.kept).toEqual([{ source: "beads:bd-1", file: "tasks/mine/begin.md" }]);
  expect(read(shelf)).toMatchObject([{ id: "bd-2", dependsOn: ["begin"] }]);
  write(root, shelf);
  expect(beads(root, [first, next]).files).toEqual([]);
});

test("nothing that was written elsewhere sets what it does not name, and no more than a file can be is taken", () => {
  const shelf = beads(makeRoot(), [
    {
      id: "bd-1",
      title: "A",
      command: "x",
      Tags: "z",
      "bad key\nhold: true": 1,
      meta: { a: [null, "b: c"] },
    },
    { id: "bd-2", title: "B", description: "x".repeat(1024 * 1024) },
    { id: "bd-3", title: "C", description: "a\0b" },
  ]);
  const [task] = read(shelf);
  expect(task).toMatchObject({ hold: false, labels: [] });
  expect(task?.text).toContain("beads_command: x\nbeads_Tags: z\nbeads_bad_key_hold_true: 1\nmeta: {");
  const deep = JSON.parse(`${"[".repeat(40)}1${"]".repeat(40)}`) as unknown;
  const waiting = { id: "bd-5", title: "E", dependencies: [{ depends_on_id: "bd-4", type: "blocks" }] };
  const other = beads(makeRoot(), [{ id: "bd-4", title: "D", deep }, waiting]);
  expect(other.left).toEqual([{ source: "beads:bd-4", why: "deep in it is nested more than 32 deep" }]);
  expect(read(other)).toMatchObject([{ id: "bd-5", hold: true, dependsOn: [] }]);
  expect(shelf.left).toEqual([{ source: "beads:bd-2", why: expect.stringContaining("larger") as string }]);
});

test("a list of Task Master's is taken over under its numbers, beside another with the same ones", () => {
  const root = makeRoot();
  const list = (file: string): Shelf => {
    const shelf = new Shelf(root, defaultConfig);
    const rows = [{ id: 1, title: "A", subtasks: [{ id: 10, title: "B" }] }];
    takeForeign(shelf, readTaskmaster({ file, tag: "master", rows }), { tool: "taskmaster", ready: false });
    return shelf;
  };
  const first = list("tasks.json");
  expect(read(first).map(({ id, alias, dependsOn, status }) => [id, alias, status, ...dependsOn])).toEqual([
    ["1-a", "1", "draft", "1-10-b"],
    ["1-10-b", "1.10", "draft"],
  ]);
  write(root, first);
  expect(list("tasks.json").files).toEqual([]);
  const second = read(list("other/tasks.json"));
  expect(second.map(({ file, alias }) => [idOf(file), alias])).toEqual([
    ["1-a-2", undefined],
    ["1-10-b-2", undefined],
  ]);
});

test("what other tools keep here is offered until it is taken over", () => {
  const root = makeRoot();
  for (const folder of [".beads", ".taskmaster/tasks", "backlog/tasks", "tasks/backlog"])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, ".beads/issues.jsonl"), "");
  expect(importable(root, "tasks")).toEqual([".beads"]);
  writeFileSync(join(root, ".taskmaster/tasks/tasks.json"), "{}");
  expect(importable(root, "wishes")).toEqual([".beads", ".taskmaster", "backlog"]);
});
