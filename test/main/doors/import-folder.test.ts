import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { defaultConfig } from "../../../src/core/config.ts";
import { fromFolder } from "../../../src/main/doors/import-folder.ts";
import { Shelf } from "../../../src/main/doors/import-shelf.ts";

test("what this repository's own folders hold is read where it is, and not taken over once more", () => {
  const root = mkdtempSync(join(tmpdir(), "traffic-import-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const path of ["tasks/own.md", "results/own/1.md", "roadmaps/r.md", "notes/other.md"]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "---\ntitle: One\n---\n");
  }
  const shelf = new Shelf(root, defaultConfig);
  fromFolder(shelf, root, false);
  expect(shelf.files.map(({ source }) => source)).toEqual(["notes/other.md"]);
  expect(() => fromFolder(shelf, join(root, "tasks"), false)).toThrow(/nothing but this repository's own/);
});
