import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readWorktrees } from "../../../src/git/landing/worktrees.ts";
import { scratch } from "../scratch.ts";

/** What git lists, in the same words; what is gone and not locked is none. */
const listed = (out: string) =>
  out
    .split("\n\n")
    .filter((block) => block !== "" && !/^prunable/m.test(block))
    .map((block) => [/^worktree (.*)$/m.exec(block)?.[1], /^branch refs\/heads\/(.*)$/m.exec(block)?.[1]]);

const read = (common: string) => readWorktrees(common)?.map(({ path, branch }) => [path, branch]);

test("worktrees are read as git lists them: on branches, on none, gone, and gone but locked", async () => {
  const made = await scratch();
  const { checkout, common } = made.repository;
  const list = () => listed(made.run(["worktree", "list", "--porcelain"]));
  expect(read(common)).toEqual(list());
  const at = (name: string) => join(checkout, "..", name);
  made.run(["worktree", "add", "-q", "-b", "deep/side", at("on side")]);
  made.run(["worktree", "add", "-q", "--detach", at("apart")]);
  made.run(["worktree", "add", "-q", "-b", "lost", at("lost")]);
  made.run(["worktree", "add", "-q", "-b", "away", at("away")]);
  made.run(["worktree", "lock", at("away")]);
  expect(read(common)).toHaveLength(5);
  rmSync(at("lost"), { recursive: true });
  rmSync(at("away"), { recursive: true });
  const found = read(common);
  expect(found).toHaveLength(4);
  expect(found?.map(String).toSorted()).toEqual(list().map(String).toSorted());
});

test("what is out of the ordinary is left to git", async () => {
  const made = await scratch();
  const { common } = made.repository;
  const branch = made.run(["symbolic-ref", "--short", "HEAD"]);
  made.run(["symbolic-ref", "refs/heads/second", `refs/heads/${branch}`]);
  expect(readWorktrees(common)).toHaveLength(1);
  made.run(["symbolic-ref", "HEAD", "refs/heads/second"]);
  expect(readWorktrees(common), "a second name for a branch").toBeUndefined();
  made.run(["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
  writeFileSync(join(common, "HEAD"), "ref: refs/heads/.invalid\n");
  expect(readWorktrees(common), "refs kept as tables").toBeUndefined();
  writeFileSync(join(common, "HEAD"), `ref: refs/heads/${branch}\n`);
  made.run(["config", "core.worktree", made.repository.checkout]);
  expect(readWorktrees(common), "a checkout elsewhere").toBeUndefined();
});
