import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { operationUnderWay } from "./operation.ts";
import type { Repository } from "./repository.ts";
import { textAt } from "./text-at.ts";

/** Folders that git would take for the repository itself: only git tells what to make of them. */
const isGitFolder = (folder: string): boolean =>
  existsSync(join(folder, "HEAD")) && existsSync(join(folder, "objects"));

/** The nearest `.git` at or above a folder. */
const nearest = (folder: string): string | undefined => {
  for (let at = folder; !isGitFolder(at); at = dirname(at)) {
    const git = join(at, ".git");
    if (existsSync(git)) return git;
    if (at === dirname(at)) return undefined;
  }
  return undefined;
};

/** The git folder that all worktrees share; a `.git` that is a file leads to it through `commondir`. */
const commonOf = (git: string): string | undefined => {
  if (statSync(git).isDirectory()) return realpathSync(git);
  const [, to] = /^gitdir: (.+)\n?$/.exec(readFileSync(git, "utf8")) ?? [];
  const own = to === undefined ? undefined : resolve(dirname(git), to);
  if (own === undefined || !existsSync(join(own, "commondir"))) return undefined;
  return realpathSync(resolve(own, readFileSync(join(own, "commondir"), "utf8").trim()));
};

/** Settings that may put the checkout elsewhere, or say that there is none. */
const unusual = /\bworktree\s*=|\[include|\bbare\b(?!\s*=\s*false\b)/i;

/** Whether the settings of a repository leave its checkout where it usually is. */
export const isUsual = (common: string): boolean =>
  ["config", "config.worktree"]
    .map((name) => join(common, name))
    .every((path) => !existsSync(path) || !unusual.test(readFileSync(path, "utf8")));

const refIn = (common: string, ref: string): string | undefined => {
  // A ref that is being packed is in the one before it goes from the other.
  const text = textAt(join(common, ref))?.trim() ?? packedIn(common, ref);
  return text !== undefined && /^[0-9a-f]{40,64}$/.test(text) ? text : undefined;
};

const packedIn = (common: string, ref: string): string | undefined => {
  const line = textAt(join(common, "packed-refs"))
    ?.split("\n")
    .find((one) => one.endsWith(` ${ref}`));
  return line?.slice(0, line.indexOf(" "));
};

/** Where a branch stands now, told from git's files; undefined where they do not tell it so plainly. */
export const tipOf = ({ common }: Pick<Repository, "common">, branch: string): string | undefined => {
  try {
    return refIn(common, `refs/heads/${branch}`);
  } catch {
    return undefined;
  }
};

const hasCommit = (common: string): boolean => {
  const head = readFileSync(join(common, "HEAD"), "utf8").trim();
  if (!head.startsWith("ref: ")) return /^[0-9a-f]{40,64}$/.test(head);
  return refIn(common, head.slice("ref: ".length)) !== undefined;
};

/** What a command that only reads knows of a repository. */
export type Glance = Omit<Repository, "worktrees">;

/**
 * The repository that a folder is in, told from its files without asking git, which takes longer than all that a reading
 * command does. `undefined` for anything out of the ordinary: `findRepository` then tells what it is.
 */
export const glanceAtRepository = (folder: string): Glance | undefined => {
  try {
    const git = nearest(realpathSync(folder));
    const common = git === undefined ? undefined : commonOf(git);
    if (common === undefined || basename(common) !== ".git") return undefined;
    if (!isUsual(common) || !hasCommit(common)) return undefined;
    const checkout = dirname(common);
    return { checkout, common, state: join(common, "traffic") };
  } catch {
    return undefined;
  }
};

/** Whether a git is at work on the checkout: it holds the index from the first file that it writes until right before its branch is the new one. */
export const isWriting = ({ common }: Pick<Repository, "common">): boolean =>
  existsSync(join(common, "index.lock"));

/** Whether the person's checkout is on a branch with no operation under way: its files are that branch's then. */
export const standsOn = ({ common }: Pick<Repository, "common">, branch: string): boolean =>
  readFileSync(join(common, "HEAD"), "utf8").trim() === `ref: refs/heads/${branch}` &&
  operationUnderWay(common) === undefined;
