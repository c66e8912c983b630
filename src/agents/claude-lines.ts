import type { FailureKind } from "../core/failure.ts";
import type { Quota, Signal } from "../core/signal.ts";
import type { Usage } from "../core/usage.ts";
import { claudeResult } from "./claude-result.ts";
import { at, countAt, entriesAt, listAt, numberAt, objectIn, textAt } from "./json.ts";
import { outputOf, subjectOf } from "./subject.ts";

/** Its names for what goes wrong with a request; the others may pass. */
const troubles: Readonly<Record<string, FailureKind>> = {
  authentication_failed: "auth",
  oauth_org_not_allowed: "auth",
  account_on_hold: "auth",
  verification_required: "auth",
  cloud_credential_error: "auth",
  billing_error: "auth",
  rate_limit: "rate_limited",
  invalid_request: "invalid",
  model_not_found: "invalid",
  max_output_tokens: "context",
};

/** Its names for too many requests, ours or everybody's. */
const throttledBy = (name: string): { readonly throttled?: true } =>
  name === "rate_limit" || name === "overloaded" ? { throttled: true } : {};

const troubleOf = (name: string): FailureKind => troubles[name] ?? "transient";

const usageOf = (usage: unknown): Usage => ({
  input: countAt(usage, "input_tokens"),
  cacheWrite: countAt(usage, "cache_creation_input_tokens"),
  cacheRead: countAt(usage, "cache_read_input_tokens"),
  output: countAt(usage, "output_tokens"),
});

/** A message that has begun: its usage tells the prompt, and only a little of the reply. */
const requestTold = (line: object, message: unknown): readonly Signal[] => {
  const [id, model] = [textAt(message, "id"), textAt(message, "model")];
  if (id === undefined || model === undefined) return [];
  const usage = usageOf(at(message, "usage"));
  const main = typeof at(line, "parent_tool_use_id") !== "string";
  return [{ kind: "used", use: { of: "request", id, model, usage, whole: false, main } }];
};

const blockTold = (block: unknown): readonly Signal[] => {
  const type = textAt(block, "type");
  const [text, id, name] = [textAt(block, "text"), textAt(block, "id"), textAt(block, "name")];
  if (type === "text" && text !== undefined) return [{ kind: "said", text }];
  if (type !== "tool_use" || id === undefined || name === undefined) return [];
  const input = at(block, "input");
  const command = name === "Bash" ? textAt(input, "command") : undefined;
  const began = { kind: "tool_began", id, name, subject: subjectOf(input) } as const;
  return [command === undefined ? began : { ...began, command }];
};

/** What a model said. What it invents itself to tell of an error is no request. */
const assistant = (line: object): readonly Signal[] => {
  const message = at(line, "message");
  const error = textAt(line, "error");
  const blocks = listAt(message, "content");
  if (error !== undefined) {
    const why = textAt(blocks[0], "text") ?? error;
    return [{ kind: "retrying", failure: troubleOf(error), why, ...throttledBy(error) }];
  }
  // A line for each block of it.
  return [...requestTold(line, message), ...blocks.flatMap(blockTold)];
};

/** A message's own events: its beginning, and its end, which alone tells what the reply cost. */
const streamed = (line: object): readonly Signal[] => {
  const event = at(line, "event");
  const type = textAt(event, "type");
  if (type === "message_start") return requestTold(line, at(event, "message"));
  if (type !== "message_delta") return [];
  const id = textAt(line, "api_message_id");
  const reply = { of: "reply", usage: usageOf(at(event, "usage")) } as const;
  return [{ kind: "used", use: id === undefined ? reply : { ...reply, id } }];
};

const contentText = (content: unknown): string => {
  if (typeof content === "string") return content;
  return Array.isArray(content) ? content.map((part) => textAt(part, "text") ?? "").join("\n") : "";
};

const toolResults = (line: object): readonly Signal[] =>
  listAt(line, "message", "content").flatMap((block): Signal[] => {
    const id = textAt(block, "tool_use_id");
    if (textAt(block, "type") !== "tool_result" || id === undefined) return [];
    const ok = at(block, "is_error") !== true;
    return [{ kind: "tool_ended", id, ok, output: outputOf(contentText(at(block, "content"))) }];
  });

/** Session and account. What says of itself that no key is needed is paid for by a subscription. */
const begun = (line: object): readonly Signal[] => {
  const id = textAt(line, "session_id");
  const source = textAt(line, "apiKeySource");
  const payer = source === "none" || source === "oauth" ? "subscription" : "key";
  return id === undefined ? [] : [{ kind: "session", id, payer }];
};

const retrying = (line: object): readonly Signal[] => {
  const name = textAt(line, "error") ?? "unknown";
  const status = numberAt(line, "error_status");
  return [
    {
      kind: "retrying",
      failure: troubleOf(name),
      why: status === undefined ? name : `${name} (${status})`,
      ...(status === 429 || status === 529 ? { throttled: true } : throttledBy(name)),
    },
  ];
};

const denied = (line: object): readonly Signal[] => {
  const [tool = "a tool", id = ""] = [textAt(line, "tool_name"), textAt(line, "tool_use_id")];
  return [{ kind: "denied", id, tool, subject: "" }];
};

/** To make its conversation shorter takes a request of its own: it is not to be interrupted in it. */
const compacting = (line: object): readonly Signal[] => {
  const id = "compaction";
  if (textAt(line, "status") === "compacting") return [{ kind: "tool_began", id, name: id, subject: "" }];
  const result = textAt(line, "compact_result");
  return result === undefined ? [] : [{ kind: "tool_ended", id, ok: result === "success", output: "" }];
};

const compacted = (line: object): readonly Signal[] => {
  const about = at(line, "compact_metadata") ?? line;
  const [before, after] = [numberAt(about, "pre_tokens"), numberAt(about, "post_tokens")];
  return [
    {
      kind: "compacted",
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
};

type Reading = ReadonlyMap<string | undefined, (line: object) => readonly Signal[]>;

const systemLines: Reading = new Map([
  ["init", begun],
  ["api_retry", retrying],
  ["status", compacting],
  ["compact_boundary", compacted],
  ["permission_denied", denied],
]);

const quotaStates: Readonly<Record<string, Quota["state"]>> = {
  allowed: "open",
  allowed_warning: "near",
  rejected: "hit",
};

const quotas = (line: object): readonly Signal[] => {
  const info = at(line, "rate_limit_info");
  const billed = at(info, "isUsingOverage") === true;
  const named = textAt(info, "rateLimitType");
  const windows = entriesAt(info, "unifiedWindows");
  const all = windows.length > 0 || named === undefined ? windows : [[named, info] as const];
  return all.map(([name, window]) => {
    const [used, resets] = [numberAt(window, "utilization"), numberAt(window, "resetsAt")];
    const quota: Quota = {
      name,
      state: quotaStates[textAt(window, "status") ?? ""] ?? "open",
      billed,
      ...(used === undefined ? {} : { used }),
      ...(resets === undefined ? {} : { resetsAt: resets * 1000 }),
    };
    return { kind: "quota", quota };
  });
};

const lines: Reading = new Map([
  ["system", (line) => systemLines.get(textAt(line, "subtype"))?.(line) ?? []],
  ["assistant", assistant],
  ["stream_event", streamed],
  ["user", toolResults],
  ["rate_limit_event", quotas],
  ["result", claudeResult],
]);

/** What a line of `claude -p --output-format stream-json --verbose` says. */
export const readClaude = (line: string): readonly Signal[] => {
  const told = objectIn(line);
  return told === undefined ? [] : (lines.get(textAt(told, "type"))?.(told) ?? []);
};
