import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openDesk, readEnd, writeJob, type Place } from "../src/agents/builtin/desk.ts";
import type { ModelJob } from "../src/engine/ports/model-agents.ts";
import { workerFlags } from "../src/main/models.ts";
import { benchAdopted } from "./adopted.ts";
import { benchFirstRequest } from "./first-request.ts";
import type { Bench } from "./figure.ts";

const settings = {
  agents: { type: "string", default: "100" },
  turns: { type: "string", default: "6" },
  /** Milliseconds that the scripted model thinks about each turn. */
  think: { type: "string", default: "1000" },
  /** Attempts whose first request is waited for. */
  firsts: { type: "string", default: "12" },
} as const;

const jobAt = (root: string, at: number): { readonly place: Place; readonly job: ModelJob } => {
  const path = join(root, `worktree-${at}`);
  mkdirSync(path);
  const attempt = join(root, "attempts", `task-${at}@1`);
  mkdirSync(attempt, { recursive: true });
  const place = { folder: join(attempt, "model"), log: join(attempt, "output.log") };
  const job: ModelJob = {
    key: `task-${at}@1`,
    path,
    model: "claude-haiku-5-5",
    system: "You are measured.",
    prompt: "Do it.",
    env: { PATH: process.env["PATH"] ?? "" },
    limits: { turns: 100, microUsd: 3_000_000 },
    minutes: 5,
  };
  return { place, job };
};

/** The most memory a process has had resident, in MB, and the seconds of processor time it has used. */
const footprint = (pid: number): { readonly rss: number; readonly cpu: number } => {
  const [, kb = "0"] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { rss: Number(kb) / 1024, cpu: (Number(ticks[11]) + Number(ticks[12])) / 100 };
};

/** All agents at once in the one worker process, each writing files and running commands, against a model on loopback. */
export const benchAgents: Bench = async (args, tell) => {
  const { values } = parseArgs({ args, options: settings });
  const count = Number(values.agents);
  const root = mkdtempSync(join(tmpdir(), "traffic-bench-agents-"));
  const model = fork(new URL("./programs/model.ts", import.meta.url), [values.turns, values.think]);
  try {
    const [url] = (await once(model, "message")) as [string];
    const env = { ...process.env, ANTHROPIC_API_KEY: "sk-bench", ANTHROPIC_BASE_URL: url };
    const desk = openDesk(join(root, "desk"));
    const jobs = Array.from({ length: count }, (_, at) => jobAt(root, at));
    for (const { place, job } of jobs) {
      writeJob(place, job);
      desk.put(place);
    }
    const entry = new URL("../dist/main.cjs", import.meta.url);
    const began = performance.now();
    const worker = fork(entry, ["worker", JSON.stringify({ state: root })], {
      env,
      stdio: "inherit",
      execArgv: [...workerFlags],
    });
    const gone = once(worker, "exit");
    let seen = { rss: 0, cpu: 0 };
    while (jobs.some(({ place }) => readEnd(place) === undefined)) {
      seen = footprint(worker.pid ?? 0);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const seconds = (performance.now() - began) / 1000;
    await gone;
    const finished = jobs.filter(({ place }) => readEnd(place)?.kind === "finished").length;
    tell({ name: `${count} agents at once, finished`, value: finished, unit: "agents" });
    tell({ name: "most memory of their one process", value: seen.rss, unit: "MB" });
    tell({ name: "processor time of their one process", value: seen.cpu, unit: "s" });
    tell({ name: "until the last has finished", value: seconds, unit: "s" });
    model.kill();
    await benchFirstRequest(Number(values.firsts), tell);
    await benchAdopted(tell);
  } finally {
    model.kill();
    rmSync(root, { recursive: true, force: true });
  }
};
