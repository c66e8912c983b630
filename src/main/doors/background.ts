import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { lockHolder } from "../../journal/lock.ts";
import { filesIn } from "../files.ts";
import { putAside } from "../put-aside.ts";
import type { Opened } from "./opened.ts";
import { engineStatus } from "./survey.ts";

/** How long an engine is given to start or to leave, in milliseconds, and how often is looked. */
const [patience, interval] = [15_000, 25];

/**
 * What an engine takes in and gives away again is little at a time. Left alone, the room for it grows for an hour until it is four
 * times what is kept: 154 instead of 96 MB after 900 tasks.
 */
const lean = ["--max-semi-space-size=2"] as const;

/** Waits until something holds, for a while at most; tells whether it does. */
export const until = async (holds: () => boolean, most = patience): Promise<boolean> => {
  for (let left = most; left > 0; left -= interval) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
  return holds();
};

const lastLines = (path: string): string =>
  readFileSync(path, "utf8").trim().split("\n").slice(-5).join("\n");

/** Starts an engine that stays when this process ends; the one that runs where there is one. */
export const bringUp = async (opened: Opened): Promise<{ pid: number; already: boolean }> => {
  const running = engineStatus(opened);
  if (running.running) return { pid: running.pid, already: true };
  const log = filesIn(opened.repository.state).engineLog;
  mkdirSync(dirname(log), { recursive: true });
  putAside(log);
  const output = openSync(log, "a");
  const child = spawn(process.execPath, [...lean, opened.entry, "engine"], {
    cwd: opened.repository.checkout,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  child.unref();
  let gone = false;
  child.once("exit", () => (gone = true));
  // Its own pid: what the lock tells in between may be the name of an engine that was killed.
  const stands = (): boolean => {
    const status = engineStatus(opened);
    return status.running && status.pid === child.pid;
  };
  // A person's errand is about to be over: it goes on from there.
  const waits = (): boolean => lockHolder(filesIn(opened.repository.state).engineLock)?.isErrand === true;
  await until(() => gone || stands() || waits());
  const now = engineStatus(opened);
  if (!now.running && !gone && child.pid !== undefined) return { pid: child.pid, already: false };
  if (!now.running) throw new UsageError(`The engine did not start. ${log} ends with:\n${lastLines(log)}`);
  return { pid: now.pid, already: false };
};

/** Who has left meanwhile needs no asking. */
const askToLeave = (pid: number): void => {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
};

/** Asks the engine to leave and waits until it has. */
export const takeDown = async (opened: Opened): Promise<{ stopped: boolean }> => {
  const running = engineStatus(opened);
  if (!running.running) return { stopped: false };
  askToLeave(running.pid);
  if (await until(() => !engineStatus(opened).running)) return { stopped: true };
  throw new UsageError(
    `The engine (pid ${running.pid}) has not left after ${patience / 1000} s: end it with \`kill -9 ${running.pid}\`; nothing is lost by that.`,
  );
};
