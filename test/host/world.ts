import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { AwakeTime } from "../../src/engine/awake.ts";
import { markName, markOf } from "../../src/host/processes/mark.ts";
import { processTable } from "../../src/host/processes/platform.ts";
import { machine } from "../../src/main/clock.ts";
import { compiled } from "../world/compiled.ts";

// Hosts and engines that are started here read it when they begin.
Object.assign(process.env, compiled);

/** Signals follow each other fast in tests. */
export const ending = { table: processTable, grace: 150 };

/** Tells a stop of a second from a busy machine. */
export const awake = new AwakeTime(machine, { pace: 50, patience: 1000, late: "stopped" });

/** A folder that is gone after the test. */
export const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-host-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Waits for a condition, and fails where it does not come. */
export const eventually = async (check: () => unknown): Promise<void> => {
  await expect.poll(check, { interval: 10 }).toBeTruthy();
};

/** The lines of a file that may not be there yet. */
export const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];

/** The processes that carry the mark of a key. */
export const marked = (state: string, key: string) =>
  processTable.holding([`${markName}=${markOf(state, key)}`]);
