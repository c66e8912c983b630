import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { actionsIn } from "../../../src/agents/builtin/actions.ts";

test("a transcript tells what each tool was given and what it answered, and what still runs", () => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-actions-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "transcript.jsonl");
  const use = (id: string, input: object) => ({ type: "tool_use", id, name: "write", input });
  const entries = [
    { kind: "asked", worst: 1 },
    {
      kind: "replied",
      reply: { content: [{ type: "text", text: "so" }, use("a", { file_path: "x", content: "1\n2" })] },
    },
    {
      kind: "answered",
      message: {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "a", content: [{ type: "text", text: "no" }], is_error: true },
        ],
      },
    },
    { kind: "replied", reply: { content: [use("b", { file_path: "y" })] } },
  ];
  writeFileSync(file, `${entries.map((one) => `\n${JSON.stringify(one)}`).join("")}\n{"kind":"answ`);
  expect(actionsIn(file)).toEqual([
    {
      tool: "write",
      subject: "x",
      said: "so",
      input: "file_path: x\ncontent:\n  1\n  2",
      output: "no",
      ok: false,
    },
    { tool: "write", subject: "y", said: "", input: "file_path: y" },
  ]);
  expect(actionsIn(join(folder, "none"))).toEqual([]);
});
