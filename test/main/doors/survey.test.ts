import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { glanceAtRepository } from "../../../src/git/glance.ts";
import { tryLock } from "../../../src/journal/lock.ts";
import { taskFiles } from "../../../src/main/doors/documents.ts";
import type { Opened } from "../../../src/main/doors/opened.ts";
import { engineStatus, survey } from "../../../src/main/doors/survey.ts";
import { filesIn } from "../../../src/main/files.ts";

const repositoryWith = (...names: readonly string[]): Opened => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-survey-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  chmodSync(folder, 0o755);
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.invalid"];
  execFileSync("git", ["init", "-q", "-b", "main", folder]);
  execFileSync("git", [...who, "-C", folder, "commit", "-q", "--allow-empty", "-m", "begin"]);
  mkdirSync(join(folder, "tasks"));
  for (const name of names) writeFileSync(join(folder, "tasks", `${name}.md`), "# Do it\n");
  const repository = glanceAtRepository(folder);
  if (repository === undefined) throw new Error(`${folder} is no repository`);
  return { repository, entry: "" };
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
