import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { attemptFolder, outputLog, runsFolder } from "../../../src/host/places.ts";
import { oldLogs } from "../../../src/main/doors/old-logs.ts";

const day = 86_400_000;

test("of attempts that are over, what was printed a month ago may go", () => {
  const state = mkdtempSync(join(tmpdir(), "traffic-logs-"));
  onTestFinished(() => rmSync(state, { recursive: true }));
  const now = 1000 * day;
  const age = (path: string, days: number): void => utimesSync(path, now / 1000, (now - days * day) / 1000);
  const made = (key: string, days: number): string => {
    const folder = attemptFolder(state, key);
    mkdirSync(runsFolder(folder), { recursive: true });
    writeFileSync(outputLog(folder), key);
    for (const name of readdirSync(folder)) age(join(folder, name), days);
    age(folder, 40);
    return folder;
  };
  const old = made("a/b@1", 31);
  made("young@1", 29);
  made("slow@1", 35);
  expect(oldLogs(state, new Set(["slow@1"]), now).map(({ name }) => name)).toEqual([old]);
  expect(oldLogs(join(state, "nowhere"), new Set(), now)).toEqual([]);
});
