import type { Oid } from "../core/evidence.ts";
import { entriesOf, isFolder, type TreeEntry } from "./trees.ts";

/** What a tree holds at a path. */
type Held = Pick<TreeEntry, "mode" | "oid">;

/** A path that two trees hold differently; a side that does not hold it is missing. */
export type Unlike = { readonly path: string; readonly old?: Held; readonly new?: Held };

type Pair = { readonly old: TreeEntry | undefined; readonly new: TreeEntry | undefined };

const heldIn = (entry: TreeEntry | undefined): Held | undefined =>
  entry === undefined || isFolder(entry) ? undefined : { mode: entry.mode, oid: entry.oid };

const folderOf = (entry: TreeEntry | undefined): Oid | undefined => (isFolder(entry) ? entry.oid : undefined);

const isSame = ({ old, new: now }: Pair): boolean => old?.oid === now?.oid && old?.mode === now?.mode;

/** What a tree holds; one that is not there holds nothing. */
const within = async (place: string, tree: Oid | undefined): Promise<readonly TreeEntry[]> => {
  if (tree === undefined) return [];
  const entries = await entriesOf(place, tree);
  if (entries === undefined) throw new Error(`${tree} is no tree in ${place}`);
  return entries;
};

const below = async (
  place: string,
  prefix: string,
  trees: { readonly old: Oid | undefined; readonly new: Oid | undefined },
): Promise<Unlike[]> => {
  const [before, after] = await Promise.all([within(place, trees.old), within(place, trees.new)]);
  const then = new Map(before.map((entry) => [entry.name, entry]));
  const now = new Map(after.map((entry) => [entry.name, entry]));
  const pairs = [...new Set([...then.keys(), ...now.keys()])].map((name) => ({
    path: `${prefix}${name}`,
    old: then.get(name),
    new: now.get(name),
  }));
  const found = pairs
    .filter((pair) => !isSame(pair))
    .map(async ({ path, ...pair }): Promise<Unlike[]> => {
      const [old, is] = [heldIn(pair.old), heldIn(pair.new)];
      const own =
        old === undefined && is === undefined
          ? []
          : [{ path, ...(old === undefined ? {} : { old }), ...(is === undefined ? {} : { new: is }) }];
      const folders = { old: folderOf(pair.old), new: folderOf(pair.new) };
      const isDeep = folders.old !== undefined || folders.new !== undefined;
      return isDeep ? [...own, ...(await below(place, `${path}/`, folders))] : own;
    });
  return (await Promise.all(found)).flat();
};

/**
 * The paths that two commits or trees hold differently, file by file, in git's order; a renamed file is one gone and one
 * new. Only folders that differ are looked into. A tree that is not there holds nothing.
 */
export const compareTrees = async (
  place: string,
  from: Oid | undefined,
  to: Oid | undefined,
): Promise<Unlike[]> => {
  const found = await below(place, "", { old: from, new: to });
  return found
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((unlike) => ({ ...unlike, path: Buffer.from(unlike.path, "latin1").toString() }));
};
