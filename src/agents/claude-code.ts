import { longestReply } from "../core/books.ts";
import { fills } from "../core/fill.ts";
import type { Failure } from "../core/failure.ts";
import type { AgentDriver, AgentJob, Launch } from "../core/driver.ts";
import { readClaude } from "./claude-lines.ts";
import { lastLines } from "./ending.ts";
import { judgeBy } from "./verdict.ts";

/** Its tools that need nobody to answer them. */
const tools = [
  "Bash",
  "Edit",
  "Glob",
  "Grep",
  "NotebookEdit",
  "Read",
  "Task",
  "WebFetch",
  "WebSearch",
  "Write",
];

const nameOf = (rule: string): string => rule.replace(/\(.*$/s, "").trim();

/** A tool as its own name has it, however it is written: `bash` is `Bash`, `Bash(npm *)` stays a rule. */
const properly = (rule: string): string => {
  const name = nameOf(rule);
  const known = tools.find((tool) => tool.toLowerCase() === name.toLowerCase());
  return known === undefined ? rule.trim() : known + rule.trim().slice(name.length);
};

/** It offers what is allowed and nothing else, so that nothing has to be refused. */
const allowance = ({ tools: wanted = tools, mcp }: AgentJob): string[] => {
  const rules = wanted.map(properly);
  const names = [...new Set(rules.map(nameOf))];
  const ours = mcp === undefined ? [] : ["mcp__traffic"];
  return [
    "--permission-mode",
    "dontAsk",
    "--tools",
    names.join(","),
    "--allowedTools",
    [...rules, ...ours].join(","),
  ];
};

/** No less than a cent: with nothing at all it would refuse to start. */
const usd = (microUsd: number): string => Math.max(0.01, microUsd / 1e6).toFixed(4);

const limits = ({ limits: { microUsd, turns } }: AgentJob): string[] => [
  "--max-turns",
  String(Math.max(1, turns)),
  ...(microUsd === undefined ? [] : ["--max-budget-usd", usd(microUsd)]),
];

/** Only the repository's own settings count, and no server that the person has set up for themselves. */
const isolation = ["--setting-sources", "project", "--strict-mcp-config"];

/** Read by every shell it starts: what signs it in is nothing for the commands it runs. */
const forget = "unset ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN CLAUDE_CODE_OAUTH_TOKEN\n";

const mcpConfig = ({ url, token }: NonNullable<AgentJob["mcp"]>): string =>
  JSON.stringify({
    mcpServers: { traffic: { type: "http", url, headers: { Authorization: `Bearer ${token}` } } },
  });

/** A line for each event, those of a reply on its way too: its end tells what it used. */
const speaking = [
  "claude",
  "-p",
  "--output-format",
  "stream-json",
  "--verbose",
  "--include-partial-messages",
];

/** Texts go in files and on standard input: a command line is short, and anyone may read it. */
const launch = (job: AgentJob): Launch => {
  const { folder, model, system, prompt, session, mcp } = job;
  const begin = session.kind === "new" ? "--session-id" : "--resume";
  return {
    argv: [
      ...speaking,
      "--model",
      model,
      begin,
      session.id,
      ...allowance(job),
      ...limits(job),
      "--append-system-prompt-file",
      `${folder}/system.md`,
      ...isolation,
      ...(mcp === undefined ? [] : ["--mcp-config", `${folder}/mcp.json`]),
    ],
    env: {
      CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: String(100 * fills.compress),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      CLAUDE_CODE_DISABLE_AUTO_MEMORY: "1",
      CLAUDE_CODE_MAX_OUTPUT_TOKENS: String(longestReply),
      CLAUDE_ENV_FILE: `${folder}/shell.sh`,
      DISABLE_AUTOUPDATER: "1",
    },
    input: prompt,
    files: {
      "system.md": system,
      "shell.sh": forget,
      ...(mcp === undefined ? {} : { "mcp.json": mcpConfig(mcp) }),
    },
  };
};

const knows = (tail: string): Failure | undefined =>
  /No conversation found|is already in use/.test(tail)
    ? {
        kind: "transient",
        why: "Its session cannot be gone on with: it begins anew.",
        details: lastLines(tail),
      }
    : undefined;

const program = { program: "claude", install: "npm install --global @anthropic-ai/claude-code" };

/** Claude Code, run with `claude -p`. */
export const claudeCodeDriver: AgentDriver = {
  kind: "agent",
  name: "claude-code",
  ...program,
  keys: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"],
  needs: ["ANTHROPIC_BASE_URL", "CLAUDE_CODE_OAUTH_TOKEN", "CLAUDE_CONFIG_DIR"],
  reads: ["AGENTS.md", "CLAUDE.md"],
  resumes: true,
  launch,
  read: readClaude,
  judge: judgeBy({ ...program, knows }),
};
