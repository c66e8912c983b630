import { run } from "../command.ts";
import type { Entry } from "./tree.ts";
import { indexInfo } from "./tree.ts";

type Held = { readonly path: string; readonly entry: Entry };

/** A scratch index that holds nothing but these entries; `undefined` when there are none. It may be made in any checkout. */
export const indexOfNothingBut = async (
  checkout: string,
  scratch: string,
  entries: readonly Held[],
): Promise<string | undefined> => {
  const [first] = entries;
  if (first === undefined) return undefined;
  await run(checkout, ["update-index", "-z", "--index-info"], {
    index: scratch,
    input: indexInfo(entries, first.entry.oid.length),
  });
  return scratch;
};

/**
 * The paths whose file in the checkout is not what such an index says: changed, missing, of another kind, behind a linked
 * folder, a submodule that moved or is dirty. Git judges, by content and with its filters, from an index that holds
 * nothing but these entries: no flag (assume-unchanged, skip-worktree) and no remembered time can hide a change.
 */
export const changedSince = async (
  checkout: string,
  scratch: string | undefined,
): Promise<ReadonlySet<string>> => {
  if (scratch === undefined) return new Set();
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

/** Those of these paths whose file in the checkout is not what its entry says. */
export const differing = async (
  checkout: string,
  scratch: string,
  entries: readonly Held[],
): Promise<ReadonlySet<string>> =>
  changedSince(checkout, await indexOfNothingBut(checkout, scratch, entries));

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
