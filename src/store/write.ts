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

const draftOf = (full: string): string => join(dirname(full), `.${basename(full)}.${process.pid}.tmp`);

/** Writes a text beside its place, then moves it there in one step, so that nobody reads half of it. */
const beside = (full: string, text: string, move: (draft: string) => void): void => {
  const draft = draftOf(full);
  try {
    writeFileSync(draft, text, { flush: true });
    move(draft);
  } finally {
    rmSync(draft, { force: true });
  }
};

/** Writes a file that must not exist yet, whole or not at all. Throws `EEXIST` when it does. */
export const writeNew = (
  root: string,
  { path, text }: { readonly path: string; readonly text: string },
): void => {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  beside(full, text, (draft) => linkSync(draft, full));
};

type NewFile = { readonly path: string; readonly text: string };

/** So many files are on their way at once. */
const batch = 256;

const written = (
  root: string,
  { path, text }: NewFile,
): { readonly draft: string; readonly full: string } => {
  const full = join(root, path);
  const draft = draftOf(full);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(draft, text);
  return { draft, full };
};

const flushed = (path: string): void => {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/**
 * Writes files that must not exist yet, each whole or not at all. To wait for the disk after each of thousands takes long on most:
 * after many are written, the first that is waited for brings the others along.
 */
export const writeAllNew = (root: string, files: readonly NewFile[]): void => {
  for (let at = 0; at < files.length; at += batch) {
    const drafts = files.slice(at, at + batch).map((file) => written(root, file));
    try {
      for (const { draft } of drafts) flushed(draft);
      for (const { draft, full } of drafts) linkSync(draft, full);
    } finally {
      for (const { draft } of drafts) rmSync(draft, { force: true });
    }
  }
};

/** Edits a file where it is, through a link too; a refused edit changes nothing. Throws when it cannot be read or written. */
export const rewrite = (root: string, path: string, edit: (text: string) => Edit): Edit => {
  const full = realpathSync(join(root, path));
  const bytes = readFileSync(full);
  if (!isUtf8(bytes)) return { kind: "refused", why: `${path} is not in UTF-8; an edit would lose bytes.` };
  const result = edit(bytes.toString());
  if (result.kind === "refused") return result;
  const { mode } = statSync(full);
  beside(full, result.text, (draft) => {
    chmodSync(draft, mode);
    renameSync(draft, full);
  });
  return result;
};
