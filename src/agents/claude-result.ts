import type { FailureKind } from "../core/failure.ts";
import { microUsd } from "../core/prices.ts";
import type { Bill, Signal } from "../core/signal.ts";
import { addUsage, noUsage, type Usage } from "../core/usage.ts";
import { at, countAt, entriesAt, listAt, numberAt, textAt } from "./json.ts";
import { subjectOf } from "./subject.ts";

const modelUsageOf = (usage: unknown): Usage => ({
  input: countAt(usage, "inputTokens"),
  cacheWrite: countAt(usage, "cacheCreationInputTokens"),
  cacheRead: countAt(usage, "cacheReadInputTokens"),
  output: countAt(usage, "outputTokens"),
});

const billOf = (models: readonly (readonly [string, unknown])[]): Bill => ({
  usage: models.map(([, one]) => modelUsageOf(one)).reduce(addUsage, noUsage),
  microUsd: microUsd(models.reduce((sum, [, one]) => sum + Math.max(0, numberAt(one, "costUSD") ?? 0), 0)),
});

/** What this run used, by model, with those that helpers used; older versions tell only the sum of the whole session. */
const billTold = (line: object): readonly Signal[] => {
  const isSince = at(line, "model_usage_since_last_result") !== undefined;
  const models = entriesAt(line, isSince ? "model_usage_since_last_result" : "modelUsage");
  const window = Math.max(0, ...models.map(([, one]) => numberAt(one, "contextWindow") ?? 0));
  const isForeign = models.some(([, one]) => (textAt(one, "provider") ?? "firstParty") !== "firstParty");
  const id = textAt(line, "session_id");
  if (models.length === 0) return [];
  const use = { of: isSince ? "stretch" : "session", bill: billOf(models) } as const;
  return [
    // Whoever signs in elsewhere pays there by use, whatever the source of the key was called.
    ...(isForeign && id !== undefined ? [{ kind: "session", id, payer: "key" } as const] : []),
    { kind: "used", use, ...(window > 0 ? { window } : {}) },
  ];
};

const reasons: Readonly<Record<string, FailureKind>> = {
  max_turns: "timeout",
  budget_exhausted: "budget",
  prompt_too_long: "context",
};

const ofStatus = (status: number | undefined): FailureKind | undefined => {
  if (status === undefined) return undefined;
  if (status === 401 || status === 402 || status === 403) return "auth";
  if (status === 413) return "context";
  if (status === 429) return "rate_limited";
  return status === 400 || status === 404 ? "invalid" : "transient";
};

const denials = (line: object): readonly Signal[] =>
  listAt(line, "permission_denials").map((one) => ({
    kind: "denied",
    id: textAt(one, "tool_use_id") ?? "",
    tool: textAt(one, "tool_name") ?? "a tool",
    subject: subjectOf(at(one, "tool_input")),
  }));

/** How a run of Claude Code's ended: `subtype` says success of runs that failed, and so does the exit code. */
export const claudeResult = (line: object): readonly Signal[] => {
  const reason = textAt(line, "terminal_reason") ?? "";
  const errors = listAt(line, "errors").filter((one) => typeof one === "string");
  const why = textAt(line, "result") ?? errors.join("; ");
  const kind = reasons[reason] ?? ofStatus(numberAt(line, "api_error_status"));
  const aborted = reason.startsWith("aborted") ? "It was interrupted." : why;
  const failure = { why: aborted || reason || "no reason given", ...(kind === undefined ? {} : { kind }) };
  const ended = { kind: "finished", ...(at(line, "is_error") === true ? { failure } : {}) } as const;
  return [...billTold(line), ...denials(line), ended];
};
