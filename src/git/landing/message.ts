import { createHash } from "node:crypto";
import type { Oid } from "../../core/evidence.ts";
import { readCommit } from "../commits.ts";

/** What landing has to know of M. */
export type Landable = {
  /** M's first parent: where the target has to be. */
  readonly from: Oid;
  /** The reference that keeps M from being collected until it has landed, where there is one. */
  readonly keeper?: string;
};

/**
 * The reference that keeps M: one for each task, so that a newer M takes the place of the one it supersedes. The
 * task is read from M's own trailer; a digest, because a task's name may hold what a reference's must not.
 */
export const keeperOf = (message: string): string => {
  const task = /^Traffic-(?:Task|Undo|Record): (.+)$/m.exec(message)?.[1] ?? message;
  return `refs/traffic/landing/${createHash("sha256").update(task).digest("hex").slice(0, 16)}`;
};

/** Reads M. Rejects when it is no commit or has no parent. */
export const readLandable = async (repository: string, commit: Oid): Promise<Landable> => {
  const { parents, message } = await readCommit(repository, commit);
  const [from] = parents;
  if (from === undefined) throw new Error(`${commit} has no parent: there is nothing it could land on`);
  return { from, keeper: keeperOf(message) };
};
