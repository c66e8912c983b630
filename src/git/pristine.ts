import { join } from "node:path";
import type { Oid } from "../core/evidence.ts";
import { readIndex } from "./index-file.ts";
import { lineIn, runIn } from "./worktree.ts";
import type { Worktree } from "./worktree.ts";

/** Every change to a file of the index, and every file and folder beside it, ignored and empty ones with them. */
const everything = ["ls-files", "-z", "--modified", "--deleted", "--others", "--directory"] as const;

/** The same with every file of the index, and how git looks at each. */
const marked = ["ls-files", "-z", "-v", "--stage", "--cached"] as const;

/** A file that git looks at and finds as the index has it; a link to a commit is never so plain. */
const isPlain = (row: string): boolean => row === "" || /^H 1[02]0/.test(row);

/** The tree of an index that hides nothing; undefined where it does, or is broken. */
const treeOfIndex = async (worktree: Worktree, width: number): Promise<Oid | undefined> => {
  const word = readIndex(join(worktree.gitDir, "index"), width);
  if (word?.isPlain === false) return undefined;
  const [rows, tree] = await Promise.all([
    word === undefined ? runIn(worktree, marked).then(({ out }) => out.split("\0")) : [],
    word?.tree ?? lineIn(worktree, ["write-tree"]),
  ]);
  return rows.every(isPlain) ? tree : undefined;
};

/**
 * The tree that a worktree holds and nothing else: the index is that tree and hides nothing, every file is as the index has it,
 * and beside them lies nothing at all. `width` is how many bytes an object's name has. Undefined where that is not so or cannot
 * be told.
 */
export const treeAlone = (worktree: Worktree, width: number): Promise<Oid | undefined> =>
  Promise.all([runIn(worktree, everything), treeOfIndex(worktree, width)]).then(
    ([{ out }, tree]) => (out === "" ? tree : undefined),
    () => undefined,
  );
