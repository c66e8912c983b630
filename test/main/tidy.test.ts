import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { filesIn } from "../../src/main/files.ts";
import { putAside } from "../../src/main/put-aside.ts";
import { openTidier } from "../../src/main/tidy.ts";
import { VirtualClock } from "../world/clock.ts";

const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-tidy-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

const day = 86_400_000;

test("what nobody wanted for a week goes, and nothing else does", async () => {
  const state = scratch();
  const { setup, baseline, journal } = filesIn(state);
  const clock = new VirtualClock(100 * day);
  const made = (path: string, age: number): string => {
    mkdirSync(join(path, ".."), { recursive: true });
    if (path.startsWith(setup)) mkdirSync(join(path, "node_modules"), { recursive: true });
    else writeFileSync(path, "red");
    const at = new Date(clock.now() - age * day);
    utimesSync(path, at, at);
    return path;
  };
  const old = [made(join(setup, "a"), 8), made(join(baseline, "a"), 8)];
  const young = [made(join(setup, "b"), 6), made(join(baseline, "b"), 6), made(journal, 50)];
  const tidy = openTidier(state, clock);
  await tidy();
  expect(old.filter(existsSync)).toEqual([]);
  expect(young.filter(existsSync)).toEqual(young);
});

test("what is wanted again while others are removed stays", async () => {
  const state = scratch();
  const clock = new VirtualClock(100 * day);
  const [old, wanted] = ["a", "b"].map((name) => {
    const path = join(filesIn(state).setup, name);
    mkdirSync(join(path, "node_modules"), { recursive: true });
    utimesSync(path, 0, 0);
    return path;
  });
  const tidied = openTidier(state, clock)();
  utimesSync(wanted ?? "", 100 * 86_400, 100 * 86_400);
  await tidied;
  expect([old, wanted].map((path) => existsSync(path ?? ""))).toEqual([false, true]);
  expect(existsSync(join(wanted ?? "", "node_modules"))).toBe(true);
});

test("where there is nothing yet nothing is tidied", async () => {
  await expect(openTidier(scratch(), new VirtualClock())()).resolves.toBeUndefined();
});

test("a log that has become long is put aside, once more each time, and a short one stays", () => {
  const log = join(scratch(), "engine.log");
  putAside(log, 10);
  for (const text of ["first, and long", "second, and long", "short"]) {
    writeFileSync(log, text, { flag: "a" });
    putAside(log, 10);
  }
  expect(readFileSync(log, "utf8")).toBe("short");
  expect(readFileSync(`${log}.before`, "utf8")).toBe("second, and long");
});
