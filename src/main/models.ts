import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { createModelAgents } from "../agents/builtin/agents.ts";
import { openDesk, type Place } from "../agents/builtin/desk.ts";
import type { ModelAgents } from "../engine/ports/model-agents.ts";
import { attemptFolder, modelFolder, outputLog } from "../host/places.ts";
import { sweep, type Ending } from "../host/processes/ending.ts";
import { markOf } from "../host/processes/mark.ts";
import { lockHolder } from "../journal/lock.ts";
import { filesIn } from "./files.ts";
import { putAside } from "./put-aside.ts";

/** What a worker is started with, as JSON. */
export type WorkerSettings = { readonly state: string };

/** A hundred agents in one process make much garbage and keep little: 169 instead of 354 MB (bench agents). */
export const workerFlags = ["--max-semi-space-size=2", "--optimize-for-size"] as const;

type Machine = { readonly state: string; readonly entry: string; readonly ending: Ending };

/** Starts a worker in a session of its own: it outlives us, and only one of them gets the lock. */
const hire = ({ state, entry }: Machine): void => {
  const { workerLog } = filesIn(state);
  mkdirSync(dirname(workerLog), { recursive: true });
  putAside(workerLog);
  const output = openSync(workerLog, "a");
  const settings: WorkerSettings = { state };
  const child = spawn(process.execPath, [...workerFlags, entry, "worker", JSON.stringify(settings)], {
    cwd: state,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  child.on("error", () => undefined);
  child.unref();
};

const noKey =
  "There is no ANTHROPIC_API_KEY in the environment of this run: set it, start the fleet again, and retry the task.";

/** Where an attempt's built-in agent works from. */
const placeOf = (state: string, key: string): Place => {
  const folder = attemptFolder(state, key);
  return { folder: modelFolder(folder), log: outputLog(folder) };
};

/** The built-in agents of a repository, as the host asks for them. */
export const modelAgents = (machine: Machine): ModelAgents => {
  const { state, ending } = machine;
  const { desk, workerLock } = filesIn(state);
  return createModelAgents({
    desk: openDesk(desk),
    placeOf: (key) => placeOf(state, key),
    isManned: () => lockHolder(workerLock) !== undefined,
    hire: () => hire(machine),
    sweep: (key) => sweep([markOf(state, key)], ending),
    obstacle: () => ((process.env["ANTHROPIC_API_KEY"] ?? "") === "" ? noKey : undefined),
  });
};
