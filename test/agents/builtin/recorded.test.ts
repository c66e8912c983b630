import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Act } from "../../world/model.ts";
import { inTurn, stage, type Stage } from "./world.ts";

type Said = string | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> };
type Line =
  | {
      readonly type: "assistant";
      readonly stop: string;
      readonly content: readonly Said[];
      readonly usage: Readonly<Record<string, number>>;
    }
  | { readonly type: "tool_results"; readonly content: readonly { readonly c: string }[] };

let s: Stage | undefined;

afterEach(() => s?.close());

const lines = readFileSync(join(import.meta.dirname, "streams/edit.jsonl"), "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Line);

const replies = lines.flatMap((line): Act[] =>
  line.type === "assistant"
    ? [
        {
          blocks: line.content.map((one) => (typeof one === "string" ? { text: one } : one)),
          stop: line.stop,
          usage: { ...line.usage, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
        },
      ]
    : [],
);

test("a recorded conversation is worked through as it was recorded: its file, its commands, its sums", async () => {
  s = await stage(inTurn(...replies));
  const end = await s.run();
  expect(end).toMatchObject({
    kind: "finished",
    meter: { turns: replies.length, usage: { input: 1200 * replies.length, output: 80 * replies.length } },
  });
  expect(s.read("hello.txt")).toBe("hello from scripted model\n");
  expect(end.commands.map(({ command }) => command)).toEqual(["cat hello.txt && git status --short"]);
  expect(JSON.stringify(s.model.heard.at(-1)?.messages)).toContain("hello from scripted model");
});
