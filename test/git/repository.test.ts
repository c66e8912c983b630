import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findRepository, hasCommit, isRecent, noCommit, notWorkable } from "../../src/git/repository.ts";
import { isolate, runGit, scratch, temporary } from "./scratch.ts";

test("the same facts from the top, a folder below, a linked worktree and through a link", async () => {
  const world = await scratch("my repo");
  world.run(["worktree", "add", "-q", join(world.root, "linked"), "-b", "side"]);
  symlinkSync(world.repository.checkout, join(world.root, "link"));
  for (const folder of [
    join(world.repository.checkout, "src"),
    join(world.root, "linked"),
    join(world.root, "link"),
  ])
    expect(await findRepository(folder)).toEqual(world.repository);
  expect(world.repository.state).toBe(join(world.repository.common, "traffic"));
  expect(world.repository.worktrees).toMatch(/cache\/traffic\/my repo-[0-9a-f]{8}$/);
});

test("a git folder kept apart, and a submodule, are repositories too", async () => {
  const root = temporary();
  isolate(root);
  const at = join(root, "work");
  mkdirSync(at);
  runGit(at, ["init", "-q", "--separate-git-dir", join(root, "kept.git")]);
  runGit(at, ["commit", "-q", "--allow-empty", "-m", "one"]);
  expect(await findRepository(at)).toMatchObject({ checkout: at, common: join(root, "kept.git") });
  const world = await scratch("outer");
  world.run(["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", at, "sub"]);
  const sub = join(world.repository.checkout, "sub");
  runGit(sub, ["worktree", "add", "-q", join(world.root, "sub-linked"), "-b", "side"]);
  expect((await findRepository(sub)).checkout).toBe(sub);
  expect((await findRepository(join(world.root, "sub-linked"))).checkout).toBe(sub);
});

test("worktrees are kept in one place wherever a person stands, and are none of their changes", async () => {
  const world = await scratch();
  const { checkout } = world.repository;
  const before = process.env["HOME"];
  onTestFinished(() => void (process.env["HOME"] = before));
  process.env["HOME"] = world.root;
  for (const set of ["cache", ""]) {
    process.env["XDG_CACHE_HOME"] = set;
    expect((await findRepository(checkout)).worktrees).toContain(join(world.root, ".cache/traffic/"));
  }
  process.env["XDG_CACHE_HOME"] = join(checkout, "kept");
  const inside = await findRepository(checkout);
  expect(inside.worktrees).toContain(join(checkout, "kept/traffic/"));
  await world.git.prepare({ task: "a", n: 1, slot: 0, ground: world.ground });
  writeFileSync(join(inside.worktrees, "any"), "");
  expect(world.run(["status", "--porcelain"])).toBe("");
});

test("a repository of another user is not taken for none", () => {
  const said =
    "fatal: detected dubious ownership in repository at '/srv/app'\nTo add an exception for this directory, call:\n\n\tgit config --global --add safe.directory /srv/app";
  expect(notWorkable("/srv/app/src", said)).toBe(
    "git does not work in /srv/app, since it belongs to another user: git config --global --add safe.directory '/srv/app'",
  );
});

test("what is no repository to work in is told clearly", async () => {
  const root = temporary();
  isolate(root);
  await expect(findRepository(root)).rejects.toThrow(/not in a git repository .*git init/);
  await expect(findRepository(join(root, "nowhere"))).rejects.toThrow(/does not exist/);
  runGit(root, ["init", "-q", "--bare", "bare"]);
  await expect(findRepository(join(root, "bare"))).rejects.toThrow(/bare repository/);
  const world = await scratch("origin");
  runGit(root, ["clone", "-q", "--bare", world.repository.checkout, "project/.bare"]);
  writeFileSync(join(root, "project/.git"), "gitdir: ./.bare\n");
  runGit(join(root, "project"), ["worktree", "add", "-q", "main"]);
  await expect(findRepository(join(root, "project/main"))).rejects.toThrow(/bare repository with worktrees/);
});

test("a repository without a commit is found, and told apart", async () => {
  const root = temporary();
  isolate(root);
  runGit(root, ["init", "-q", "unborn"]);
  const unborn = await findRepository(join(root, "unborn"));
  expect(await hasCommit(unborn)).toBe(false);
  expect(noCommit(unborn).message).toMatch(/no commit yet.*git commit/);
});

test("a missing git is told clearly", async () => {
  const root = temporary();
  const path = process.env["PATH"];
  process.env["PATH"] = root;
  try {
    await expect(findRepository(root)).rejects.toThrow(/git could not be started/);
  } finally {
    process.env["PATH"] = path;
  }
});

test("git before 2.38 is too old", () => {
  expect(
    ["git version 2.38.0", "git version 2.50.1 (Apple Git-155)", "git version 3.0.0"].map(isRecent),
  ).toEqual([true, true, true]);
  expect(["git version 2.37.9", "git version 1.99.0", "what?"].map(isRecent)).toEqual([false, false, false]);
});
