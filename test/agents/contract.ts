import { readFileSync } from "node:fs";
import { join } from "node:path";
import { claudeCodeDriver } from "../../src/agents/claude-code.ts";
import { codexDriver } from "../../src/agents/codex.ts";
import type { FailureKind, ServiceFault } from "../../src/core/failure.ts";
import type { AgentDriver, ProcessEnd } from "../../src/core/driver.ts";

/** What was recorded of an attempt, and what it has to mean. */
export type Recorded = {
  /** The streams of its runs, in order; the last is the one that is judged. */
  readonly runs: readonly string[];
  /** The agent's own record of the session, where it keeps one. */
  readonly record?: string;
  readonly end: ProcessEnd;
  /** The last of what it printed beside its stream. */
  readonly tail?: string;
  readonly outcome: "done" | FailureKind;
  /** A word of the reason. */
  readonly why?: string;
  readonly session: string;
  readonly turns: number;
  /** Tokens in all: of the prompts, cached or not, and of the replies. */
  readonly tokens: readonly [prompts: number, replies: number];
  /** What is known to have been billed, and what may have been beside it, in micro-dollars. */
  readonly cost: readonly [known: number, unsure: number];
  readonly payer?: "subscription";
  /** How often its conversation was made shorter. */
  readonly compactions?: number;
  /** Milliseconds since the epoch. */
  readonly retryAt?: number;
  /** Whether its service was away, or failed it. */
  readonly service?: ServiceFault;
};

/** A driver, and what was recorded of its agent. */
export type Entry = {
  readonly driver: AgentDriver;
  readonly model: string;
  readonly recorded: readonly Recorded[];
};

const exited = (code: number): ProcessEnd => ({ kind: "exited", code });
const sigterm: ProcessEnd = { kind: "signalled", signal: "SIGTERM" };
const sigkill: ProcessEnd = { kind: "signalled", signal: "SIGKILL" };

const free = { turns: 0, tokens: [0, 0], cost: [0, 0] } as const;

const claude: Entry = {
  driver: claudeCodeDriver,
  model: "claude-sonnet-5-5",
  recorded: [
    {
      runs: ["claude-edit"],
      end: exited(0),
      outcome: "done",
      session: "74d6998d-3c92-4489-8ce1-652db95e2028",
      turns: 3,
      tokens: [3600, 240],
      cost: [9600, 0],
    },
    {
      runs: ["claude-partial"],
      end: exited(0),
      outcome: "done",
      session: "0954348f-f401-4221-ace9-7a9321243847",
      turns: 4,
      tokens: [42_000, 320],
      cost: [19_400, 0],
    },
    {
      // The requests that make its conversation shorter are in its sum alone.
      runs: ["claude-compacted"],
      end: exited(0),
      outcome: "done",
      session: "cb066968-6746-44da-9a2d-e2c579825768",
      turns: 4,
      tokens: [483_000, 300],
      cost: [969_000, 0],
      compactions: 1,
    },
    {
      // It says success and leaves with 0, but was refused what it wanted to write.
      runs: ["claude-permission-denied"],
      end: exited(0),
      outcome: "denied",
      why: "Write (/repo/wt/hello.txt)",
      session: "c081e1a9-4065-4483-ad6e-2db378fb68b1",
      turns: 3,
      tokens: [3600, 240],
      cost: [9600, 0],
    },
    {
      // Its subtype says success as well.
      runs: ["claude-429-exhausted"],
      end: exited(1),
      outcome: "rate_limited",
      session: "42e82386-1017-4268-9301-ce1b4b51f7d5",
      ...free,
    },
    {
      runs: ["claude-oauth-5h-limit-rejected"],
      end: exited(1),
      outcome: "rate_limited",
      session: "6ef4d2ff-8ab9-46ad-8d5b-6a519d7eb43e",
      payer: "subscription",
      retryAt: 1_795_228_275_000,
      ...free,
    },
    {
      runs: ["claude-oauth-rate-limit-event"],
      end: exited(0),
      outcome: "done",
      session: "ed270a5e-97e6-4012-a2eb-4d7fe7be1dd6",
      payer: "subscription",
      turns: 1,
      tokens: [10_500, 80],
      cost: [4850, 0],
    },
    {
      runs: ["claude-401-retrying"],
      end: sigterm,
      outcome: "auth",
      session: "aa131154-f69f-4785-a1ef-d37240e9175c",
      ...free,
    },
    {
      runs: ["claude-max-budget"],
      end: exited(1),
      outcome: "budget",
      session: "1ec10966-e8e6-4875-9a0e-12d03b16d5f7",
      turns: 4,
      tokens: [4800, 320],
      cost: [12_800, 0],
    },
    {
      runs: ["claude-max-turns"],
      end: exited(1),
      outcome: "timeout",
      session: "5943c9c8-7d2d-40e6-8660-e082f098e89a",
      turns: 3,
      tokens: [3600, 240],
      cost: [9600, 0],
    },
    {
      runs: ["claude-prompt-too-long"],
      end: exited(1),
      outcome: "context",
      session: "67534c25-9fb3-4890-aa0f-28d61bf36078",
      ...free,
    },
    {
      runs: ["claude-midstream-overloaded"],
      end: exited(0),
      outcome: "done",
      session: "e0fb2164-3b9c-479f-86ad-f0137a737b89",
      turns: 2,
      tokens: [21_000, 81],
      cost: [8910, 0],
    },
    {
      // The reply that was cut was billed too, and is in its sum.
      runs: ["claude-stream-cut"],
      end: exited(0),
      outcome: "done",
      session: "5f11b140-fa6b-4169-a609-f2eee115d3b6",
      turns: 1,
      tokens: [21_000, 83],
      cost: [8930, 0],
    },
    {
      // Interrupted by nobody of ours: it leaves with 0 and was not done.
      runs: ["claude-sigint-in-tool"],
      end: exited(0),
      outcome: "crashed",
      why: "interrupted",
      session: "bdc27d98-1b71-4736-82c0-dcb93c846dd9",
      turns: 1,
      tokens: [1200, 80],
      cost: [3200, 0],
    },
    {
      runs: ["claude-sigint-in-tool"],
      end: { kind: "stopped" },
      outcome: "cancelled",
      session: "bdc27d98-1b71-4736-82c0-dcb93c846dd9",
      turns: 1,
      tokens: [1200, 80],
      cost: [3200, 0],
    },
    {
      // No last word: the reply, of which only the beginning was told, counts at its most.
      runs: ["claude-sigterm-in-tool"],
      end: sigterm,
      outcome: "crashed",
      session: "c88ea2e7-794f-423c-b4f9-8ae08e019545",
      turns: 1,
      tokens: [1200, 80],
      cost: [3200, 319_200],
    },
    {
      runs: ["claude-killed-in-request"],
      end: sigkill,
      outcome: "crashed",
      session: "cccda531-f453-497f-a77b-84fad6ba8a1b",
      turns: 1,
      tokens: [10_500, 1],
      cost: [4060, 319_990],
    },
    {
      // Killed between two requests: one more may have been under way.
      runs: ["claude-killed"],
      end: sigkill,
      outcome: "crashed",
      session: "88957c67-33a1-4c8f-a823-01e48751674b",
      turns: 1,
      tokens: [10_500, 80],
      cost: [4850, 426_250],
    },
    {
      runs: ["claude-killed", "claude-resumed-after-kill"],
      end: exited(0),
      outcome: "done",
      session: "88957c67-33a1-4c8f-a823-01e48751674b",
      turns: 2,
      tokens: [21_000, 160],
      cost: [9700, 426_250],
    },
    {
      // Its sums hold what the session used before: this run alone counts.
      runs: ["claude-resume"],
      end: exited(0),
      outcome: "done",
      session: "9ed1a9fb-50a7-4743-ae1f-f070dc2a0ef2",
      turns: 1,
      tokens: [1200, 80],
      cost: [3200, 0],
    },
  ],
};

const thread = "01a1fed3-e133-78a3-9ecb-cc827b717e2d";

const codex: Entry = {
  driver: codexDriver,
  model: "gpt-6-luna",
  recorded: [
    {
      runs: ["codex-edit"],
      end: exited(0),
      outcome: "done",
      session: "01a1fbbb-1368-76b0-bc35-e315183f2d2c",
      turns: 1,
      tokens: [2000, 100],
      cost: [250, 0],
    },
    {
      // The sum of the second run holds that of the first.
      runs: ["codex-edit", "codex-resume"],
      end: exited(0),
      outcome: "done",
      session: "01a1fbbb-1368-76b0-bc35-e315183f2d2c",
      turns: 1,
      tokens: [3000, 150],
      cost: [375, 0],
    },
    {
      runs: ["codex-429-exhausted"],
      end: exited(1),
      outcome: "rate_limited",
      session: "01a1fbbb-6bf4-7843-8d78-681dad2932ce",
      ...free,
    },
    {
      runs: ["codex-cut"],
      end: exited(1),
      outcome: "transient",
      service: "away",
      session: "01a1fbbb-76ae-74f2-b4c6-89ca5dfcb318",
      ...free,
    },
    {
      runs: ["codex-401"],
      end: exited(1),
      outcome: "auth",
      session: "01a1fed4-5e3d-7941-80b6-c2d6733e0839",
      ...free,
    },
    {
      // Without its record nobody knows what it used; no request is under way while a tool is at work.
      runs: ["codex-killed-in-tool"],
      end: sigkill,
      outcome: "crashed",
      session: thread,
      ...free,
    },
    {
      runs: ["codex-killed-in-tool", "codex-resumed-after-kill"],
      end: exited(0),
      outcome: "done",
      session: thread,
      turns: 1,
      tokens: [4000, 200],
      cost: [356, 0],
    },
    {
      // With the record each request is known, and none counts twice beside the sum.
      runs: ["codex-killed-in-tool", "codex-resumed-after-kill"],
      record: "codex-record",
      end: exited(0),
      outcome: "done",
      session: thread,
      turns: 4,
      tokens: [4000, 200],
      cost: [356, 0],
    },
  ],
};

/** Every driver of agents. */
export const entries: readonly Entry[] = [claude, codex];

/** A recorded stream as it was printed. */
export const streamText = (name: string): string =>
  readFileSync(join(import.meta.dirname, "streams", `${name}.jsonl`), "utf8");

export const linesOf = (name: string): string[] => streamText(name).split("\n").filter(Boolean);
