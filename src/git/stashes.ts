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

/** All stashes, the newest first, each with when it was made, in milliseconds since the epoch. */
const stashesIn = async (place: string): Promise<(readonly [stash: Oid, at: number])[]> => {
  if ((await commitOf(place, "refs/stash")) === undefined) return [];
  const { out } = await run(place, ["log", "-g", "--format=%H %ct", "refs/stash", "--"]);
  return out
    .split("\n")
    .filter((row) => row !== "")
    .map((row) => {
      const [stash = "", seconds = ""] = row.split(" ");
      return [stash, Number(seconds) * 1000];
    });
};

/**
 * Looks for the files of a folder that no commit holds and that the person has put away, each with the last time they did. A stash
 * never changes: what was found in one is remembered, since every move of the target asks.
 */
export const openStashes = ({
  checkout,
}: Pick<Repository, "checkout">): ((folder: string) => Promise<readonly Stashed[]>) => {
  let held: ReadonlyMap<string, readonly string[]> = new Map();
  return async (folder) => {
    const stashes = await stashesIn(checkout);
    const nameOf = (stash: Oid): string => `${stash} ${folder}`;
    const now = new Map<string, readonly string[]>();
    for (const [stash] of stashes)
      now.set(nameOf(stash), held.get(nameOf(stash)) ?? (await heldIn(checkout, stash, folder)));
    held = now;
    // The newest comes first.
    return [
      ...new Map(
        stashes
          .toReversed()
          .flatMap(([stash, at]) => (now.get(nameOf(stash)) ?? []).map((path): Stashed => [path, at])),
      ),
    ];
  };
};
