import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { treeAlone } from "../../src/git/pristine.ts";
import { openWorktree } from "../../src/git/worktree.ts";
import { runGit, scratch } from "./scratch.ts";

/** A worktree of the pool on its base, with a file that is ignored by name, and what somebody does to it. */
const after = async (act: (path: string) => void): Promise<boolean> => {
  const made = await scratch();
  const { git, ground, repository } = made;
  made.write(".gitignore", "*.tmp\n");
  made.write("src/a.txt", "a\n");
  made.commit("files");
  const { path, base } = await git.prepare({ task: "t", n: 1, slot: 0, ground });
  act(path);
  const worktree = openWorktree(repository, path);
  if (worktree === undefined) throw new Error(`${path} is no worktree`);
  return (await treeAlone(worktree, base.length / 2)) === runGit(path, ["rev-parse", `${base}^{tree}`]);
};

const withShortPaths = (path: string): string => runGit(path, ["update-index", "--index-version", "4"]);

test("a worktree that nobody touched is pristine, whoever reads its index", async () => {
  expect(await after(() => undefined)).toBe(true);
  expect(await after(withShortPaths)).toBe(true);
});

test.each<[string, (path: string) => void]>([
  ["a file changed", (path) => writeFileSync(join(path, "src/a.txt"), "b\n")],
  ["a file gone", (path) => runGit(path, ["rm", "-q", "src/a.txt"])],
  [
    "a change staged, and the file as it was",
    (path) => {
      writeFileSync(join(path, "src/a.txt"), "b\n");
      runGit(path, ["add", "-A"]);
      writeFileSync(join(path, "src/a.txt"), "a\n");
    },
  ],
  [
    "a change staged and nothing else",
    (path) => {
      writeFileSync(join(path, "src/a.txt"), "b\n");
      runGit(path, ["add", "-A"]);
    },
  ],
  ["a file that git knows nothing of", (path) => writeFileSync(join(path, "new.txt"), "")],
  ["an ignored file", (path) => writeFileSync(join(path, "left.tmp"), "")],
  ["an empty folder", (path) => mkdirSync(join(path, "src/empty"))],
  ["a repository inside", (path) => runGit(path, ["init", "-q", "inside"])],
  [
    "a change that git is told not to look at",
    (path) => {
      writeFileSync(join(path, "src/a.txt"), "b\n");
      runGit(path, ["update-index", "--assume-unchanged", "src/a.txt"]);
    },
  ],
  [
    "a file that git is told not to have",
    (path) => runGit(path, ["update-index", "--skip-worktree", "src/a.txt"]),
  ],
  [
    "a file that git is told not to have, in an index that only git reads",
    (path) => {
      runGit(path, ["update-index", "--skip-worktree", "src/a.txt"]);
      withShortPaths(path);
    },
  ],
  [
    "another commit",
    (path) => {
      writeFileSync(join(path, "src/a.txt"), "b\n");
      runGit(path, ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qam", "more"]);
    },
  ],
  [
    "an index that is broken",
    (path) => {
      writeFileSync(join(runGit(path, ["rev-parse", "--absolute-git-dir"]), "index"), "rubbish");
    },
  ],
])("it is not with %s", async (_, act) => {
  expect(await after(act)).toBe(false);
});
