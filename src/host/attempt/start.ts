import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { outputLog, runsFolder } from "../places.ts";
import type { Identity } from "../processes/table.ts";
import type { Bell } from "./bell.ts";
import type { Run } from "./run-files.ts";
import { readClaim, settledClaim } from "./run-files.ts";
import { wrapper } from "./wrapper.ts";

/** What an agent is started with. */
export type Start = {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Its working folder. */
  readonly path: string;
  /** The file that is its standard input; it gets none where missing. */
  readonly input?: string;
  /** The files that its standard output and what it prints beside it are appended to; the output log where missing. */
  readonly files?: { readonly stream: string; readonly errors: string };
};

/** A session of its own, so that it outlives us; its output goes straight to the file, so that none is lost with us. */
const spawnWrapper = (run: Run, { argv, env, path, input, files }: Start) => {
  const errors = openSync(files?.errors ?? outputLog(run.folder), "a");
  const output = files === undefined ? errors : openSync(files.stream, "a");
  const given = input === undefined ? undefined : openSync(input, "r");
  const arguments_ = ["-c", wrapper, "traffic", runsFolder(run.folder), String(run.number), ...argv];
  const child = spawn("/bin/sh", arguments_, {
    cwd: path,
    env,
    detached: true,
    stdio: [given ?? "ignore", output, errors],
  });
  for (const file of new Set([given, output, errors])) if (file !== undefined) closeSync(file);
  child.unref();
  return child;
};

/** Starts a run. Returns whose claim stands: ours, or that of one who was faster. Throws when the agent cannot be started. */
export const startRun = async (run: Run, start: Start, bell: Bell): Promise<Identity> => {
  if (!existsSync(start.path)) throw new Error(`The worktree ${start.path} is gone.`);
  let ended: string | undefined;
  const child = spawnWrapper(run, start);
  child.once("error", (cause) => {
    ended = cause.message;
    bell.ring();
  });
  child.once("exit", (code, signal) => {
    ended ??= `it ended with ${signal ?? code}`;
    bell.ring();
  });
  for (;;) {
    const wasEnded = ended;
    // A wrapper that was second has left, while the first may not have written its line yet.
    const claim = wasEnded === undefined ? readClaim(run) : await settledClaim(run);
    if (claim !== undefined) return claim;
    if (wasEnded !== undefined) throw new Error(`The agent's wrapper could not start: ${wasEnded}.`);
    await bell.heard(50);
  }
};
