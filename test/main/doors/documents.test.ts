import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEditor } from "../../../src/main/doors/documents.ts";
import type { Opened } from "../../../src/main/doors/opened.ts";

let checkout: string;
const before = process.env["GIT_EDITOR"];

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), "traffic-editor-"));
  writeFileSync(join(checkout, "task.md"), "");
});
afterEach(() => {
  if (before === undefined) delete process.env["GIT_EDITOR"];
  else process.env["GIT_EDITOR"] = before;
  rmSync(checkout, { recursive: true, force: true });
});

const edit = (editor: string): Promise<void> => {
  process.env["GIT_EDITOR"] = editor;
  return openEditor({ repository: { checkout } } as Opened, "task.md");
};

test("while a person edits, whatever else runs in this process goes on", async () => {
  // The editor is open until the loop has come round and written beside the file.
  const go = join(checkout, "go");
  setTimeout(() => writeFileSync(go, ""), 20);
  await edit(
    `for i in 1 2 3 4 5 6 7 8 9 10; do test -e ${go} && break; sleep 0.1; done; test -e ${go} && echo edited >`,
  );
  expect(readFileSync(join(checkout, "task.md"), "utf8")).toBe("edited\n");
});

test("an editor that fails is told by its name", async () => {
  await expect(edit("exit 3 #")).rejects.toThrow("ended with 3; task.md is as it was left");
});
