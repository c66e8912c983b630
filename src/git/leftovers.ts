import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Oid } from "../core/evidence.ts";
import { readCommit } from "./commits.ts";
import { absorbEmbedded } from "./embedded.ts";
import { authorOf, dated } from "./identity.ts";
import { survey } from "./survey.ts";
import type { Survey } from "./survey.ts";
import { lineIn, runIn } from "./worktree.ts";
import type { Worktree } from "./worktree.ts";

const mark = async (worktree: Worktree, how: string, paths: readonly string[]): Promise<void> => {
  if (paths.length === 0) return;
  const input = paths.map((path) => `${path}\0`).join("");
  await runIn(worktree, ["update-index", how, "-z", "--stdin"], { input });
};

/** Files that the agent told git not to look at are looked at again; files it chose not to have are no deletions. */
const unhide = async (worktree: Worktree, { assumed, skipped }: Survey): Promise<void> => {
  const present = skipped.filter((path) => existsSync(join(worktree.path, path)));
  await mark(worktree, "--no-assume-unchanged", assumed);
  await mark(worktree, "--no-skip-worktree", present);
};

/** An index that a killed git broke held nothing that the files do not. */
const surveyMended = async (worktree: Worktree, parent: Oid): Promise<Survey> => {
  const found = await survey(worktree);
  if (found !== undefined) return found;
  rmSync(join(worktree.gitDir, "index"), { force: true });
  await runIn(worktree, ["read-tree", parent]);
  return (await survey(worktree)) ?? { assumed: [], skipped: [], links: [], nested: [] };
};

/**
 * Commits all that lies in the worktree and is not ignored onto `parent`; returns that commit, or `parent` where nothing is
 * left over. Moves no branch, runs no hook, signs nothing; the same leftovers give the same commit again.
 */
export const commitLeftovers = async (
  worktree: Worktree,
  work: { readonly parent: Oid; readonly message: string; readonly keep: string },
): Promise<Oid> => {
  const [found, before] = await Promise.all([
    surveyMended(worktree, work.parent),
    readCommit(worktree.checkout, work.parent),
  ]);
  await unhide(worktree, found);
  await absorbEmbedded(worktree, { found, keep: work.keep, commit: commitLeftovers });
  await runIn(worktree, ["add", "-A", "--sparse", "--ignore-errors", "."], { answers: [1] });
  const [tree, author] = await Promise.all([lineIn(worktree, ["write-tree"]), authorOf(worktree.path)]);
  if (tree === before.tree) return work.parent;
  const identity = { ...author, ...dated(before.seconds) };
  return lineIn(worktree, ["commit-tree", "--no-gpg-sign", "-p", work.parent, "-F", "-", tree], {
    input: work.message,
    identity,
  });
};
