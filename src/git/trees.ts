import type { Oid } from "../core/evidence.ts";
import { readObject } from "./reading.ts";

/** What a tree holds under one name, whose bytes are told one character each: not every name is UTF-8. */
export type TreeEntry = { readonly name: string; readonly mode: string; readonly oid: Oid };

/** Old trees hold modes that git itself takes for one of two: what the owner may execute, and what not. */
const usual = (mode: string): string => {
  if (!mode.startsWith("100")) return mode;
  return (Number.parseInt(mode, 8) & 0o100) === 0 ? "100644" : "100755";
};

/** As git keeps it: `<mode> <name>`, NUL, and the bytes of the object's name, one after the other. */
const parse = (bytes: Buffer, width: number): TreeEntry[] => {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space);
    entries.push({
      mode: usual(bytes.toString("latin1", at, space)),
      name: bytes.toString("latin1", space + 1, end),
      oid: bytes.toString("hex", end + 1, end + 1 + width),
    });
    at = end + 1 + width;
  }
  return entries;
};

/** The parts of a path as trees name them. */
export const namesOf = (path: string): string[] => Buffer.from(path).toString("latin1").split("/");

/** What the tree that a name means holds; `undefined` when it means none. */
export const entriesOf = async (place: string, name: string): Promise<TreeEntry[] | undefined> => {
  const found = await readObject(place, `${name}^{tree}`);
  return found === undefined ? undefined : parse(found.bytes, found.oid.length / 2);
};

/** Whether it is a folder. */
export const isFolder = <E extends TreeEntry>(entry: E | undefined): entry is E & { mode: "40000" } =>
  entry?.mode === "40000";

/** Whether it is a regular file. */
export const isFile = <E extends Pick<TreeEntry, "mode">>(entry: E | undefined): entry is E =>
  entry?.mode === "100644" || entry?.mode === "100755";

const entryBelow = async (
  place: string,
  tree: string,
  [first, ...rest]: readonly string[],
): Promise<TreeEntry | undefined> => {
  const found = (await entriesOf(place, tree))?.find(({ name }) => name === first);
  if (rest.length === 0) return found;
  return isFolder(found) ? entryBelow(place, found.oid, rest) : undefined;
};

/** What a commit or a tree holds at a path; `undefined` when nothing. */
export const entryAt = (place: string, name: string, path: string): Promise<TreeEntry | undefined> =>
  entryBelow(place, name, namesOf(path));

/** What a commit or a tree holds in a folder; nothing where there is no such folder. */
export const entriesIn = async (place: string, name: string, folder: string): Promise<TreeEntry[]> => {
  const found = await entryAt(place, name, folder);
  return isFolder(found) ? ((await entriesOf(place, found.oid)) ?? []) : [];
};
