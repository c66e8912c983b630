import { configFile, machineDefaults } from "./defaults.ts";
import { textProblem } from "./disk.ts";
import { inOrder, type Entry, type Kind, type Saying, type Shelf } from "./entry.ts";
import { configOf, kindOf } from "./places.ts";
import { entryOf } from "./shelf.ts";
import { assemble, type Snapshot } from "./snapshot.ts";

const nowhere = { mtimeMs: 0, size: 0, ino: 0 };

/** What counts while the checkout stands for something else than the target. */
export type Tree = {
  /** The target's documents: texts by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Paths that the commit checked out holds: they are another branch's. */
  readonly committed: ReadonlySet<string>;
};

/** Of what the disk says, what belongs to no branch: it is as much in force on another one as on the target. */
export const besideTree = ({ files, committed }: Tree, onDisk: readonly Saying[]): Saying[] =>
  onDisk.filter(({ path }) => !files.has(path) && !committed.has(path));

/**
 * Reads the documents of a git tree, given as texts by path; `last` are the entries of the tree read before, `beside` what
 * counts as well.
 */
export const readTree = (
  files: ReadonlyMap<string, string>,
  last: ReadonlyMap<string, Entry>,
  beside: readonly Saying[] = [],
): { readonly shelf: Shelf; readonly snapshot: Snapshot } => {
  const shelf: Shelf = new Map();
  const put = (path: string, kind: Kind): void => {
    const text = files.get(path) ?? "";
    const problem = textProblem(path, text);
    const reading = problem === undefined ? { text } : { problem };
    shelf.set(
      path,
      entryOf({ kind, file: { path, stamp: nowhere }, reading, now: Infinity }, last.get(path)),
    );
  };
  if (files.has(configFile)) put(configFile, "config");
  const written = beside.find(({ path }) => path === configFile);
  const { folders } = configOf({ get: (path) => shelf.get(path) ?? written });
  for (const path of files.keys()) {
    const kind = kindOf(path, folders);
    if (kind !== undefined && kind !== "config") put(path, kind);
  }
  const counting = beside.filter(({ path, kind }) => kindOf(path, folders) === kind);
  const sayings = [...shelf.values(), ...counting].sort(inOrder);
  return { shelf, snapshot: assemble(sayings, { config: machineDefaults(), problems: [] }) };
};
