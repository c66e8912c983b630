import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Attempt } from "../src/core/attempt.ts";
import { attemptKey } from "../src/core/attempt.ts";
import { defaultConfig } from "../src/core/config.ts";
import type { Stamped } from "../src/core/event.ts";
import type { TaskRecord } from "../src/core/record.ts";
import type { Task } from "../src/core/task.ts";
import type { Batch, EntityChange } from "../src/engine/ports/journal.ts";
import type { CompactableJournal } from "../src/journal/journal.ts";
import { openJournal } from "../src/journal/journal.ts";
import { openJournalReader } from "../src/journal/reader.ts";
import type { Bench } from "./figure.ts";
import { quantile, timed } from "./figure.ts";

const GROUP = 200;
const AGENTS = 100;

const options = {
  /** Appended in groups of 200. */
  grouped: { type: "string", default: "100000" },
  /** How long 1,000 events a second are sustained. */
  seconds: { type: "string", default: "10" },
  /** What a restart finds. */
  tasks: { type: "string", default: "10000" },
  events: { type: "string", default: "1000000" },
} as const;

type Tell = Parameters<Bench>[1];

/** How fast the journal appends, and how soon it is loaded again. */
export const benchJournal: Bench = async (args, tell) => {
  const { values } = parseArgs({ args, options });
  const folder = mkdtempSync(join(tmpdir(), "traffic-bench-"));
  try {
    grouped(join(folder, "grouped.db"), Number(values.grouped), tell);
    await sustained(join(folder, "sustained.db"), Number(values.seconds), tell);
    restart(folder, { tasks: Number(values.tasks), events: Number(values.events) }, tell);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const grouped = (path: string, events: number, tell: Tell): void => {
  const journal = begin(path, 0);
  const samples: number[] = [];
  const { ms } = timed(() => {
    for (let seq = 2; seq < events; seq += GROUP)
      samples.push(timed(() => journal.append(batch(seq, GROUP))).ms);
  });
  tell({ name: "append, groups of 200", value: (events / ms) * 1_000, unit: "events/s" });
  tell({ name: "append of 200, p99", value: quantile(samples, 0.99), unit: "ms" });
  journal.close();
};

/** What 100 busy agents cause: every 10 ms, 10 events. */
const sustained = async (path: string, seconds: number, tell: Tell): Promise<void> => {
  const journal = begin(path, 0);
  const samples: number[] = [];
  const began = performance.now();
  for (let step = 0; step < seconds * 100; step += 1) {
    samples.push(timed(() => journal.append(batch(2 + step * 10, 10))).ms);
    await setTimeout(Math.max(0, began + (step + 1) * 10 - performance.now()));
  }
  const took = performance.now() - began;
  tell({ name: "sustained", value: (samples.length * 10_000) / took, unit: "events/s" });
  for (const q of [0.5, 0.99, 0.999])
    tell({ name: `append of 10, sustained, p${q * 100}`, value: quantile(samples, q), unit: "ms" });
  journal.close();
};

const restart = (folder: string, { tasks, events }: { tasks: number; events: number }, tell: Tell): void => {
  const path = join(folder, "full.db");
  const writer = begin(path, tasks);
  for (let seq = 2; seq < events; seq += 1_000) writer.append(batch(seq, 1_000));
  // The files as `kill -9` would leave them: nothing closed, the write-ahead log not folded in.
  const killed = join(folder, "killed.db");
  for (const suffix of ["", "-wal"]) cpSync(path + suffix, killed + suffix);
  writer.close();

  const opened = timed(() => openJournal(killed));
  const { journal, moved } = opened.result;
  if (moved) throw new Error(moved.why);
  const loaded = timed(() => journal.load());
  if (loaded.result?.tasks.size !== tasks) throw new Error("tasks were lost");
  tell({ name: "restart: open and check", value: opened.ms, unit: "ms" });
  tell({ name: "restart: load", value: loaded.ms, unit: "ms" });

  const reader = openJournalReader(killed);
  tell({ name: "verify every event", value: timed(() => reader?.verify()).ms, unit: "ms" });
  reader?.close();
  tell({ name: "compact to a tenth", value: timed(() => journal.compact(events / 10)).ms, unit: "ms" });
  journal.close();
};

/** A journal with so many tasks and their records in it, and its first event. */
const begin = (path: string, tasks: number): CompactableJournal => {
  const { journal } = openJournal(path);
  const fleet = { config: defaultConfig, agents: [], paused: false, heard: [] };
  const changes = Array.from({ length: tasks }, (_, i) => [taskOf(i), recordOf(i)]).flat();
  journal.append({ events: [faultAt(1)], changes: [{ kind: "fleet", value: fleet }, ...changes] });
  return journal;
};

const taskOf = (i: number): EntityChange => {
  const id = `rate-limit-the-login-endpoint-${i}`;
  const value: Task = {
    id,
    file: `tasks/backend/${id}.md`,
    title: `Rate-limit the login endpoint, part ${i}`,
    status: "todo",
    priority: 2,
    dependsOn: [`rate-limit-the-login-endpoint-${i + 1}`],
    budget: { minutes: 45 },
    maxAttempts: 3,
    touches: ["src/auth/**"],
    verify: ["npm test", "npm run lint"],
    labels: ["security"],
    hold: false,
    handoff: "local",
    digest: String(i).padStart(64, "0"),
  };
  return { kind: "task", id, value };
};

const recordOf = (i: number): EntityChange => {
  const task = `rate-limit-the-login-endpoint-${i}`;
  const value: TaskRecord = {
    task,
    firstSeen: 1,
    attempts: 0,
    spent: {},
    rest: { kind: "free" },
    past: [],
    reopened: false,
  };
  return { kind: "record", id: task, value };
};

/** Events of the agents in turn, and the attempts they touched: each once, as the engine commits them. */
const batch = (from: number, size: number): Batch => ({
  events: Array.from({ length: size }, (_, i) => faultAt(from + i)),
  changes: Array.from({ length: Math.min(size, AGENTS) }, (_, i) => attemptAt(from + i)),
});

const keyAt = (seq: number): string => attemptKey(`rate-limit-the-login-endpoint-${seq % AGENTS}`, 1);

const faultAt = (seq: number): Stamped => ({
  seq,
  at: 1_763_700_000_000 + seq,
  event: {
    kind: "attempt.faulted",
    key: keyAt(seq),
    message: `the worktree could not be made: ${String(seq).padStart(120, ".")}`,
    until: 1_763_700_060_000 + seq,
  },
});

const attemptAt = (seq: number): EntityChange => {
  const value: Attempt = {
    key: keyAt(seq),
    task: `rate-limit-the-login-endpoint-${seq % AGENTS}`,
    n: 1,
    spec: {
      title: "Rate-limit the login endpoint",
      file: "tasks/backend/rate-limit-the-login-endpoint.md",
      agent: "shell",
      command: "./scripts/rate-limit.sh --verbose",
      touches: ["src/auth/**"],
      checks: [{ name: "tests", run: "npm test", minutes: 10, own: "repository" }],
      minutes: 45,
    },
    claimedAt: 1_763_700_000_000,
    turn: seq,
    step: { phase: "preparing", slot: seq % AGENTS },
    since: 1_763_700_000_000 + seq,
    faults: seq,
  };
  return { kind: "attempt", id: value.key, value };
};
