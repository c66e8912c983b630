import { randomUUID } from "node:crypto";
import type { Oid } from "../core/evidence.ts";
import { run } from "./command.ts";

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

/**
 * The texts of blobs, in the order asked for, by one process. A mark that no earlier text can hold parts them, since git
 * counts bytes and we hold characters.
 */
export const readTexts = async (place: string, oids: readonly Oid[]): Promise<string[]> => {
  if (oids.length === 0) return [];
  const mark = randomUUID();
  const input = oids.map((oid) => `${oid} ${mark}\n`).join("");
  const { out } = await run(place, ["cat-file", "--batch=%(rest)"], { input });
  return out
    .split(`${mark}\n`)
    .slice(1)
    .map((text) => text.slice(0, -1));
};

/** The text of a regular file in a commit; `undefined` when it is not there. */
export const show = async (place: string, commit: Oid, path: string): Promise<string | undefined> => {
  const [file] = await listFiles(place, commit, [literally(path)]);
  if (file?.path !== path) return undefined;
  const [text] = await readTexts(place, [file.oid]);
  return text;
};
