import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { processTable } from "../../../src/host/processes/platform.ts";
import { parseRows } from "../../../src/host/processes/table-macos.ts";
import { isAlive } from "../../../src/host/processes/table.ts";
import { scratch } from "../world.ts";

test("a process is alive by its pid and start, and by no other start", async () => {
  const started = (await processTable.started(process.pid)) ?? "";
  expect(await isAlive(processTable, { pid: process.pid, started })).toBe(true);
  expect(await isAlive(processTable, { pid: process.pid, started: `${started}0` })).toBe(false);
});

test("a process that ended is gone", async () => {
  const child = spawn("sleep", ["75"]);
  const started = await processTable.started(child.pid ?? 0);
  expect(started).toBeDefined();
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await processTable.started(child.pid ?? 0)).toBeUndefined();
});

test("processes are found by an entry of their environment as a whole", async () => {
  const mark = `TRAFFIC_TEST=${process.pid}`;
  const child = spawn("sleep", ["76"], { env: { TRAFFIC_TEST: `${process.pid}1`, OTHER: mark } });
  const wanted = spawn("sleep", ["77"], { env: { TRAFFIC_TEST: String(process.pid) } });
  await expect
    .poll(async () => (await processTable.holding([mark])).map(({ pid }) => pid))
    .toEqual([wanted.pid]);
  for (const one of [child, wanted]) one.kill("SIGKILL");
});

/** A shell that begins again and again, in its own place or by another that it starts before it leaves; for as long as the test goes on. */
const restless = (how: string, mark: string): void => {
  const goesOn = join(scratch(), "goes-on");
  writeFileSync(goesOn, "");
  const again = how.replace("SHELL", '/bin/sh -c "$0" "$0"');
  const script = `kill -0 ${process.pid} 2>/dev/null && [ -e '${goesOn}' ] && ${again}`;
  spawn("/bin/sh", ["-c", script, script], { env: { TRAFFIC_TEST: mark }, stdio: "ignore" });
};

test.runIf(process.platform === "linux").each([
  ["takes up another program", "exec SHELL", 4],
  ["starts another and leaves", "SHELL &", 1],
])("one that %s in this very moment is found", async (_, how, count) => {
  const mark = `restless-${process.pid}-${count}`;
  const seen = async (): Promise<number> => (await processTable.holding([`TRAFFIC_TEST=${mark}`])).length;
  for (let at = 0; at < count; at += 1) restless(how, mark);
  await expect.poll(seen).toBeGreaterThanOrEqual(count);
  for (let looks = 0; looks < 100; looks += 1) expect(await seen()).toBeGreaterThanOrEqual(count);
});

test("rows of ps on macOS are read", () => {
  const out = [
    "    1 Ss   Mon Nov 16 08:00:00 2026     /sbin/launchd",
    "  501 S+   Sat Nov 21 04:23:11 2026     sleep 60 PATH=/bin TRAFFIC_MARK=abc HOME=/Users/me",
    "  502 S    Sat Nov  1 04:23:11 2026     sh -c x TRAFFIC_MARK=abcd",
    "  503 Z    Sat Nov 21 04:23:11 2026     (sh) TRAFFIC_MARK=abc",
    "",
  ].join("\n");
  expect(parseRows(out, ["TRAFFIC_MARK=abc"])).toEqual([{ pid: 501, started: "Sat Nov 21 04:23:11 2026" }]);
});
