import type { Oid } from "../core/evidence.ts";
import { run } from "./command.ts";
import { readCommit } from "./commits.ts";
import { compareTrees } from "./comparing.ts";
import { commitOf } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { entryAt, isFolder } from "./trees.ts";

/** A file that a stash holds, and when it was put there, in milliseconds since the epoch. */
export type Stashed = readonly [path: string, at: number];

const folderIn = async (place: string, commit: Oid, folder: string): Promise<Oid | undefined> => {
  const found = await entryAt(place, commit, folder);
  return isFolder(found) ? found.oid : undefined;
};

/** What a stash holds in a folder that the commit it was made on does not: files that were staged, and those of nobody. */
const heldIn = async (place: string, stash: Oid, folder: string): Promise<string[]> => {
  const [base = stash, , untracked] = (await readCommit(place, stash)).parents;
  const before = await folderIn(place, base, folder);
  const [staged, others] = await Promise.all([
    compareTrees(place, before, await folderIn(place, stash, folder)),
    untracked === undefined ? [] : compareTrees(place, undefined, await folderIn(place, untracked, folder)),
  ]);
  return [...staged, ...others]
    .filter(({ old, new: now }) => old === undefined && now !== undefined)
    .map(({ path }) => `${folder}/${path}`);
};

/** The files of a folder that no commit holds and that the person has put away, each with the last time they did. */
export const stashedFiles = async (
  { checkout }: Pick<Repository, "checkout">,
  folder: string,
): Promise<readonly Stashed[]> => {
  if ((await commitOf(checkout, "refs/stash")) === undefined) return [];
  const { out } = await run(checkout, ["log", "-g", "--format=%H %ct", "refs/stash", "--"]);
  const stashes = out
    .split("\n")
    .filter((row) => row !== "")
    .map((row) => row.split(" "));
  const last = new Map<string, number>();
  // The newest comes first.
  for (const [stash = "", seconds = ""] of stashes.toReversed())
    for (const path of await heldIn(checkout, stash, folder)) last.set(path, Number(seconds) * 1000);
  return [...last];
};
