import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { tryLock } from "../../../src/journal/lock.ts";
import { taskFiles } from "../../../src/main/doors/documents.ts";
import type { Opened } from "../../../src/main/doors/opened.ts";
import { engineStatus, survey } from "../../../src/main/doors/survey.ts";
import { filesIn } from "../../../src/main/files.ts";
import { openedWith } from "../../world/opened.ts";

/** Anybody may look into it. */
const repositoryWith = (...names: readonly string[]): Opened => {
  const { folder, opened } = openedWith(...names);
  chmodSync(folder, 0o755);
  return opened;
};

const isRoot = process.geteuid?.() === 0;

/** A process that `asAnybody` may send no signal to. */
const anotherUsers = (): number => {
  if (!isRoot) return 1;
  const child = spawn("sleep", ["60"], { uid: 1, stdio: "ignore" });
  onTestFinished(() => void child.kill());
  return child.pid ?? 0;
};

/** A user who may look and no more; whoever runs the tests, where they are not root. */
const asAnybody = <T>(act: () => T): T => {
  if (!isRoot) return act();
  process.seteuid?.(65_534);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
  }
};

test("where nothing can be written, all that is there is shown", async () => {
  const opened = repositoryWith("a", "b");
  // No folder can be made there, not even by root.
  symlinkSync("/dev/null/nowhere", opened.repository.state);
  const { state } = await survey(opened);
  expect([...state.tasks.keys()]).toEqual(["a", "b"]);
  expect([...(await taskFiles(opened)).keys()]).toEqual(["a", "b"]);
});

test("an engine that another user has started runs", () => {
  const opened = repositoryWith();
  mkdirSync(opened.repository.state);
  const { engineLock } = filesIn(opened.repository.state);
  const pid = anotherUsers();
  const lock = tryLock(engineLock);
  onTestFinished(() => lock?.release());
  writeFileSync(`${engineLock}.holder`, JSON.stringify({ pid, startedAt: 0 }));
  expect(asAnybody(() => engineStatus(opened))).toEqual({ running: true, pid });
});
