import type { Oid } from "../core/evidence.ts";
import type { TaskId } from "../core/task.ts";
import { compareTrees } from "./comparing.ts";
import { fromRefPart } from "./names.ts";
import { listFiles } from "./objects.ts";
import { listRefs, type Ref } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { entriesOf, entryAt, isFile, isFolder } from "./trees.ts";

/** A result file, wherever it is. */
type ResultFile = { readonly task: TaskId; readonly attempt: number; readonly oid: Oid };

/** Where results are: what it says changes whenever any of them does. */
export type Shelf = {
  readonly key: string;
  /** All of them; of one attempt, what landed goes before what waits. */
  readonly list: () => Promise<readonly ResultFile[]>;
};

const prefix = "refs/traffic/results/";

/** The tree of the results at a commit; empty where it has none. */
const treeOf = async (place: string, commit: Oid, folder: string): Promise<string> => {
  const found = await entryAt(place, commit, folder);
  return isFolder(found) ? found.oid : "";
};

const inTree = (path: string): { readonly task: TaskId; readonly attempt: number } | undefined => {
  const match = /^([^/]+)\/(\d+)\.md$/.exec(path);
  return match === null ? undefined : { task: match[1] ?? "", attempt: Number(match[2]) };
};

/** Everything in a tree of results, by its path. */
type Landed = { readonly tree: string; readonly files: ReadonlyMap<string, Oid> };

const nothing: Landed = { tree: "", files: new Map() };

const readWhole = async (place: string, tree: string): Promise<Landed> => {
  const files = await listFiles(place, tree, []);
  return { tree, files: new Map(files.map(({ path, oid }) => [path, oid])) };
};

/** The same from what was there before: a landing adds one to ten thousand, and only that is read. */
const readOn = async (place: string, before: Landed, tree: string): Promise<Landed> => {
  const files = new Map(before.files);
  for (const { path, new: now } of await compareTrees(place, before.tree, tree))
    if (isFile(now)) files.set(path, now.oid);
    else files.delete(path);
  return { tree, files };
};

const landedIn = async (place: string, before: Landed, tree: string): Promise<Landed> => {
  if (tree === before.tree) return before;
  if (tree === "") return nothing;
  // Where the target was set back, what it held before may be gone by now.
  const known = before.tree === "" ? undefined : await readOn(place, before, tree).catch(() => undefined);
  return known ?? readWhole(place, tree);
};

const inLanded = ({ files }: Landed): ResultFile[] =>
  [...files].flatMap(([path, oid]) => {
    const named = inTree(path);
    return named === undefined ? [] : [{ ...named, oid }];
  });

/** What waits at a ref never changes while the ref names the same commit. */
type Waiting = ReadonlyMap<string, readonly ResultFile[]>;

const nameOf = ({ name, oid }: Ref): string => `${name} ${oid}`;

const waitingAt = async (place: string, { name, oid }: Ref): Promise<ResultFile[]> => {
  const task = fromRefPart(name.slice(prefix.length));
  const files = ((await entriesOf(place, oid)) ?? []).filter(isFile);
  return files.flatMap((file) => {
    const [, n] = /^(\d+)\.md$/.exec(file.name) ?? [];
    return n === undefined ? [] : [{ task, attempt: Number(n), oid: file.oid }];
  });
};

const waitingIn = async (place: string, before: Waiting, refs: readonly Ref[]): Promise<Waiting> => {
  const found = refs.map(async (ref) => before.get(nameOf(ref)) ?? (await waitingAt(place, ref)));
  const all = await Promise.all(found);
  return new Map(refs.map((ref, at) => [nameOf(ref), all[at] ?? []]));
};

/**
 * Looks for the results on a commit of the target and those that wait for their task, landed and failed alike. What the last
 * look found is remembered: every landing asks, and what is new then is one result, however many there are.
 */
export const openShelves = ({
  checkout,
}: Repository): ((request: { readonly tip: Oid; readonly folder: string }) => Promise<Shelf>) => {
  let [landed, waiting]: [Landed, Waiting] = [nothing, new Map()];
  return async ({ tip, folder }) => {
    const [tree, refs] = await Promise.all([
      treeOf(checkout, tip, folder),
      listRefs(checkout, [prefix.slice(0, -1)]),
    ]);
    return {
      key: [tree, ...refs.map(nameOf)].join("\n"),
      list: async () => {
        [landed, waiting] = await Promise.all([
          landedIn(checkout, landed, tree),
          waitingIn(checkout, waiting, refs),
        ]);
        const all = [...[...waiting.values()].flat(), ...inLanded(landed)];
        return [...new Map(all.map((file) => [`${file.task}@${file.attempt}`, file])).values()];
      },
    };
  };
};
