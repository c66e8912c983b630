import { chmodSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { newTask } from "../../src/store/create.ts";
import { setKeys } from "../../src/store/edit.ts";
import { parseTask } from "../../src/store/task.ts";
import { rewrite, writeAllNew, writeNew } from "../../src/store/write.ts";
import { folder, get, put } from "./fixtures.ts";
import { anyText } from "../world/text.ts";

const make = (title: string, taken: string[] = []) =>
  newTask({ title, folder: "tasks", taken: new Set(taken.map((id) => id.toLowerCase())) });

test("the id is the title's slug, numbered where it is taken", () => {
  expect(make("Rate-limit: the “login” endpoint!").path).toBe("tasks/rate-limit-the-login-endpoint.md");
  expect(make("Fix it", ["fix-it", "FIX-IT-2"]).id).toBe("fix-it-3");
  expect(make("🚀").id).toBe("task");
  expect(make("日本語 テスト").id).toBe("日本語-テスト");
  expect(make("README").id).toBe("readme-task");
});

test("any title is printed so that it is read back, folded onto one line", () => {
  fc.assert(
    fc.property(fc.oneof(anyText(), fc.string()), (title) => {
      const { path, text } = make(title);
      const { value, problems } = parseTask({ file: path, text, digest: "" });
      expect(problems).toEqual([]);
      expect(path).toMatch(/^tasks\/[^/\s]+\.md$/);
      const folded = title.replaceAll(/[\s\p{Control}]+/gu, " ").trim();
      expect(value?.task.title).toBe(folded || "task");
    }),
    { numRuns: 2_000 },
  );
});

test("keys and body are written", () => {
  const { text } = newTask({
    title: "T",
    folder: "t",
    taken: new Set(),
    keys: { priority: "P1", verify: ["npm test"] },
    body: "Do it.\n",
  });
  expect(text).toBe("---\ntitle: T\nstatus: todo\npriority: P1\nverify: [npm test]\n---\n\nDo it.\n");
});

test("a new file never replaces one, and leaves nothing beside it", () => {
  const root = folder();
  const document = make("New");
  writeNew(root, document);
  expect(() => writeNew(root, { ...document, text: "other" })).toThrow("EEXIST");
  expect(get(root, document.path)).toBe(document.text);
  expect(readdirSync(join(root, "tasks"))).toEqual(["new.md"]);
});

test("many new files are each whole, and where one is there already it stays as it is", () => {
  const root = folder();
  const many = Array.from({ length: 600 }, (_, n) => ({ path: `tasks/${n % 3}/t${n}.md`, text: `# ${n}\n` }));
  writeAllNew(root, many);
  for (const { path, text } of many) expect(get(root, path)).toBe(text);
  const more = [
    { path: "tasks/a.md", text: "# A\n" },
    { path: "tasks/0/t0.md", text: "other" },
    { path: "tasks/b.md", text: "# B\n" },
  ];
  expect(() => writeAllNew(root, more)).toThrow("EEXIST");
  expect(get(root, "tasks/0/t0.md")).toBe("# 0\n");
  expect(readdirSync(join(root, "tasks")).sort()).toEqual(["0", "1", "2", "a.md"]);
  // The second has a file where its folder should be.
  expect(() =>
    writeAllNew(root, [
      { path: "tasks/c.md", text: "# C\n" },
      { path: "tasks/a.md/c.md", text: "# C\n" },
    ]),
  ).toThrow(/ENOTDIR|EEXIST/);
  expect(readdirSync(join(root, "tasks")).sort()).toEqual(["0", "1", "2", "a.md"]);
});

test("a rewritten file keeps its mode and its link; a refused edit changes nothing", () => {
  const root = folder();
  put(root, "real.md", "---\nhold: true\n---\nbody\n");
  chmodSync(join(root, "real.md"), 0o640);
  symlinkSync("real.md", join(root, "link.md"));
  expect(rewrite(root, "link.md", (text) => setKeys(text, { hold: false })).kind).toBe("edited");
  expect(get(root, "real.md")).toBe("---\nhold: false\n---\nbody\n");
  expect(statSync(join(root, "real.md")).mode & 0o777).toBe(0o640);
  put(root, "bytes.md", Buffer.from([0xff, 0x0a]));
  expect(rewrite(root, "bytes.md", (text) => setKeys(text, { hold: false })).kind).toBe("refused");
  expect(readdirSync(root).sort()).toEqual(["bytes.md", "link.md", "real.md"]);
});
