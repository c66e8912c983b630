import type { Failure } from "../core/failure.ts";
import type { AgentDriver, AgentJob, Launch } from "../core/driver.ts";
import { readCodex } from "./codex-lines.ts";
import { lastLines } from "./ending.ts";
import { judgeBy } from "./verdict.ts";

/** The variable that holds the token of our own tools: it is named on the command line, not told. */
const tokenName = "TRAFFIC_MCP_TOKEN";

/** Settings that count whatever the person's own say: nobody answers, and commands get no keys and tokens. */
const settings = [
  'approval_policy="never"',
  'sandbox_mode="workspace-write"',
  "shell_environment_policy.ignore_default_excludes=false",
];

const mcpSettings = ({ mcp }: AgentJob): string[] =>
  mcp === undefined
    ? []
    : [
        `mcp_servers.traffic.url=${JSON.stringify(mcp.url)}`,
        `mcp_servers.traffic.bearer_token_env_var="${tokenName}"`,
        // Nobody is there to be asked whether a tool of ours may be used.
        'mcp_servers.traffic.default_tools_approval_mode="approve"',
      ];

const compaction = (at: number | undefined): string[] =>
  at === undefined ? [] : [`model_auto_compact_token_limit=${at}`];

/** It knows no other system prompt than its own: what belongs into one comes first. */
const launch = (job: AgentJob): Launch => {
  const { model, system, prompt, session, mcp, compactAt } = job;
  const isNew = session.kind === "new";
  const all = [...settings, ...compaction(compactAt), ...mcpSettings(job)].flatMap((setting) => [
    "-c",
    setting,
  ]);
  return {
    argv: [
      "codex",
      "exec",
      ...(isNew ? [] : ["resume"]),
      "--json",
      "--skip-git-repo-check",
      "-m",
      model,
      ...all,
      ...(isNew ? [] : [session.id]),
      "-",
    ],
    env: mcp === undefined ? {} : { [tokenName]: mcp.token },
    input: isNew ? `${system}\n\n${prompt}` : prompt,
  };
};

const knows = (tail: string): Failure | undefined => {
  const details = lastLines(tail);
  if (/no rollout found|active writer/.test(tail))
    return { kind: "transient", why: "Its session cannot be gone on with: it begins anew.", details };
  return /not logged in|codex login/i.test(tail)
    ? { kind: "auth", why: "Codex is not signed in: run `codex login`, or set CODEX_API_KEY.", details }
    : undefined;
};

const program = { program: "codex", install: "npm install --global @openai/codex" };

/** Codex, run with `codex exec`. Its thread gets its id when it begins; it has no limits of its own. */
export const codexDriver: AgentDriver = {
  kind: "agent",
  name: "codex",
  ...program,
  keys: ["CODEX_API_KEY"],
  needs: ["CODEX_HOME"],
  reads: ["AGENTS.md"],
  resumes: true,
  launch,
  read: readCodex,
  ownRecord: (session, env) => ({
    folder: `${env["CODEX_HOME"] ?? `${env["HOME"] ?? ""}/.codex`}/sessions`,
    endsWith: `-${session}.jsonl`,
  }),
  judge: judgeBy({ ...program, knows }),
};
