import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { GitError } from "./command.ts";

/** A worktree that git made is none: what git has of it was removed at that moment. */
export class WorktreeSpoilt extends Error {
  constructor(path: string) {
    super(`git made no worktree at ${path}`);
    this.name = "WorktreeSpoilt";
  }
}

const againAtMost = 15;

/** In milliseconds; a whole `git worktree prune` takes two. By chance, so as not to keep step with what is in the way. */
const longestPause = 30;

/** What git, or the system, says of a worktree's folder that was there a moment ago, or is not whole yet. */
const isSpoilt = (error: unknown): boolean =>
  error instanceof WorktreeSpoilt ||
  (error instanceof GitError && /\/worktrees\/|couldn't set 'HEAD'/.test(error.stderr)) ||
  (error instanceof Error && /^ENOENT: .*\/worktrees\//.test(error.message));

/**
 * Tries again what failed because of a worktree that is just being made or removed. Git reads what it keeps of every worktree and
 * fails where one is half there; and somebody's `git gc` takes one that is being made for a broken one, and removes it.
 */
export const despiteOthers = async <T>(work: () => Promise<T>, again = againAtMost): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (again === 0 || !isSpoilt(error)) throw error;
  }
  await pause(randomInt(longestPause));
  return despiteOthers(work, again - 1);
};
