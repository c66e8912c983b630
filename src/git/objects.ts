import type { Oid } from "../core/evidence.ts";
import { run } from "./command.ts";
import { readObject } from "./reading.ts";
import { entryAt, isFile } from "./trees.ts";

/** A regular file in a tree. */
export type TreeFile = { readonly path: string; readonly oid: Oid };

/** A path taken as it is written, whatever characters it holds. */
export const literally = (path: string): string => `:(top,literal)${path}`;

const blob = /^100(?:644|755) blob ([0-9a-f]+)\t/;

/** The regular files of a commit's tree at or below the paths; all of the tree's where none is given. */
export const listFiles = async (
  place: string,
  commit: string,
  paths: readonly string[],
): Promise<TreeFile[]> => {
  const { out } = await run(place, ["ls-tree", "-r", "-z", "--full-tree", commit, "--", ...paths]);
  return out.split("\0").flatMap((row) => {
    const match = blob.exec(row);
    return match === null ? [] : [{ path: row.slice(match[0].length), oid: match[1] ?? "" }];
  });
};

/** The texts of blobs, in the order asked for. */
export const readTexts = async (place: string, oids: readonly Oid[]): Promise<string[]> => {
  const found = await Promise.all(oids.map((oid) => readObject(place, oid)));
  return found.map((blob, at) => {
    if (blob === undefined) throw new Error(`${oids[at]} is not in ${place}`);
    return blob.bytes.toString();
  });
};

/** The text of a regular file in a commit; `undefined` when it is not there. */
export const show = async (place: string, commit: Oid, path: string): Promise<string | undefined> => {
  const file = await entryAt(place, commit, path);
  return isFile(file) ? (await readObject(place, file.oid))?.bytes.toString() : undefined;
};
