import type { Kept } from "./cache.ts";
import { configFile } from "./defaults.ts";
import { stampAt, stampOf, statsAt, type FoundFile } from "./disk.ts";
import type { Entries } from "./entries.ts";
import { isSameStamp, isStale, type Kind } from "./entry.ts";
import type { FolderSeen, Table } from "./table.ts";

/** A document that is there. */
export type Seen = { readonly kind: Kind; readonly file: FoundFile };

/** Something that takes a while, and stops now and then for others to have their turn. */
type Pausing<T> = Generator<readonly [], T>;

/** So many files are looked at between two stops: about a millisecond. */
const stride = 256;

const isAsSeen = (root: string, { path, stamp, racy }: FolderSeen): boolean => {
  const now = stampAt(root + path, "folder");
  return !racy && (now === undefined || stamp === undefined ? now === stamp : isSameStamp(now, stamp));
};

/** Those of a table's rows that may have changed; undefined where one is gone. */
function* staleRows(root: string, table: Table, entries: Entries): Pausing<Seen[] | undefined> {
  const { paths, mtimes, sizes, inodes, isRacy } = table;
  const stale: Seen[] = [];
  let row = -1;
  for (const path of paths) {
    row += 1;
    if (row % stride === stride - 1) yield [];
    if (!entries.counts(row)) continue;
    const stats = statsAt(root + path, "file");
    if (stats === undefined) return undefined;
    const isSame = stats.mtimeMs === mtimes[row] && stats.size === sizes[row] && stats.ino === inodes[row];
    if (!isSame || isRacy(row)) stale.push({ kind: "task", file: { path, stamp: stampOf(stats) } });
  }
  return stale;
}

/**
 * The documents that may have changed, where the folders' stamps say that none was added, taken away or renamed; undefined where
 * they do not. Names are read by nobody then: that is a third of a look at all.
 */
export function* recheck(root: string, { entries, folders }: Kept): Pausing<readonly Seen[] | undefined> {
  // Plain concatenation: `join` costs a third of the `lstat` that it is for. The shorter the path, the sooner it is found.
  const from = root === process.cwd() ? "" : `${root}/`;
  if (folders?.every((folder) => isAsSeen(from, folder)) !== true) return undefined;
  const stale: Seen[] = [];
  for (const entry of entries.own()) {
    const { path, kind } = entry;
    const stamp = kind === "config" ? entry.stamp : stampAt(from + path, "file");
    if (stamp === undefined) return undefined;
    if (path !== configFile && isStale(entry, { kind, file: { path, stamp } }))
      stale.push({ kind, file: { path, stamp } });
  }
  const rows = entries.table === undefined ? [] : yield* staleRows(from, entries.table, entries);
  return rows && [...stale, ...rows];
}
