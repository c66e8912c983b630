import { readFileSync } from "node:fs";
import type { Oid } from "../core/evidence.ts";

/** What an index says of itself. */
export type IndexWord = {
  /** All that it holds are files and links that git looks at: nothing hidden, added by name alone, in conflict or a commit. */
  readonly isPlain: boolean;
  /** The tree that it is; missing where nobody has made that of it since it changed. */
  readonly tree?: Oid;
};

/** Where an entry's mode is, and where its object's name begins. */
const [modeAt, nameAt] = [24, 40];

/** Taken for unchanged, more flags to follow (not wanted here, added by name alone), a side of a conflict. */
const odd = 0xf000;

/** The length of a path is told in twelve bits; a longer one is ended by its NUL. */
const longest = 0xfff;

const isFileOrLink = (mode: number): boolean => mode >> 12 === 0o10 || mode >> 12 === 0o12;

/** Where the entries end, and whether all of them are plain. */
const passEntries = (index: Buffer, width: number): { readonly isPlain: boolean; readonly end: number } => {
  const count = index.readUInt32BE(8);
  let [at, isPlain] = [12, true];
  for (let n = 0; n < count; n += 1) {
    const flags = index.readUInt16BE(at + nameAt + width);
    isPlain &&= (flags & odd) === 0 && isFileOrLink(index.readUInt32BE(at + modeAt));
    const path = at + nameAt + width + ((flags & 0x4000) === 0 ? 2 : 4);
    const told = flags & longest;
    const end = told < longest ? path + told : index.indexOf(0, path);
    if (end < path) throw new Error("the last path has no end");
    // At least one NUL after the path, and a multiple of eight in all.
    at += (end - at + 8) & ~7;
  }
  return { isPlain, end: at };
};

/** The root comes first: no name, how many entries it stands for (less than none where it is not known), how many trees are in it. */
const rootIn = (trees: Buffer, width: number): Oid | undefined => {
  const end = trees.indexOf(0x0a);
  const isKnown = /^\0\d+ \d+$/.test(trees.toString("latin1", 0, end));
  return isKnown ? trees.toString("hex", end + 1, end + 1 + width) : undefined;
};

/** What stands behind the entries; undefined where git has to understand it to read them at all. */
const treeBehind = (index: Buffer, start: number, width: number): Pick<IndexWord, "tree"> | undefined => {
  let tree: Oid | undefined;
  for (let at = start; at < index.length - width;) {
    const kind = index.toString("latin1", at, at + 4);
    const size = index.readUInt32BE(at + 4);
    if (!/^[A-Z]/.test(kind)) return undefined;
    if (kind === "TREE") tree = rootIn(index.subarray(at + 8, at + 8 + size), width);
    at += 8 + size;
  }
  return tree === undefined ? {} : { tree };
};

/**
 * What git's index file says as plainly to us as to git, in the forms that git usually writes (versions 2 and 3, whole);
 * `undefined` for any other, and for one that is broken: then git itself is asked. `width` is how many bytes an object's name has.
 */
export const readIndex = (file: string, width: number): IndexWord | undefined => {
  try {
    const index = readFileSync(file);
    const version = index.readUInt32BE(4);
    if (index.toString("latin1", 0, 4) !== "DIRC" || (version !== 2 && version !== 3)) return undefined;
    const { isPlain, end } = passEntries(index, width);
    const behind = treeBehind(index, end, width);
    return behind && { isPlain, ...behind };
  } catch {
    return undefined;
  }
};
