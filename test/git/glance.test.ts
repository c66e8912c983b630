import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { glanceAtRepository, tipOf } from "../../src/git/glance.ts";
import { findRepository } from "../../src/git/repository.ts";

const scratch = (): string => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "traffic-glance-")));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

const git = (place: string, ...command: readonly string[]): void => {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...who, ...command], { cwd: place, stdio: "ignore" });
};

const repository = (): string => {
  const path = scratch();
  git(path, "init", "-q", "-b", "main");
  git(path, "commit", "-q", "--allow-empty", "-m", "first");
  return path;
};

/** What git says, as far as a glance tells it. */
const asked = async (folder: string) => {
  const { worktrees: _, ...rest } = await findRepository(folder);
  return rest;
};

test("a glance tells what git tells: at the top, below it, in a linked worktree, with packed or detached heads", async () => {
  const top = repository();
  mkdirSync(join(top, "a/b"), { recursive: true });
  git(top, "worktree", "add", "-q", join(top, "a/linked"), "-b", "other");
  const expected = await asked(top);
  for (const folder of [top, join(top, "a/b"), join(top, "a/linked")]) {
    expect(await asked(folder)).toEqual(expected);
    expect(glanceAtRepository(folder)).toEqual(expected);
  }
  git(top, "pack-refs", "--all");
  expect(glanceAtRepository(top)).toEqual(expected);
  git(top, "checkout", "-q", "--detach");
  expect(glanceAtRepository(top)).toEqual(expected);
});

test("anything out of the ordinary is left to git", () => {
  const unborn = scratch();
  git(unborn, "init", "-q");
  const bare = scratch();
  git(bare, "init", "-q", "--bare");
  const elsewhere = repository();
  git(elsewhere, "config", "core.worktree", scratch());
  const included = repository();
  git(included, "config", "include.path", "more");
  const broken = scratch();
  writeFileSync(join(broken, ".git"), "gitdir: nowhere\n");
  const top = repository();
  mkdirSync(join(top, "inner"));
  git(join(top, "inner"), "init", "-q", "--bare");
  const strange = [
    unborn,
    bare,
    elsewhere,
    included,
    broken,
    join(top, ".git"),
    join(top, "inner"),
    scratch(),
  ];
  for (const folder of [...strange, join(top, "missing")]) expect(glanceAtRepository(folder)).toBeUndefined();
});

test("where a branch stands is told as git tells it, loose or packed, and not at all where there is none", () => {
  const path = repository();
  const common = join(path, ".git");
  const told = () => execFileSync("git", ["rev-parse", "main"], { cwd: path, encoding: "utf8" }).trim();
  const first = told();
  expect(tipOf({ common }, "main")).toBe(first);
  git(path, "pack-refs", "--all");
  expect(tipOf({ common }, "main")).toBe(first);
  git(path, "commit", "-q", "--allow-empty", "-m", "second");
  expect(tipOf({ common }, "main")).toBe(told());
  expect(tipOf({ common }, "main")).not.toBe(first);
  expect(tipOf({ common }, "ain")).toBeUndefined();
  expect(tipOf({ common: join(path, "nowhere") }, "main")).toBeUndefined();
});
