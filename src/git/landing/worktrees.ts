import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { isUsual } from "../glance.ts";
import { namesIn } from "../names-in.ts";
import { textAt } from "../text-at.ts";

/** A worktree of a repository: its folder, its own git folder, and the branch that it is on, if it is on one. */
export type Known = { readonly path: string; readonly gitDir: string; readonly branch: string | undefined };

/** Where only git tells. */
class Unclear extends Error {}

const text = (path: string): string => textAt(path) ?? "";

/** What a HEAD says: a branch, or a commit. A branch that is another's second name is for git to follow. */
const branchOf = (commonDir: string, gitDir: string): string | undefined => {
  const head = readFileSync(join(gitDir, "HEAD"), "utf8");
  if (/^[0-9a-f]{40,64}\n$/.test(head)) return undefined;
  const [, branch] = /^ref: refs\/heads\/(\S+)\n$/.exec(head) ?? [];
  if (branch === undefined || branch === ".invalid") throw new Unclear();
  if (text(join(commonDir, "refs/heads", branch)).startsWith("ref:")) throw new Unclear();
  return branch;
};

/** A linked worktree whose folder is gone is none any more, unless it is locked: its disk may only be away. */
const linkedBy = (commonDir: string, gitDir: string): Known[] => {
  const pointer = text(join(gitDir, "gitdir")).trimEnd();
  if (pointer === "") return [];
  const file = resolve(gitDir, pointer);
  if (basename(file) !== ".git") throw new Unclear();
  if (!existsSync(file) && !existsSync(join(gitDir, "locked"))) return [];
  return [{ path: dirname(file), gitDir, branch: branchOf(commonDir, gitDir) }];
};

/**
 * The worktrees of a repository, told from their files without a process. `undefined` for anything out of the ordinary (refs
 * kept as tables, a checkout elsewhere, a HEAD that says neither): git itself is asked then.
 */
export const readWorktrees = (commonDir: string): Known[] | undefined => {
  if (basename(commonDir) !== ".git" || !isUsual(commonDir)) return undefined;
  const links = join(commonDir, "worktrees");
  try {
    const main = { path: dirname(commonDir), gitDir: commonDir, branch: branchOf(commonDir, commonDir) };
    const names = namesIn(links).sort();
    return [main, ...names.flatMap((name) => linkedBy(commonDir, join(links, name)))];
  } catch {
    // One that is just being made or removed is for git to make sense of, too.
    return undefined;
  }
};
