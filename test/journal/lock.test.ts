import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockHolder, tryLock, waitForLock } from "../../src/journal/lock.ts";
import { scratch, start } from "./scratch.ts";

const newPath = (): string => join(scratch(), "engine.lock.db");

test("one holder at a time, in this process too", () => {
  const path = newPath();
  expect(lockHolder(path)).toBeUndefined();
  const lock = tryLock(path);
  expect(lock).toBeDefined();
  expect(tryLock(path)).toBeUndefined();
  expect(lockHolder(path)?.pid).toBe(process.pid);
  lock?.release();
  expect(lockHolder(path)).toBeUndefined();
  const next = tryLock(path);
  expect(next).toBeDefined();
  next?.release();
});

test("a holder whose name is not there to be read holds it all the same", () => {
  const path = newPath();
  const lock = tryLock(path);
  rmSync(`${path}.holder`);
  expect(lockHolder(path)).toEqual({});
  // Taken away in the very moment of the look: what is opened then is not what was seen before.
  mkdirSync(`${path}.holder`);
  expect(lockHolder(path)).toEqual({});
  rmSync(`${path}.holder`, { recursive: true });
  lock?.release();
});

test("of many processes that start at once, one holds it", async () => {
  const path = newPath();
  const programs = Array.from({ length: 5 }, () => start("hold.ts", path));
  await Promise.all(programs.map((program) => program.said(1)));
  expect(programs.filter(({ lines }) => lines[0] === "held")).toHaveLength(1);
});

test("a kill frees it for the one that waits, who is then named", async () => {
  const path = newPath();
  let holder = start("hold.ts", path);
  await holder.said(1);
  for (let round = 0; round < 5; round += 1) {
    expect(tryLock(path)).toBeUndefined();
    const before = lockHolder(path);
    const waiter = start("hold.ts", path, "wait");
    await holder.kill();
    await waiter.said(1);
    expect(lockHolder(path)).toBeDefined();
    expect(lockHolder(path)).not.toEqual(before);
    holder = waiter;
  }
});

test("waiting ends when it is called off", async () => {
  const path = newPath();
  const lock = tryLock(path);
  const controller = new AbortController();
  const waiting = waitForLock(path, { signal: controller.signal, poll: 60_000 });
  controller.abort(new Error("no longer wanted"));
  await expect(waiting).rejects.toThrow("aborted");
  lock?.release();
});
