import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";

/**
 * Stands in for `claude` and `codex`: speaks their streams as they were recorded, at its own pace, as the script in the
 * task says, which it remembers by its session as they remember their conversations. Arguments: which of them it is, then
 * theirs.
 */
type Step =
  /** A recorded stream, or its first lines. */
  | { readonly replay: string; readonly lines?: number }
  /** A turn of the model's that runs a command. */
  | { readonly run: string }
  /** A turn of the model's that says something. */
  | { readonly say: string }
  /** Waits for a file in the home folder, in the middle of a tool. */
  | { readonly until: string }
  /** Never says another word. */
  | { readonly hang: true }
  | { readonly exit: number; readonly error: string };

type Saved = { script: readonly Step[]; at: number; requests: number; runs: number };

const [which = "", ...argv] = process.argv.slice(2);
const home = process.env["HOME"] ?? "";
const out = (event: object): void => void process.stdout.write(`${JSON.stringify(event)}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const optionOf = (name: string): string | undefined => argv[argv.indexOf(name) + 1];
const usage = { input_tokens: 1200, cache_creation_input_tokens: 300, cache_read_input_tokens: 9000 };

if (argv.includes("--version")) {
  process.stdout.write("1.2.3 (a stand-in)\n");
  process.exit(0);
}
const prompt = readFileSync(0, "utf8");
const isClaude = which === "claude";
const resumed = isClaude
  ? argv.includes("--resume")
    ? optionOf("--resume")
    : undefined
  : argv[1] === "resume"
    ? argv.at(-2)
    : undefined;
const session = resumed ?? (isClaude ? optionOf("--session-id") : randomUUID()) ?? "";
const memory = join(home, "sessions", `${session}.json`);
const scripted = (): readonly Step[] =>
  JSON.parse(/^SCRIPT (.*)$/m.exec(prompt)?.[1] ?? "[]") as readonly Step[];
const saved: Saved = existsSync(memory)
  ? (JSON.parse(readFileSync(memory, "utf8")) as Saved)
  : { script: scripted(), at: 0, requests: 0, runs: 0 };
const model = optionOf(isClaude ? "--model" : "-m") ?? "";
let here = 0;

const save = (): void => {
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify(saved));
};

/** What it was started with, for the test to look at. */
const witness = (): void => {
  saved.runs += 1;
  save();
  appendFileSync(
    join(home, "started"),
    `${JSON.stringify({ which, argv, env: process.env, prompt, session })}\n`,
  );
};

/** Claude tells each request in its stream, Codex in a record of its own. */
const asked = (blocks: readonly object[]): void => {
  saved.requests += 1;
  here += 1;
  save();
  const id = `msg_${session.slice(0, 4)}_${saved.requests}`;
  if (isClaude) {
    const message = {
      id,
      type: "message",
      role: "assistant",
      model,
      content: [],
      usage: { ...usage, output_tokens: 1 },
    };
    const rest = { session_id: session, parent_tool_use_id: null };
    out({ type: "stream_event", event: { type: "message_start", message }, ...rest });
    for (const block of blocks)
      out({ type: "assistant", message: { ...message, content: [block] }, ...rest });
    const done = { type: "message_delta", usage: { ...usage, output_tokens: 80 } };
    return out({ type: "stream_event", event: done, api_message_id: id, ...rest });
  }
  const folder = join(process.env["CODEX_HOME"] ?? join(home, ".codex"), "sessions/2026/11/21");
  mkdirSync(folder, { recursive: true });
  const used = { input_tokens: 10_500, cached_input_tokens: 9000, output_tokens: 80 };
  const line = { type: "token_usage_record", payload: { response_id: id, usage: used } };
  appendFileSync(join(folder, `rollout-1-${session}.jsonl`), `${JSON.stringify(line)}\n`);
};

const total = (n: number) => ({
  [model]: {
    inputTokens: 1200 * n,
    outputTokens: 80 * n,
    cacheReadInputTokens: 9000 * n,
    cacheCreationInputTokens: 300 * n,
    costUSD: 0.005 * n,
    contextWindow: 1_000_000,
  },
});

const finish = (failed?: string): void => {
  const ended =
    failed === undefined
      ? { is_error: false, terminal_reason: "completed" }
      : { is_error: true, terminal_reason: failed };
  if (isClaude)
    out({
      type: "result",
      subtype: "success",
      ...ended,
      result: "Done.",
      session_id: session,
      permission_denials: [],
      modelUsage: total(saved.requests),
      model_usage_since_last_result: total(here),
    });
  else if (failed === undefined)
    out({
      type: "turn.completed",
      usage: {
        input_tokens: 10_500 * saved.requests,
        cached_input_tokens: 9000 * saved.requests,
        output_tokens: 80 * saved.requests,
      },
    });
};

const sh = (command: string): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    // In a session of its own, as Claude's tools are: a signal to our group does not reach it.
    const child = spawn("/bin/sh", ["-c", command], { detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => (output += String(chunk)));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });

const tool = async (command: string): Promise<void> => {
  const id = `tool_${saved.requests}`;
  if (isClaude) asked([{ type: "tool_use", id, name: "Bash", input: { command } }]);
  else {
    asked([]);
    out({
      type: "item.started",
      item: { id, type: "command_execution", command, aggregated_output: "", status: "in_progress" },
    });
  }
  const { code, output } = await sh(command);
  if (isClaude)
    out({
      type: "user",
      message: { content: [{ type: "tool_result", tool_use_id: id, content: output, is_error: code !== 0 }] },
    });
  else
    out({
      type: "item.completed",
      item: {
        id,
        type: "command_execution",
        command,
        aggregated_output: output,
        exit_code: code,
        status: "completed",
      },
    });
};

const say = (text: string): void => {
  asked([{ type: "text", text }]);
  if (!isClaude)
    out({ type: "item.completed", item: { id: `item_${saved.requests}`, type: "agent_message", text } });
};

const replay = (name: string, most = Infinity): void => {
  const lines = readFileSync(join(import.meta.dirname, "../streams", `${name}.jsonl`), "utf8")
    .split("\n")
    .filter(Boolean);
  for (const line of lines.slice(0, most)) process.stdout.write(`${line}\n`);
};

const take = async (step: Step): Promise<void> => {
  if ("replay" in step) replay(step.replay, step.lines);
  if ("run" in step) await tool(step.run);
  if ("say" in step) say(step.say);
  if ("until" in step) await tool(`while [ ! -e '${join(home, step.until)}' ]; do sleep 0.05; done`);
  if ("hang" in step) await pause(2 ** 31 - 1);
  if ("exit" in step) {
    process.stderr.write(`${step.error}\n`);
    process.exit(step.exit);
  }
};

const begin = (): void => {
  const key = isClaude ? process.env["ANTHROPIC_API_KEY"] : process.env["CODEX_API_KEY"];
  if (isClaude)
    out({
      type: "system",
      subtype: "init",
      session_id: session,
      model,
      apiKeySource: key === undefined ? "none" : "ANTHROPIC_API_KEY",
    });
  else out({ type: "thread.started", thread_id: session });
};

process.on("SIGINT", () => {
  finish("aborted_tools");
  process.exit(isClaude ? 0 : 1);
});

witness();
const isReplay = saved.script.some((step) => "replay" in step);
if (!isReplay) begin();
for (; saved.at < saved.script.length; saved.at += 1) {
  save();
  await take(saved.script[saved.at] as Step);
}
save();
if (!isReplay) finish();
