import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { isUtf8 } from "node:buffer";
import { basename, dirname, join } from "node:path";
import type { Edit } from "./edit.ts";

/** A text is written beside its place, then moved there in one step, so that nobody reads half of it. */
const draftOf = (full: string): string => join(dirname(full), `.${basename(full)}.${process.pid}.tmp`);

type NewFile = { readonly path: string; readonly text: string };

/** So many files are on their way at once. */
const batch = 256;

const flushed = (path: string): void => {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** Files that must not exist yet are all written, then all waited for, then all put in their places. */
const together = (root: string, files: readonly NewFile[]): void => {
  const drafts = files.map(({ path, text }) => {
    const full = join(root, path);
    return { full, draft: draftOf(full), text };
  });
  try {
    for (const { full, draft, text } of drafts) {
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(draft, text);
    }
    for (const { draft } of drafts) flushed(draft);
    for (const { full, draft } of drafts) linkSync(draft, full);
  } finally {
    for (const { draft } of drafts) rmSync(draft, { force: true });
  }
};

/**
 * Writes files that must not exist yet, each whole or not at all. Throws `EEXIST` at the first that does. To wait for the disk after
 * each of thousands takes long on most: after many are written, the first that is waited for brings the others along.
 */
export const writeAllNew = (root: string, files: readonly NewFile[]): void => {
  for (let at = 0; at < files.length; at += batch) together(root, files.slice(at, at + batch));
};

/** Writes a file that must not exist yet, whole or not at all. Throws `EEXIST` when it does. */
export const writeNew = (root: string, file: NewFile): void => writeAllNew(root, [file]);

/** Edits a file where it is, through a link too; a refused edit changes nothing. Throws when it cannot be read or written. */
export const rewrite = (root: string, path: string, edit: (text: string) => Edit): Edit => {
  const full = realpathSync(join(root, path));
  const bytes = readFileSync(full);
  if (!isUtf8(bytes)) return { kind: "refused", why: `${path} is not in UTF-8; an edit would lose bytes.` };
  const result = edit(bytes.toString());
  if (result.kind === "refused") return result;
  const { mode } = statSync(full);
  const draft = draftOf(full);
  try {
    writeFileSync(draft, result.text, { flush: true });
    chmodSync(draft, mode);
    renameSync(draft, full);
  } finally {
    rmSync(draft, { force: true });
  }
  return result;
};
