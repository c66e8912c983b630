import { existsSync } from "node:fs";
import { join } from "node:path";
import { runIn } from "./worktree.ts";
import type { Worktree } from "./worktree.ts";

/** What git's index says of a worktree, and what lies beside it unignored. */
export type Survey = {
  /** Paths marked so that changes to them pass unseen: taken for unchanged, or (sparse) not wanted here. */
  readonly assumed: readonly string[];
  readonly skipped: readonly string[];
  /** Links to commits: submodules, and repositories added by mistake. */
  readonly links: readonly string[];
  /** Untracked folders that are repositories of their own. */
  readonly nested: readonly string[];
};

const pathOf = (row: string): string => row.slice(row.indexOf("\t") + 1);

/** One look at the index and the files beside it; `undefined` when the index is gone or broken. */
export const survey = async (worktree: Worktree): Promise<Survey | undefined> => {
  if (!existsSync(join(worktree.gitDir, "index"))) return undefined;
  const listing = ["ls-files", "-z", "-v", "--stage", "--cached", "--others", "--exclude-standard"];
  const { code, out } = await runIn(worktree, listing, { answers: [128] });
  if (code !== 0) return undefined;
  const rows = out.split("\0");
  const tracked = rows.filter((row) => row !== "" && !row.startsWith("? "));
  return {
    assumed: tracked.filter((row) => /^[a-z]/.test(row)).map(pathOf),
    skipped: tracked.filter((row) => /^s/i.test(row)).map(pathOf),
    links: tracked.filter((row) => row.slice(2).startsWith("160000 ")).map(pathOf),
    nested: rows.filter((row) => row.startsWith("? ") && row.endsWith("/")).map((row) => row.slice(2, -1)),
  };
};
