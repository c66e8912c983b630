import { run } from "../command.ts";
import { writeIndex, type Held } from "./scratch.ts";

/**
 * The paths whose file in the checkout is not what the entry says: changed, missing, of another kind, behind a linked
 * folder, a submodule that moved or is dirty. Git judges, by content and with its filters, from an index that holds
 * nothing but these entries: no flag (assume-unchanged, skip-worktree) and no remembered time can hide a change.
 */
export const differing = async (
  checkout: string,
  scratch: string,
  entries: readonly Held[],
): Promise<ReadonlySet<string>> => {
  if (entries.length === 0) return new Set();
  writeIndex(scratch, entries);
  const { out } = await run(
    checkout,
    [
      "diff",
      "--name-only",
      "-z",
      "--no-renames",
      "--no-ext-diff",
      "--no-relative",
      "--ignore-submodules=none",
    ],
    { index: scratch },
  );
  return new Set(out.split("\0").filter((path) => path !== ""));
};

/** Of these paths, those that the person's index says are not to be on disk (sparse checkout). */
export const keptOffDisk = async (
  checkout: string,
  paths: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (paths.length === 0) return new Set();
  const { out } = await run(checkout, ["ls-files", "-t", "-z"]);
  const tagged = new Set(out.split("\0").filter((line) => line.startsWith("S ")));
  return new Set(paths.filter((path) => tagged.has(`S ${path}`)));
};
