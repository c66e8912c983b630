import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startedWith } from "../world/processes.ts";
import { PtyRoom } from "../world/pty-room.ts";

let folder: string;
let room: PtyRoom | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "traffic-scenario-"));
  mkdirSync(join(folder, "here"));
});
afterEach(() => {
  room?.kill();
  room = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: join(folder, "here"),
  TMPDIR: folder,
  GIT_CONFIG_NOSYSTEM: "1",
});

/** What a file of the demonstration's repository holds. */
const file = (path: string): string => {
  const name = readdirSync(folder).find((one) => one.startsWith("traffic-demo-")) ?? "";
  return readFileSync(join(folder, name, "repository", path), "utf8");
};

/** Processes of this demonstration, by its folder in their environment. */
const left = (): string[] => startedWith(`TMPDIR=${folder}`);

/** Goes to something by its name. */
const go = async (to: string): Promise<PtyRoom> => {
  const at = room as PtyRoom;
  at.press(`\x0b${to}`);
  await at.shows(`go ${to}`);
  at.press("\r");
  return at;
};

test("a newcomer steers the demonstration with the keyboard: watch, ask why, reorder, cancel, look, send back, approve, cost", async () => {
  room = new PtyRoom(
    { path: join(folder, "here"), env: environment() },
    { cols: 120, rows: 40 },
    "demo",
    "--room",
  );
  // All hands are busy: some are ready and wait for a free one.
  await room.shows(/● squeeze .* working/);
  await room.shows(/○ initials .* ready/);

  // What nobody can do need not be waited for: its agent is cancelled.
  await go("squeeze");
  await room.shows("What must be open");
  room.press("x");
  await room.shows("Cancel squeeze?");
  room.press("y");
  await room.shows("squeeze cancelled");

  // Why another waits, and what it waits for.
  await go("release");
  await room.shows("after exports (blocked)");

  // Something is more urgent than its file says.
  await go("manual");
  await room.shows("Write a manual");
  room.press("+");
  await room.shows("manual is P1 now");
  expect(file("tasks/manual.md")).toContain("priority: P1");

  // What an agent changes, while it works or after.
  await go("wrap");
  await room.shows("Attempts");
  room.press("\r");
  await room.shows("src/wrap.js");
  room.press("d");
  await room.shows("+export const wrap");

  // What was ready at first has landed.
  room.press("1");
  await room.shows(/initials@1 {2}starts/);
  await room.shows(/initials@1 {2}landed/);

  // What no test can tell: it is read, sent back with a note, done again and approved.
  room.press("6");
  await room.shows("manual Write a manual");
  await room.shows(/Evidence of manual@1[^]*waits Its checks passed/);
  await room.shows("somebody new likes to read it  for you to judge");
  await room.shows("+`words`, `title` and `snake`");
  room.press("n");
  await room.shows("What is wrong?");
  room.press("give an example of each\r");
  await room.shows("manual sent back");
  await room.shows(/Evidence of manual@2[^]*waits Its checks passed/);
  await room.shows(/\+- `words` finds the words/);
  room.press("y");
  await room.shows("manual approved");
  room.press("1");
  await room.shows(/manual@2 {2}landed/);

  // What the day cost.
  room.press("5");
  await room.shows("Spent today");
  await room.shows(/manual +2 +\S+ +\$0\.04/);

  room.press("q");
  expect(await room.ended).toBe(0);
  expect(room.text()).toContain("notional: nothing was paid");
  expect(file("MANUAL.md")).toContain("each with an example");
  expect(file("results/manual/1.md")).toContain("give an example of each");
  await expect.poll(left).toEqual([]);
});
