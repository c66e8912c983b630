import type { Oid } from "../../core/evidence.ts";
import { run } from "../command.ts";
import { compareTrees } from "../comparing.ts";

/** What a tree or an index holds at a path. */
export type Entry = { readonly mode: string; readonly oid: Oid };

/** A path that two trees (or a tree and the index) hold differently; a side that does not hold it is missing. */
export type Difference = {
  readonly path: string;
  readonly old?: Entry;
  readonly new?: Entry;
  /** The index holds the path in several versions. */
  readonly unmerged: boolean;
};

const gitlink = "160000";

/** A submodule's place: the commit is recorded, the files are the submodule's own. */
export const isSubmodule = (entry: Entry | undefined): boolean => entry?.mode === gitlink;

/** A symbolic link: its text is where it leads. */
export const isLink = <E extends Entry>(entry: E | undefined): entry is E => entry?.mode === "120000";

/** Whether both hold the same, or both hold nothing. */
export const sameEntry = (a: Entry | undefined, b: Entry | undefined): boolean =>
  a?.mode === b?.mode && a?.oid === b?.oid;

const entry = (mode = "", oid = ""): Entry | undefined => (/^0*$/.test(mode) ? undefined : { mode, oid });

/** Reads what `--raw -z --no-renames` prints: `:<mode> <mode> <oid> <oid> <status>`, NUL, path, NUL. */
const parseRaw = (out: string): Difference[] => {
  const fields = out.split("\0");
  const found: Difference[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode, newMode, oldOid, newOid, status] = (fields[at] ?? "").slice(1).split(" ");
    const before = entry(oldMode, oldOid);
    const after = entry(newMode, newOid);
    found.push({
      path: fields[at + 1] ?? "",
      ...(before === undefined ? {} : { old: before }),
      ...(after === undefined ? {} : { new: after }),
      unmerged: status === "U",
    });
  }
  return found;
};

/** The folders above a path, the highest first. */
export const above = (path: string): string[] =>
  [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));

const raw = ["--raw", "-z", "--no-renames", "--no-abbrev"] as const;

/** What differs from one commit's tree to another's, file by file. */
export const differences = async (place: string, from: Oid, to: Oid): Promise<readonly Difference[]> =>
  (await compareTrees(place, from, to)).map((unlike) => ({ ...unlike, unmerged: false }));

/** What a person has staged: how the checkout's own index differs from a commit. Intentions to add are among it. */
export const staged = async (checkout: string, commit: Oid): Promise<ReadonlyMap<string, Difference>> => {
  const { out } = await run(checkout, ["diff-index", "--cached", ...raw, commit]);
  return new Map(parseRaw(out).map((difference) => [difference.path, difference]));
};

/** Entries as `update-index --index-info -z` reads them; one without an entry removes the path. */
export const indexInfo = (
  entries: Iterable<{ readonly path: string; readonly entry?: Entry | undefined }>,
  width: number,
): string =>
  [...entries]
    .map(({ path, entry }) => `${entry?.mode ?? "0"} ${entry?.oid ?? "0".repeat(width)}\t${path}\0`)
    .join("");

/**
 * Of the paths that a landing changes, those that a person has staged otherwise than M has them, and those where
 * something staged is a folder that M needs as a file, or a file that M needs as a folder.
 */
export const heldByStaging = (
  changes: readonly Difference[],
  theirs: ReadonlyMap<string, Difference>,
): readonly string[] => {
  const present = [...theirs.values()].filter((one) => one.new !== undefined).map(({ path }) => path);
  const files = new Set(present);
  const folders = new Set(present.flatMap(above));
  const collides = ({ path, new: entry }: Difference): boolean =>
    entry !== undefined && (folders.has(path) || above(path).some((folder) => files.has(folder)));
  const held = changes.filter((change) => {
    const own = theirs.get(change.path);
    return own === undefined ? collides(change) : !sameEntry(own.new, change.new);
  });
  return held.map(({ path }) => path);
};
