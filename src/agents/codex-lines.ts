import type { FailureKind } from "../core/failure.ts";
import type { Quota, Signal } from "../core/signal.ts";
import type { Usage } from "../core/usage.ts";
import { at, countAt, listAt, numberAt, objectIn, textAt } from "./json.ts";
import { outputOf, subjectOf } from "./subject.ts";

/** It tells of errors in words alone; the first that fits counts. */
const words: readonly (readonly [RegExp, FailureKind])[] = [
  [/\b40[123]\b|unauthorized|forbidden|api key|not logged in|sign(?:ed)? in/i, "auth"],
  [/\b429\b|rate limit|usage limit|quota/i, "rate_limited"],
  [/context window|context length|too long|too many tokens/i, "context"],
  [/\b(?:400|404)\b|invalid_request|unknown model|not supported|does not exist/i, "invalid"],
  [/\b5\d\d\b|disconnected|overloaded|network|timed? ?out|reconnecting|connection|capacity/i, "transient"],
];

/** Its words for too many requests, ours or everybody's. */
const tooMany = /\b(?:429|529)\b|rate limit|overloaded/i;

const kindOf = (message: string): FailureKind => words.find(([word]) => word.test(message))?.[1] ?? "crashed";

/** Its count of input holds the cached tokens too, and its count of output those of reasoning. */
const usageOf = (usage: unknown): Usage => {
  const cacheRead = countAt(usage, "cached_input_tokens");
  const cacheWrite = countAt(usage, "cache_write_input_tokens");
  const input = Math.max(0, countAt(usage, "input_tokens") - cacheRead - cacheWrite);
  return { input, cacheWrite, cacheRead, output: countAt(usage, "output_tokens") };
};

type Item = { readonly id: string; readonly type: string; readonly item: unknown };

const names: Readonly<Record<string, string>> = {
  command_execution: "shell",
  file_change: "edit",
  mcp_tool_call: "mcp",
  web_search: "web_search",
};

const subjectIn = (item: unknown): string => {
  const paths = listAt(item, "changes").map((change) => textAt(change, "path") ?? "");
  const [server, tool] = [textAt(item, "server"), textAt(item, "tool")];
  if (paths.length > 0) return subjectOf(paths.join(", "));
  return tool === undefined ? subjectOf(item) : subjectOf(`${server ?? ""} ${tool}`.trim());
};

/** A command as the model wrote it: what is told is how a shell was started with it. */
const commandIn = (item: unknown): string | undefined => {
  const whole = textAt(item, "command");
  const given = /^\S*\/(?:ba|z|da)?sh -l?c (.+)$/s.exec(whole ?? "")?.[1];
  if (given === undefined) return whole;
  const plain = /^'([^']*)'$/.exec(given)?.[1];
  const escaped = /^"((?:[^"\\]|\\.)*)"$/s.exec(given)?.[1];
  return plain ?? escaped?.replaceAll(/\\(["\\$`])/g, "$1") ?? given;
};

const began = ({ id, type, item }: Item): readonly Signal[] => {
  const name = names[type];
  if (name === undefined) return [];
  const command = commandIn(item);
  if (command === undefined) return [{ kind: "tool_began", id, name, subject: subjectIn(item) }];
  return [{ kind: "tool_began", id, name, subject: subjectOf(command), command }];
};

/** An item that ends may not have been told of before. */
const ended = ({ id, type, item }: Item): readonly Signal[] => {
  const text = textAt(item, "text");
  if (type === "agent_message") return text === undefined ? [] : [{ kind: "said", text }];
  if (names[type] === undefined) return [];
  const status = textAt(item, "status");
  if (status === "declined")
    return [...began({ id, type, item }), { kind: "denied", id, tool: names[type], subject: "" }];
  const ok = status !== "failed" && (numberAt(item, "exit_code") ?? 0) === 0;
  const output = outputOf(textAt(item, "aggregated_output") ?? "");
  return [...began({ id, type, item }), { kind: "tool_ended", id, ok, output }];
};

const itemIn = (line: object): Item | undefined => {
  const item = at(line, "item");
  const [id, type] = [textAt(item, "id"), textAt(item, "type")];
  return id === undefined || type === undefined ? undefined : { id, type, item };
};

const retrying = (message: string | undefined): readonly Signal[] =>
  message === undefined
    ? []
    : [
        {
          kind: "retrying",
          failure: kindOf(message),
          why: message,
          ...(tooMany.test(message) ? { throttled: true } : {}),
        },
      ];

const failed = (message: string): Signal => ({
  kind: "finished",
  failure: { kind: kindOf(message), why: message },
});

/** A line of what it prints. */
const printed = (type: string, line: object): readonly Signal[] => {
  const item = itemIn(line);
  switch (type) {
    case "thread.started": {
      const id = textAt(line, "thread_id");
      return id === undefined ? [] : [{ kind: "session", id }];
    }
    case "item.started":
      return item === undefined ? [] : began(item);
    case "item.completed":
      return item === undefined ? [] : ended(item);
    case "turn.completed": {
      const use = { of: "session", bill: { usage: usageOf(at(line, "usage")) } } as const;
      return [{ kind: "used", use }, { kind: "finished" }];
    }
    case "turn.failed":
      return [failed(textAt(line, "error", "message") ?? "no reason given")];
    case "error":
      return retrying(textAt(line, "message"));
    default:
      return [];
  }
};

/** How a plan's windows stand: the nearer one is of hours, the other of a week. */
const quotas = (limits: unknown): readonly Signal[] =>
  textAt(limits, "plan_type") === undefined
    ? []
    : (["primary", "secondary"] as const).flatMap((name): Signal[] => {
        const percent = numberAt(limits, name, "used_percent");
        const resets = numberAt(limits, name, "resets_at");
        if (percent === undefined) return [];
        const state: Quota["state"] = percent >= 100 ? "hit" : percent >= 80 ? "near" : "open";
        const quota = { name, state, used: percent / 100, billed: false };
        return [
          { kind: "quota", quota: resets === undefined ? quota : { ...quota, resetsAt: resets * 1000 } },
        ];
      });

/** A line of the record that it keeps of a thread: each request with what it used, and how the plan's windows stand. */
const recorded = (type: string, line: object): readonly Signal[] => {
  const payload = at(line, "payload");
  if (type === "event_msg" && textAt(payload, "type") === "token_count") {
    const tokens = numberAt(payload, "info", "model_context_window");
    const window = tokens === undefined ? [] : [{ kind: "window", tokens } as const];
    return [...window, ...quotas(at(payload, "rate_limits"))];
  }
  if (type === "compacted") return [{ kind: "compacted" }];
  const id = textAt(payload, "response_id");
  if (type !== "token_usage_record" || id === undefined) return [];
  const usage = usageOf(at(payload, "usage"));
  return [{ kind: "used", use: { of: "request", id, usage, whole: true, main: true } }];
};

/** What a line says of `codex exec --json`, or of the record that it keeps. */
export const readCodex = (line: string): readonly Signal[] => {
  const told = objectIn(line);
  const type = textAt(told, "type");
  if (told === undefined || type === undefined) return [];
  return at(told, "payload") === undefined ? printed(type, told) : recorded(type, told);
};
