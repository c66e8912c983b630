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

type Work = { readonly parent: Oid; readonly message: string; readonly keep: string };

const isPlain = ({ assumed, skipped, links, nested }: Survey): boolean =>
  [assumed, skipped, links, nested].every((found) => found.length === 0);

const addAll = (worktree: Worktree, answers: readonly number[]) =>
  runIn(worktree, ["add", "-A", "--sparse", "--ignore-errors", "."], { answers });

/** The tree of all that lies in the worktree; `undefined` where that is not simply what git added, or it could not. */
const plainTree = async (worktree: Worktree): Promise<Oid | undefined> => {
  const { code } = await addAll(worktree, [1, 128]);
  if (code === 128) return undefined;
  const [found, tree] = await Promise.all([
    survey(worktree),
    lineIn(worktree, ["write-tree"], { answers: [128] }),
  ]);
  return found !== undefined && isPlain(found) && tree !== "" ? tree : undefined;
};

/** The same where something hides from git: what it was told not to look at, and repositories inside. */
const oddTree = async (worktree: Worktree, { parent, keep }: Work): Promise<Oid> => {
  const found = await surveyMended(worktree, parent);
  await unhide(worktree, found);
  await absorbEmbedded(worktree, { found, keep, commit: commitLeftovers });
  await addAll(worktree, [1]);
  return lineIn(worktree, ["write-tree"]);
};

/**
 * Commits all that lies in the worktree and is not ignored onto `parent`; returns that commit, or `parent` where nothing is
 * left over. Moves no branch, runs no hook, signs nothing; the same leftovers give the same commit again.
 */
export const commitLeftovers = async (worktree: Worktree, work: Work): Promise<Oid> => {
  const [plain, before, author] = await Promise.all([
    plainTree(worktree),
    readCommit(worktree.checkout, work.parent),
    authorOf(worktree.path),
  ]);
  const tree = plain ?? (await oddTree(worktree, work));
  if (tree === before.tree) return work.parent;
  const identity = { ...author, ...dated(before.seconds) };
  return lineIn(worktree, ["commit-tree", "--no-gpg-sign", "-p", work.parent, "-F", "-", tree], {
    input: work.message,
    identity,
  });
};
