import { existsSync, lstatSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import type { Oid } from "../core/evidence.ts";
import { run } from "./command.ts";
import type { CommandOptions, CommandResult } from "./command.ts";
import { namesIn } from "./names-in.ts";
import { commitOf } from "./refs.ts";
import type { Repository } from "./repository.ts";

/** A worktree of ours, and its own git folder below the shared one. Only `openWorktree` and `adopt` make one. */
export type Worktree = {
  readonly path: string;
  readonly gitDir: string;
  /** The top of the person's checkout: there git is asked what all worktrees share, and what goes with none of them. */
  readonly checkout: string;
};

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8").trimEnd();
  } catch {
    return undefined;
  }
};

/** The git folders of linked worktrees that say they belong to the path: usually one, none or a half-made one. */
export const gitDirsFor = ({ common }: Repository, path: string): string[] => {
  const all = join(common, "worktrees");
  return namesIn(all)
    .map((name) => join(all, name))
    .filter((gitDir) => {
      const pointer = textOf(join(gitDir, "gitdir"));
      return pointer !== undefined && resolve(gitDir, pointer) === join(path, ".git");
    });
};

/** A folder itself, with no link on the way that could lead into what is not ours. */
export const isPlainFolder = (path: string): boolean => {
  try {
    return lstatSync(path).isDirectory() && realpathSync(path) === path;
  } catch {
    // Not there, or gone between the two.
    return false;
  }
};

const isWhole = (gitDir: string): boolean =>
  ["HEAD", "commondir", "gitdir"].every((name) => existsSync(join(gitDir, name)));

/** Whether a path is in the one folder where worktrees are ours to reset and clean. */
export const isOurs = ({ worktrees }: Repository, path: string): boolean => path.startsWith(worktrees + sep);

/**
 * The worktree at the path, if it is one of ours and whole: git's pointers are followed both ways, so that no command for it
 * can reach a repository above it. `undefined` otherwise.
 */
export const openWorktree = (repository: Repository, path: string): Worktree | undefined => {
  const pointer = textOf(join(path, ".git"));
  if (!isOurs(repository, path) || !isPlainFolder(path)) return undefined;
  if (pointer?.startsWith("gitdir: ") !== true) return undefined;
  const gitDir = resolve(path, pointer.slice("gitdir: ".length));
  const belongs = gitDirsFor(repository, path).includes(gitDir) && isWhole(gitDir);
  return belongs ? { path, gitDir, checkout: repository.checkout } : undefined;
};

/** An attempt's worktree is not there any more: what lay in it is lost, or stays where it is. */
class WorktreeGone extends Error {
  constructor(path: string, { checkout }: Repository) {
    super(
      `${path} is no worktree of ${checkout} any more: it was removed, or the repository was moved or copied`,
    );
    this.name = "WorktreeGone";
  }
}

/**
 * The worktree of an attempt that an agent had: where the agent removed or replaced its `.git`, the pointer is written
 * again. Throws a `WorktreeGone` when the path is not a worktree of ours.
 */
export const adopt = (repository: Repository, path: string): Worktree => {
  const found = openWorktree(repository, path);
  if (found !== undefined) return found;
  const gitDir = gitDirsFor(repository, path).find(isWhole);
  if (gitDir === undefined || !isOurs(repository, path) || !isPlainFolder(path))
    throw new WorktreeGone(path, repository);
  rmSync(join(path, ".git"), { recursive: true, force: true });
  writeFileSync(join(path, ".git"), `gitdir: ${gitDir}\n`);
  return { path, gitDir, checkout: repository.checkout };
};

/** What lies in the pool: worktrees, and folders set aside. Empty when the cache was emptied. */
export const poolPaths = ({ worktrees }: Repository): string[] =>
  namesIn(worktrees)
    .sort()
    .map((name) => join(worktrees, name));

/** Our worktrees that are whole. */
export const listWorktrees = (repository: Repository): Worktree[] =>
  poolPaths(repository).flatMap((path) => openWorktree(repository, path) ?? []);

/** Runs git in a worktree, and in no repository above it. */
export const runIn = (
  worktree: Worktree,
  command: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> => run(worktree.path, command, { ...options, fenced: true });

/** The output of a command that answers with one line. */
export const lineIn = async (
  worktree: Worktree,
  command: readonly string[],
  options?: CommandOptions,
): Promise<string> => (await runIn(worktree, command, options)).out.trim();

/** The commit that a worktree is on; `undefined` when it is on none. */
export const commitAt = ({ checkout, gitDir }: Worktree): Promise<Oid | undefined> =>
  commitOf(checkout, `worktrees/${basename(gitDir)}/HEAD`);
