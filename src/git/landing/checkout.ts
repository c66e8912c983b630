import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Obstacle } from "../../engine/ports/git.ts";
import { line, run } from "../command.ts";
import { despiteOthers } from "../despite-others.ts";
import { operationUnderWay } from "../operation.ts";
import { textAt } from "../text-at.ts";
import { readWorktrees, type Known } from "./worktrees.ts";

/** A worktree of a person's that is on the target: its folder, and its own git folder. */
export type Checkout = { readonly path: string; readonly gitDir: string };

/** Where a branch is checked out. */
export type Whereabouts =
  | { readonly kind: "nowhere" }
  | { readonly kind: "in"; readonly checkout: Checkout }
  | { readonly kind: "busy"; readonly obstacle: Obstacle };

type Listed = { readonly path: string; readonly notes: ReadonlyMap<string, string> };

const parseWorktrees = (out: string): Listed[] =>
  out
    .split("\0\0")
    .filter((block) => block !== "")
    .map((block) => {
      const notes = new Map(
        block.split("\0").map((note): [string, string] => {
          const [name = ""] = note.split(" ", 1);
          return [name, note.slice(name.length + 1)];
        }),
      );
      return { path: notes.get("worktree") ?? "", notes };
    });

const text = (path: string): string => textAt(path) ?? "";

/** A linked worktree names its git folder in a file; the main one's, which is a folder there, is the common folder. */
const gitDirOf = (worktree: string, commonDir: string): string => {
  const pointer = textAt(join(worktree, ".git"));
  return pointer === undefined ? commonDir : resolve(worktree, pointer.replace(/^gitdir: /, "").trimEnd());
};

/** An operation of git's that a person has begun and not finished there. */
export const operationIn = ({ path, gitDir }: Checkout): Obstacle | undefined => {
  const found = operationUnderWay(gitDir);
  return found === undefined
    ? undefined
    : { why: `${found} is under way in ${path}: finish or abort it`, paths: [] };
};

/** During a rebase or bisect HEAD is detached; git notes beside it which branches it will come back to. */
const willReturnTo = (gitDir: string, branch: string): boolean =>
  ["rebase-merge/head-name", "rebase-apply/head-name", "rebase-merge/update-refs", "BISECT_START"]
    .flatMap((file) => text(join(gitDir, file)).split("\n"))
    .some((noted) => noted === `refs/heads/${branch}` || noted === branch);

/** It never moves while we live, and each landing asks. */
const knownCommonDirs = new Map<string, string>();

/** The folder that all worktrees of the repository share. */
export const commonDirOf = async (repository: string): Promise<string> => {
  const known = knownCommonDirs.get(repository);
  if (known !== undefined) return known;
  const found = await line(repository, ["rev-parse", "--path-format=absolute", "--git-common-dir"]);
  knownCommonDirs.set(repository, found);
  return found;
};

const busy = (why: string): Whereabouts => ({ kind: "busy", obstacle: { why, paths: [] } });

const askForWorktrees = async (repository: string, commonDir: string): Promise<Known[]> => {
  const { out } = await despiteOthers(() => run(repository, ["worktree", "list", "--porcelain", "-z"]));
  return parseWorktrees(out)
    .filter(({ notes }) => !notes.has("bare") && !notes.has("prunable"))
    .map(({ path, notes }) => ({
      path,
      gitDir: gitDirOf(path, commonDir),
      branch: notes.get("branch")?.replace(/^refs\/heads\//, ""),
    }));
};

/** Finds the one worktree that has the branch checked out, or says why nothing may land on it now. */
export const findCheckout = async (
  repository: string,
  commonDir: string,
  branch: string,
): Promise<Whereabouts> => {
  const known = readWorktrees(commonDir) ?? (await askForWorktrees(repository, commonDir));
  const checkouts = known.map(({ path, gitDir, branch: its }) => ({ path, gitDir, on: its === branch }));
  const returning = checkouts.find((checkout) => !checkout.on && willReturnTo(checkout.gitDir, branch));
  const obstacle = returning && operationIn(returning);
  if (obstacle !== undefined) return { kind: "busy", obstacle };
  const [found, second] = checkouts.filter(({ on }) => on);
  if (found === undefined) return { kind: "nowhere" };
  if (second !== undefined)
    return busy(`${branch} is checked out twice, in ${found.path} and ${second.path}: switch one of them`);
  if (!existsSync(found.path))
    return busy(`${branch} is checked out in ${found.path}, which is not there now`);
  return { kind: "in", checkout: { path: await topOf(repository, found.path), gitDir: found.gitDir } };
};

/**
 * `worktree list` derives the main folder from the git folder's name, which a separate git folder makes wrong. Only its settings
 * can tell where it belongs; where they do not, it belongs to the main checkout, and that is where we are asked from.
 */
const topOf = async (repository: string, listed: string): Promise<string> => {
  if (existsSync(join(listed, ".git"))) return listed;
  const ask = ["rev-parse", "--show-toplevel"];
  return line(listed, ask).catch(() => line(repository, ask));
};

/** Whether the checkout's HEAD is the branch at this moment. Git itself is asked where the file alone does not say so. */
export const isOn = async (checkout: Checkout, branch: string): Promise<boolean> =>
  text(join(checkout.gitDir, "HEAD")) === `ref: refs/heads/${branch}\n` ||
  (await line(checkout.path, ["symbolic-ref", "-q", "HEAD"], { answers: [1] })) === `refs/heads/${branch}`;
