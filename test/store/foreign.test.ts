import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { takeOver } from "../../src/store/foreign.ts";
import { readFront } from "../../src/store/front.ts";
import { parseTask } from "../../src/store/task.ts";

const taken = (file: string, text: string, rest?: "draft" | "cancelled") =>
  takeOver({ file, text }, { source: file, ...(rest === undefined ? {} : { rest }) });

test("a task of another tool keeps every byte but its status, and says where it came from", () => {
  const text =
    "---\r\nid: BACK-12\r\ntitle: Log in\r\nstatus: In Progress # soon\r\nordinal: 1000\r\nassignee:\r\n  - '@codex'\r\n---\r\n\r\n## Description\r\n\r\nWords.\r\n";
  expect(taken("backlog/tasks/back-12 - Log-in.md", text, "draft")).toEqual({
    kind: "task",
    name: "back-12-log-in",
    title: "Log in",
    status: "draft",
    idle: ["ordinal"],
    mended: false,
    text: text
      .replace("In Progress", "draft")
      .replace("  - '@codex'\r\n", "  - '@codex'\r\nsource: backlog/tasks/back-12 - Log-in.md\r\n"),
  });
  expect(taken("backlog/tasks/back-12 - Log-in.md", text)).toMatchObject({ status: "todo" });
});

test("what is done stays done, and what rests for good is cancelled", () => {
  const text = "---\ntitle: A\nstatus: ✅ Done\n---\n";
  expect(taken("a.md", text, "draft")).toMatchObject({ status: "done" });
  expect(taken("a.md", text.replace("✅ Done", "To Do"), "cancelled")).toMatchObject({ status: "cancelled" });
});

test("others find it under the name that it had", () => {
  const found = taken(".beans/beans-2j8h--Add-it.md", "---\n# beans-2j8h\ntitle: Add it\n---\n");
  expect(found).toMatchObject({ name: "beans-2j8h-add-it" });
  const text = found.kind === "task" ? found.text : "";
  expect(parseTask({ file: "tasks/x.md", text, digest: "" }).value?.alias).toBe("beans-2j8h");
  expect(text).toContain("# beans-2j8h");
});

test("a name that begins with @ is put in quotes, in the front matter alone", () => {
  const found = taken("a.md", "---\ntitle: A\nreporter: @ann\nassignee:\n  - @bob\n---\nreporter: @ann\n");
  expect(found).toMatchObject({ kind: "task", mended: true });
  expect(found.kind === "task" && found.text).toBe(
    '---\ntitle: A\nreporter: "@ann"\nassignee:\n  - "@bob"\nsource: a.md\n---\nreporter: @ann\n',
  );
});

test("what cannot be read is left where it is, and why is said", () => {
  expect(taken("a.md", "---\ntitle: A\nstatus: [\n---\n")).toMatchObject({ kind: "left" });
  expect(taken("a.md", "---\ntitle: A\npriority: soon\n---\n")).toMatchObject({
    kind: "left",
    why: "line 3: priority cannot be read: soon.",
  });
});

const shared = "/work/shared/data/tasks/markdown_tasks.jsonl.gz";

test.skipIf(!existsSync(shared))("every real task is taken over, and no value or word of it is lost", () => {
  const rows = gunzipSync(readFileSync(shared)).toString().trim().split("\n");
  for (const row of rows) {
    const { path, text } = JSON.parse(row) as { path: string; text: string };
    if (/\/(?:docs|decisions|milestones)\//.test(path)) continue;
    const found = taken(path, text, "draft");
    if (found.kind === "left") throw new Error(`${path}: ${found.why}`);
    const [before, after] = [readFront(text), readFront(found.text)];
    if (after.kind !== "read") throw new Error(path);
    expect(found.text.endsWith(before.kind === "read" ? before.body : "\n")).toBe(true);
    if (before.kind !== "read") continue;
    const { status: _, ...values } = before.values;
    expect(after.values).toMatchObject(values);
  }
});
