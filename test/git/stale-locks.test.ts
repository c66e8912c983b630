import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeStaleLocks, withLocks } from "../../src/git/stale-locks.ts";
import { scratch } from "./scratch.ts";
import type { Scratch } from "./scratch.ts";

/** A git that is killed while it holds the locks on these refs. */
const killedIn = async ({ repository }: Scratch, changes: readonly string[]): Promise<void> => {
  const git = spawn("git", ["update-ref", "--stdin"], { cwd: repository.checkout });
  git.stdin.write(["start", ...changes, "prepare", ""].join("\n"));
  let said = "";
  for await (const chunk of git.stdout) {
    said += String(chunk);
    if (said.includes("prepare: ok")) break;
  }
  git.kill("SIGKILL");
  await once(git, "close");
};

const lockOf = ({ repository }: Scratch, ref: string): string => join(repository.common, `${ref}.lock`);

test("a git killed while it wrote refs of ours is in nobody's way", async () => {
  const world = await scratch();
  const refs = ["refs/heads/traffic/x@1", "refs/traffic/candidates/x/1", "refs/traffic/results/x"];
  const head = world.run(["rev-parse", "HEAD"]);
  await killedIn(
    world,
    refs.map((ref) => `create ${ref} ${head}`),
  );
  expect(() => world.run(["update-ref", refs[0] ?? "", head])).toThrow(/File exists/);
  await removeStaleLocks(world.repository.common, 1);
  for (const ref of refs) world.run(["update-ref", ref, head]);
});

test("a person's branch may be named as the folder of ours is", async () => {
  const world = await scratch();
  world.run(["branch", "traffic"]);
  await expect(removeStaleLocks(world.repository.common, 1)).resolves.toBeUndefined();
});

test("a git killed while it moved the target leaves nothing either", async () => {
  const world = await scratch();
  const [head, next] = [world.run(["rev-parse", "HEAD"]), world.commit("second")];
  world.run(["update-ref", "refs/traffic/x", head]);
  const locks = ["refs/heads/main", "HEAD", "packed-refs"].map((name) => lockOf(world, name));
  const killed = Promise.withResolvers<void>();
  // Its process is gone with it: what was begun is never over.
  void withLocks(world.repository.common, locks, async () => {
    await killedIn(world, [`update refs/heads/main ${head} ${next}`, "delete refs/traffic/x"]);
    killed.resolve();
    await new Promise(() => undefined);
  });
  await killed.promise;
  expect(locks.some((lock) => existsSync(lock))).toBe(true);
  await removeStaleLocks(world.repository.common, 1);
  expect(locks.filter((lock) => existsSync(lock))).toEqual([]);
  world.run(["update-ref", "refs/heads/main", head, next]);
});

test("a lock of a person's git stays, whatever of ours was cut off", async () => {
  const world = await scratch();
  const lock = lockOf(world, "refs/heads/main");
  writeFileSync(lock, "");
  utimesSync(lock, 1, 1);
  const { common } = world.repository;
  await removeStaleLocks(common, 1);
  expect(existsSync(lock)).toBe(true);
  await withLocks(common, [lock], async () => removeStaleLocks(common, 1));
  expect(existsSync(lock)).toBe(true);
});

test("a lock that another git takes meanwhile is not stale", async () => {
  const world = await scratch();
  const { common } = world.repository;
  const lock = lockOf(world, "packed-refs");
  await withLocks(common, [lock], async () => {
    writeFileSync(lock, "");
    const removed = removeStaleLocks(common, 1);
    writeFileSync(`${lock}.next`, "");
    renameSync(`${lock}.next`, lock);
    await removed;
  });
  expect(existsSync(lock)).toBe(true);
});
