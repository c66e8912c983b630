import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { compiled } from "../world/compiled.ts";

/** A folder of the test's own, gone when it ends. */
export const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** A running test program: what it has said, line by line, and a way to end it. */
export type Program = {
  readonly lines: string[];
  /** Resolves when it has said so many lines; rejects when it ends before. */
  said(count: number): Promise<void>;
  /** Sends `kill -9` and resolves when all it said has been read. */
  kill(): Promise<void>;
  /** Resolves with its exit code when it ends by itself. */
  readonly ended: Promise<number | null>;
};

/** Starts one of `programs/`; it never outlives the test. */
export const start = (program: string, ...args: readonly string[]): Program => {
  const path = join(import.meta.dirname, "programs", program);
  const child = spawn(process.execPath, [path, ...args], {
    env: { ...process.env, ...compiled },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  const read = once(reader, "close");
  const ended = once(child, "close").then(async ([code]) => {
    await read;
    return code as number | null;
  });
  const gone = ended.then((code) => {
    throw new Error(`${program} ended with ${code} after ${lines.length} lines`);
  });
  gone.catch(() => {});
  return {
    lines,
    said: async (count) => {
      while (lines.length < count) await Promise.race([once(reader, "line"), gone]);
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    ended,
  };
};

/** Numbers from 0 up to below 1 that follow from a seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Polls for a condition; throws when it does not come true in time. */
export const until = async (condition: () => boolean, what: string): Promise<void> => {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
};
