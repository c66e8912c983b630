import {
  chmodSync,
  linkSync,
  mkdirSync,
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

/** Writes a text beside its place, then moves it there in one step, so that nobody reads half of it. */
const beside = (full: string, text: string, move: (draft: string) => void): void => {
  const draft = join(dirname(full), `.${basename(full)}.${process.pid}.tmp`);
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
