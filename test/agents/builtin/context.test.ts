import { appendFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { transcriptOf, writeNotice } from "../../../src/agents/builtin/desk.ts";
import type { Act, Heard } from "../../world/model.ts";
import { inTurn, say, stage, use, type Stage } from "./world.ts";

let s: Stage | undefined;

afterEach(() => s?.close());

/** A reply to a prompt of so many tokens, of the million that the model can hold. */
const after = (tokens: number, act: Act): Act => ({
  ...act,
  usage: {
    input_tokens: tokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: 10,
  },
});

const limits = { turns: 20, microUsd: 100_000_000 };

const promptOf = (heard: Heard | undefined): string => JSON.stringify(heard?.messages);

test("at 45 % it begins afresh in the same worktree, and knows what it did, what failed and what it was told", async () => {
  s = await stage(
    inTurn(
      after(1000, use("write", { file_path: "a.txt", content: "a" })),
      after(200_000, use("bash", { command: "echo expected 2, got 3; exit 1" })),
      after(449_000, use("bash", { command: "true" })),
      after(460_000, { blocks: [{ text: "I am at it." }, { tool: "bash", input: { command: "true" } }] }),
      after(3000, say()),
    ),
  );
  writeNotice(s.place, { messages: [{ id: "m1", text: "keep it short" }], halt: false });
  const end = await s.run({ limits });
  expect(end).toMatchObject({
    kind: "finished",
    heard: ["m1"],
    meter: { turns: 5, peak: 460_000, context: 3000 },
  });
  expect(s.model.heard.map(({ messages }) => messages.length)).toEqual([1, 3, 5, 7, 1]);
  const prompt = promptOf(s.model.heard[4]);
  for (const part of [
    "Do it.",
    "# What was done so far",
    "A person says: keep it short",
    "I am at it.",
    "- a.txt",
    "`true`: passed",
    "exit 1`: failed",
    "expected 2, got 3",
  ])
    expect(prompt).toContain(part);
  expect(s.log()).toContain("--- its conversation became too full: a fresh start\n");
  expect(s.log()).toContain("context 46 %");
});

test("killed just after, it goes on in the new conversation, and begins no third one", async () => {
  s = await stage(
    inTurn(
      after(1000, use("bash", { command: "true" })),
      after(500_000, use("bash", { command: "true" })),
      after(2000, say()),
    ),
  );
  const stop = new AbortController();
  const first = await s.run({ limits });
  expect(first).toMatchObject({ kind: "finished", meter: { turns: 3 } });
  const began = s.model.heard[2];
  // What a worker writes that is killed in the middle of a line did not happen.
  appendFileSync(transcriptOf(s.place), '\n{"kind":"began","prompt":"x"');
  stop.abort();
  await s.run({ limits });
  expect(began?.messages).toHaveLength(1);
  expect(s.log().split("a fresh start")).toHaveLength(2);
});

test("one whose first prompt is that long already is not begun again and again", async () => {
  s = await stage(inTurn(after(480_000, use("bash", { command: "true" })), after(490_000, say())));
  expect(await s.run({ limits })).toMatchObject({ kind: "finished", meter: { turns: 2 } });
  expect(s.model.heard.map(({ messages }) => messages.length)).toEqual([1, 3]);
});

test("the service is asked to make it shorter at 40 %, and is seen to have", async () => {
  const iterations = [
    {
      type: "compaction",
      input_tokens: 400_000,
      output_tokens: 500,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
  ];
  const shorter = after(20_000, say());
  s = await stage(
    inTurn(after(390_000, use("bash", { command: "true" })), {
      ...shorter,
      usage: { ...("usage" in shorter ? shorter.usage : {}), iterations },
    }),
    undefined,
    true,
  );
  const end = await s.run({ limits });
  expect(s.model.heard[0]).toMatchObject({
    context_management: {
      edits: [{ type: "compact_20260112", trigger: { type: "input_tokens", value: 400_000 } }],
    },
  });
  expect(end).toMatchObject({
    kind: "finished",
    meter: { compactions: 1, context: 20_000, usage: { input: 810_000 } },
  });
  expect(s.log()).toContain("--- the service made the conversation shorter\n");
});
