import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tipOf } from "../../src/git/glance.ts";
import { findCheckout } from "../../src/git/landing/checkout.ts";
import { gitLocks } from "../../src/git/signs.ts";
import { removeStaleLocks, withLocks } from "../../src/git/stale-locks.ts";
import { listStrays } from "../../src/git/strays.ts";
import { scratch } from "./scratch.ts";

/** Somebody beside us, who does something again and again until the test is over. */
const beside = async (deed: string): Promise<void> => {
  // However the test ends, it ends with it.
  const isAsked = `process.ppid === ${process.pid}`;
  const program = `const fs = require("node:fs"); console.log("begun"); while (${isAsked}) try { ${deed} } catch {}`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  await once(child.stdout, "data");
};

/** What a look finds that comes too late: the name is there, and what it names is not. */
const gone = (path: string): void => symlinkSync("nowhere", path);

test("a lock that git has let go of while locks are looked for is none", async () => {
  const { repository } = await scratch();
  gone(join(repository.common, "refs/heads/main.lock"));
  gone(join(repository.common, "index.lock"));
  expect(gitLocks(repository)).toEqual([]);
});

test("a write that has ended while stale locks are looked for has left none", async () => {
  const { repository } = await scratch();
  const notes = join(repository.common, "traffic", "writes");
  mkdirSync(notes, { recursive: true });
  gone(join(notes, "1-1"));
  await expect(removeStaleLocks(repository.common, 1)).resolves.toBeUndefined();
});

test("locks are noted though another process removes the folder of notes again and again", async () => {
  const { repository } = await scratch();
  const notes = join(repository.common, "traffic", "writes");
  await beside(`fs.rmdirSync(${JSON.stringify(notes)})`);
  for (let at = 0; at < 300; at += 1) expect(await withLocks(repository.common, [], async () => at)).toBe(at);
});

test("a branch that is packed while it is looked for is found", async () => {
  const world = await scratch();
  const { common } = world.repository;
  world.run(["pack-refs", "--all"]);
  rmSync(join(common, "refs/heads/main"), { force: true });
  // What was below it has just gone, and its folder not yet.
  mkdirSync(join(common, "refs/heads/main"));
  expect(tipOf({ common }, "main")).toBe(world.run(["rev-parse", "main"]));
});

test("a person ends a rebase while we ask what they have under way", async () => {
  const { repository } = await scratch();
  const { checkout, common } = repository;
  const folder = join(common, "rebase-merge");
  mkdirSync(folder);
  const file = JSON.stringify(join(folder, "head-name"));
  await beside(`fs.writeFileSync(${file}, "refs/heads/other"); fs.unlinkSync(${file})`);
  for (let at = 0; at < 2000; at += 1)
    expect(["busy", "nowhere"]).toContain((await findCheckout(checkout, common, "other")).kind);
});

test("a worktree whose disk is away is no stray, and keeps nobody from seeing the others", async () => {
  const world = await scratch();
  const at = (name: string): string => join(world.root, name);
  for (const name of ["away", "here"]) world.run(["worktree", "add", "-q", "-b", name, at(name)]);
  world.write("mine.txt", "mine\n", at("here"));
  world.run(["worktree", "lock", at("away")]);
  rmSync(at("away"), { recursive: true });
  const { strays } = await listStrays(world.repository, {
    target: "main",
    tip: world.run(["rev-parse", "main"]),
  });
  expect(strays.map(({ branch }) => branch)).toEqual(["here"]);
});
