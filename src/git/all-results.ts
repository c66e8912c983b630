import type { Oid } from "../core/evidence.ts";
import type { TaskId } from "../core/task.ts";
import { fromRefPart } from "./names.ts";
import { listFiles, literally } from "./objects.ts";
import { listRefs } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { entryAt } from "./trees.ts";

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
const treeOf = async (place: string, commit: Oid, folder: string): Promise<string> =>
  (await entryAt(place, commit, folder))?.oid ?? "";

const inTree = (path: string): { readonly task: TaskId; readonly attempt: number } | undefined => {
  const match = /^([^/]+)\/(\d+)\.md$/.exec(path);
  return match === null ? undefined : { task: match[1] ?? "", attempt: Number(match[2]) };
};

const landedOf = async (place: string, commit: Oid, folder: string): Promise<ResultFile[]> => {
  const files = await listFiles(place, commit, [literally(folder)]);
  return files.flatMap(({ path, oid }) => {
    const named = inTree(path.slice(folder.length + 1));
    return named === undefined ? [] : [{ ...named, oid }];
  });
};

const waitingOf = async (place: string, ref: { name: string; oid: Oid }): Promise<ResultFile[]> => {
  const task = fromRefPart(ref.name.slice(prefix.length));
  const files = await listFiles(place, ref.oid, []);
  return files.flatMap(({ path, oid }) => {
    const [, n] = /^(\d+)\.md$/.exec(path) ?? [];
    return n === undefined ? [] : [{ task, attempt: Number(n), oid }];
  });
};

/** The results on a commit of the target and those that wait for their task, landed and failed alike. */
export const allResults = async (
  { checkout }: Repository,
  { tip, folder }: { readonly tip: Oid; readonly folder: string },
): Promise<Shelf> => {
  const [tree, refs] = await Promise.all([
    treeOf(checkout, tip, folder),
    listRefs(checkout, [prefix.slice(0, -1)]),
  ]);
  return {
    key: [tree, ...refs.map(({ name, oid }) => `${name} ${oid}`)].join("\n"),
    list: async () => {
      const waiting = await Promise.all(refs.map((ref) => waitingOf(checkout, ref)));
      const all = [...waiting.flat(), ...(tree === "" ? [] : await landedOf(checkout, tip, folder))];
      return [...new Map(all.map((file) => [`${file.task}@${file.attempt}`, file])).values()];
    },
  };
};
