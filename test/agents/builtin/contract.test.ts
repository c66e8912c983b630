import { mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { append, readStory, settled, type Entry } from "../../../src/agents/builtin/transcript.ts";
import { emptyMeter, type Meter } from "../../../src/core/meter.ts";
import { priceOf } from "../../../src/core/prices.ts";
import type { ModelJob } from "../../../src/engine/ports/model-agents.ts";

// The built-in agent has no program: its transcript takes the place of a stream, and keeps the same contract.

const price = priceOf("claude-haiku-5-5", Date.parse("2026-11-21"));
const meter = (turns: number): Meter => ({
  ...emptyMeter("claude-haiku-5-5", price),
  usage: { input: 1200 * turns, cacheWrite: 0, cacheRead: 0, output: 80 * turns },
  microUsd: 160 * turns,
  turns,
});
const call = { type: "tool_use", id: "t", name: "bash", input: { command: "true" } } as const;
const entriesOf: readonly Entry[] = [
  { kind: "asked", worst: 5000 },
  { kind: "replied", reply: { content: [call], stop_reason: "tool_use" }, meter: meter(1) },
  { kind: "answered", message: { role: "user", content: "ok" }, commands: [{ command: "true", ok: true }] },
  { kind: "asked", worst: 5000 },
  { kind: "refused" },
  { kind: "asked", worst: 5000 },
  { kind: "claimed", claims: { summary: "Done.", changed: [], checked: [] } },
  { kind: "replied", reply: { content: [], stop_reason: "end_turn" }, meter: meter(2) },
];
const job: ModelJob = {
  key: "a@1",
  path: "/worktree",
  model: "claude-haiku-5-5",
  system: "",
  prompt: "",
  env: {},
  limits: { turns: 9 },
  minutes: 1,
};

test("its transcript, cut at any byte, counts no more than the whole and what was under way", () => {
  const path = join(mkdtempSync(join(tmpdir(), "traffic-contract-")), "transcript.jsonl");
  onTestFinished(() => rmSync(dirname(path), { recursive: true }));
  for (const entry of entriesOf) append(path, entry);
  const whole = readFileSync(path);
  for (let size = whole.length; size >= 0; size -= 1) {
    truncateSync(path, size);
    const { meter: now, commands } = settled(readStory(path, job));
    expect(now.turns).toBeLessThanOrEqual(2);
    expect(now.microUsd).toBe(160 * now.turns);
    expect([0, 5000]).toContain(now.unsure);
    expect(commands.length).toBeLessThanOrEqual(1);
  }
});
