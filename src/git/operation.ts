import { existsSync } from "node:fs";
import { join } from "node:path";

const operations = [
  ["rebase-merge", "a rebase"],
  ["rebase-apply", "a rebase"],
  ["MERGE_HEAD", "a merge"],
  ["CHERRY_PICK_HEAD", "a cherry-pick"],
  ["REVERT_HEAD", "a revert"],
  ["sequencer", "a cherry-pick or revert"],
  ["BISECT_LOG", "a bisect"],
] as const;

/** The operation of git's that was begun in the worktree of a git folder and is not finished, in words. */
export const operationUnderWay = (gitDir: string): string | undefined =>
  operations.find(([file]) => existsSync(join(gitDir, file)))?.[1];
