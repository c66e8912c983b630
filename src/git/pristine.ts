import { lineIn, runIn } from "./worktree.ts";
import type { Worktree } from "./worktree.ts";
import { readCommit } from "./commits.ts";
import type { Oid } from "../core/evidence.ts";

/** Every file of the index and every change to one, and every file and folder beside it, ignored and empty ones with them. */
const everything = [
  "ls-files",
  "-z",
  "-v",
  "--stage",
  "--cached",
  "--modified",
  "--deleted",
  "--others",
  "--directory",
] as const;

/** A file that git looks at and finds as the index has it; a link to a commit is never so plain. */
const isPlain = (row: string): boolean => row === "" || /^H 1[02]0/.test(row);

/**
 * Whether a worktree holds a commit and nothing else: the index is that commit's tree and hides nothing, every file is as the
 * index has it, and beside them lies nothing at all. Then there is nothing to keep and nothing to clean away, and one look has
 * told what committing leftovers and scrubbing would find out one after the other. What cannot be told is not so.
 */
export const isPristine = async (worktree: Worktree, commit: Oid): Promise<boolean> => {
  const looks = Promise.all([
    runIn(worktree, everything),
    lineIn(worktree, ["write-tree"]),
    readCommit(worktree.checkout, commit),
  ]);
  return looks.then(
    ([{ out }, tree, held]) => tree === held.tree && out.split("\0").every(isPlain),
    () => false,
  );
};
