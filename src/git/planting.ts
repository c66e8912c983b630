import type { Oid } from "../core/evidence.ts";
import { hearLine, lastingFor } from "./lasting.ts";
import { entriesOf, isFolder, namesOf, type TreeEntry } from "./trees.ts";

/** A file that a tree is to hold. */
export type Planted = { readonly path: string; readonly mode: string; readonly oid: Oid };

type Seed = Omit<Planted, "path"> & { readonly names: readonly string[] };

/** What trees name is known to be here: it came out of trees, or was just written. */
const planterAt = lastingFor(["mktree", "--batch", "--missing", "-z"]);

const types: Readonly<Record<string, string>> = { "40000": "tree", "160000": "commit" };

const rowOf = ({ mode, name, oid }: TreeEntry): string =>
  `${mode} ${types[mode] ?? "blob"} ${oid}\t${name}\0`;

/** Writes a tree that holds these and nothing else. An empty row ends it. */
export const writeTree = (place: string, entries: readonly TreeEntry[]): Promise<Oid> =>
  planterAt(place).ask({
    input: Buffer.from(`${entries.map(rowOf).join("")}\0`, "latin1"),
    hear: hearLine,
  });

const plantBelow = async (place: string, tree: Oid | undefined, seeds: readonly Seed[]): Promise<Oid> => {
  const before = tree === undefined ? [] : ((await entriesOf(place, tree)) ?? []);
  const entries = new Map(before.map((entry) => [entry.name, entry]));
  for (const [name = "", group] of Map.groupBy(seeds, ({ names }) => names[0])) {
    const file = group.find(({ names }) => names.length === 1);
    const found = entries.get(name);
    const below = group.map((seed) => ({ ...seed, names: seed.names.slice(1) }));
    entries.set(
      name,
      file === undefined
        ? {
            name,
            mode: "40000",
            oid: await plantBelow(place, isFolder(found) ? found.oid : undefined, below),
          }
        : { name, mode: file.mode, oid: file.oid },
    );
  }
  return writeTree(place, [...entries.values()]);
};

/** A tree with these files in it as well, in the place of what it held there; all else is as it was. */
export const plant = (place: string, tree: Oid, files: readonly Planted[]): Promise<Oid> =>
  plantBelow(
    place,
    tree,
    files.map(({ path, ...file }) => ({ ...file, names: namesOf(path) })),
  );
