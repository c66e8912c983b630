import { configFile, machineDefaults } from "./defaults.ts";
import { textProblem } from "./disk.ts";
import { inOrder, type Entry, type Kind, type Shelf } from "./entry.ts";
import { configOf, kindOf } from "./places.ts";
import { entryOf } from "./shelf.ts";
import { assemble, type Snapshot } from "./snapshot.ts";

const nowhere = { mtimeMs: 0, size: 0, ino: 0 };

/** Reads the documents of a git tree, given as texts by path; `last` are the entries of the tree read before. */
export const readTree = (
  files: ReadonlyMap<string, string>,
  last: ReadonlyMap<string, Entry>,
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
  const { folders } = configOf(shelf);
  for (const path of files.keys()) {
    const kind = kindOf(path, folders);
    if (kind !== undefined && kind !== "config") put(path, kind);
  }
  const sayings = [...shelf.values()].sort(inOrder);
  return { shelf, snapshot: assemble(sayings, { config: machineDefaults(), problems: [] }) };
};
