import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Awake } from "../../src/engine/ports/clock.ts";
import type { Bench } from "../../src/engine/ports/processes.ts";
import { processTable } from "../../src/host/processes/platform.ts";
import { createRunner } from "../../src/host/processes/runner.ts";
import { awakeHere } from "../../src/main/clock.ts";

/** A folder with a tree in it, and the runner that the host gives; gone after the test. */
export const bench = (awake: Awake = awakeHere()) => {
  const root = mkdtempSync(join(tmpdir(), "traffic-verify-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const path = join(root, "tree");
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  };
  mkdirSync(path);
  const runner = createRunner({
    state: join(root, "state"),
    ending: { table: processTable, grace: 100 },
    awake,
  });
  const stop = new AbortController();
  const place: Bench = {
    key: "a@1/check",
    path,
    env: { PATH: process.env["PATH"] ?? "" },
    log: join(root, "logs", "checks.log"),
    signal: stop.signal,
  };
  return { root, path, write, runner, stop, place };
};
