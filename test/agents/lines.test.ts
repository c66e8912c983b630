import { expect, test } from "vitest";
import { readClaude } from "../../src/agents/claude-lines.ts";
import { readCodex } from "../../src/agents/codex-lines.ts";
import type { Signal } from "../../src/core/signal.ts";

const read = (of: (line: string) => readonly Signal[], line: object): readonly Signal[] =>
  of(JSON.stringify(line));

const ran = (command: string): readonly Signal[] =>
  read(readCodex, { type: "item.started", item: { id: "i", type: "command_execution", command } });

test.each([
  ["/bin/bash -lc 'npm test'", "npm test"],
  [String.raw`/bin/zsh -lc "echo \"a b\" > \$HOME"`, `echo "a b" > $HOME`],
  ["/usr/bin/bash -c ls", "ls"],
  ["bash -lc 'x'", "bash -lc 'x'"],
  [`/bin/bash -lc 'a'"'"'b'`, `'a'"'"'b'`],
])("codex: %s is the command %s", (whole, command) => {
  expect(ran(whole)).toEqual([{ kind: "tool_began", id: "i", name: "shell", subject: command, command }]);
});

test("codex: changed files, calls of other tools and declined commands", () => {
  const item = (more: object) => ({ type: "item.completed", item: { id: "i", ...more } });
  const changes = [
    { path: "a.ts", kind: "add" },
    { path: "b.ts", kind: "update" },
  ];
  expect(read(readCodex, item({ type: "file_change", changes, status: "completed" }))).toMatchObject([
    { kind: "tool_began", name: "edit", subject: "a.ts, b.ts" },
    { kind: "tool_ended", ok: true },
  ]);
  expect(
    read(readCodex, item({ type: "mcp_tool_call", server: "traffic", tool: "ask", status: "failed" })),
  ).toMatchObject([
    { kind: "tool_began", name: "mcp", subject: "traffic ask" },
    { kind: "tool_ended", ok: false },
  ]);
  expect(
    read(readCodex, item({ type: "command_execution", command: "rm x", status: "declined" })),
  ).toMatchObject([
    { kind: "tool_began", name: "shell" },
    { kind: "denied", tool: "shell" },
  ]);
  expect(read(readCodex, item({ type: "todo_list", items: [] }))).toEqual([]);
});

test.each([
  ["unexpected status 401 Unauthorized: Missing bearer", "auth"],
  ["You've hit your usage limit. Try again at 9:31 PM.", "rate_limited"],
  ["Your input exceeds the context window of this model.", "context"],
  ["unexpected status 404 Not Found: The model `x` does not exist", "invalid"],
  ["stream disconnected before completion", "transient"],
  ["something quite new", "crashed"],
])("codex: %j is %s", (message, kind) => {
  expect(read(readCodex, { type: "turn.failed", error: { message } })).toEqual([
    { kind: "finished", failure: { kind, why: message } },
  ]);
});

test("codex: the windows of a plan are told, and that it is one", () => {
  const rate_limits = {
    plan_type: "pro",
    primary: { used_percent: 100, resets_at: 7 },
    secondary: { used_percent: 81 },
  };
  const line = { type: "event_msg", payload: { type: "token_count", rate_limits } };
  expect(read(readCodex, line)).toEqual([
    { kind: "quota", quota: { name: "primary", state: "hit", used: 1, billed: false, resetsAt: 7000 } },
    { kind: "quota", quota: { name: "secondary", state: "near", used: 0.81, billed: false } },
  ]);
  const keyed = {
    ...line,
    payload: { type: "token_count", rate_limits: { ...rate_limits, plan_type: null } },
  };
  expect(read(readCodex, keyed)).toEqual([]);
});

test("claude: helpers' requests cost, and are no turns of the conversation", () => {
  const message = { id: "m", model: "claude-haiku-5-5", content: [], usage: { input_tokens: 5 } };
  const told = (parent: string | null) =>
    read(readClaude, { type: "assistant", message, parent_tool_use_id: parent });
  expect(told(null)).toMatchObject([{ use: { of: "request", main: true } }]);
  expect(told("toolu_1")).toMatchObject([{ use: { of: "request", main: false } }]);
});

test("claude: an older version's result tells the sum of the session; another provider's is billed there", () => {
  const model = { inputTokens: 10, outputTokens: 2, costUSD: 0.5, contextWindow: 1000 };
  const result = { type: "result", is_error: false, session_id: "s", permission_denials: [] };
  expect(read(readClaude, { ...result, modelUsage: { a: model, b: model } })).toEqual([
    {
      kind: "used",
      use: {
        of: "session",
        bill: { usage: { input: 20, cacheWrite: 0, cacheRead: 0, output: 4 }, microUsd: 1_000_000 },
      },
      window: 1000,
    },
    { kind: "finished" },
  ]);
  const elsewhere = { ...result, model_usage_since_last_result: { a: { ...model, provider: "bedrock" } } };
  expect(read(readClaude, elsewhere)[0]).toEqual({ kind: "session", id: "s", payer: "key" });
});

test.each([
  [{ terminal_reason: "api_error", api_error_status: 529 }, "transient"],
  [{ terminal_reason: "api_error", api_error_status: 403 }, "auth"],
  [{ terminal_reason: "api_error", api_error_status: 404 }, "invalid"],
  [{ terminal_reason: "max_turns", subtype: "error_max_turns" }, "timeout"],
  [{ terminal_reason: "stop_hook_prevented" }, undefined],
])("claude: an end with %j is %s", (how, kind) => {
  const [signal] = read(readClaude, { type: "result", is_error: true, result: "why", ...how });
  expect(signal).toEqual({
    kind: "finished",
    failure: { why: "why", ...(kind === undefined ? {} : { kind }) },
  });
});

test("that a conversation was made shorter, and how much a model can hold, is understood", () => {
  const metadata = { trigger: "auto", pre_tokens: 80_000, post_tokens: 9000 };
  for (const line of [metadata, { compact_metadata: metadata }])
    expect(read(readClaude, { type: "system", subtype: "compact_boundary", ...line })).toEqual([
      { kind: "compacted", before: 80_000, after: 9000 },
    ]);
  const status = { type: "system", subtype: "status" };
  expect(read(readClaude, { ...status, status: "compacting" })).toMatchObject([{ kind: "tool_began" }]);
  expect(read(readClaude, { ...status, status: null, compact_result: "success" })).toMatchObject([
    { kind: "tool_ended", ok: true },
  ]);
  expect(read(readClaude, { ...status, status: null })).toEqual([]);
  expect(read(readCodex, { type: "compacted", payload: { message: "" } })).toEqual([{ kind: "compacted" }]);
  const info = { model_context_window: 272_000 };
  expect(read(readCodex, { type: "event_msg", payload: { type: "token_count", info } })).toEqual([
    { kind: "window", tokens: 272_000 },
  ]);
});
