import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Oid } from "../../core/evidence.ts";
import type { Git } from "../../engine/ports/git.ts";
import { show } from "../objects.ts";
import { findCheckout } from "./checkout.ts";
import { look, printOf } from "./disk.ts";
import { closeRoom, openRoom } from "./room.ts";

/** A change to one file, as the port gives it. */
export type Edit = NonNullable<Parameters<Git["land"]>[0]["edit"]>;

type Amendment = {
  readonly repository: string;
  readonly commonDir: string;
  readonly commit: Oid;
  readonly target: string;
  readonly edit: Edit;
};

/** Text whose bytes come back unchanged; `undefined` for what is not UTF-8. */
const textOf = (bytes: Buffer): string | undefined => {
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : undefined;
};

/** Whether M holds the file unedited, or not at all. */
export const leavesOut = async (
  repository: string,
  commit: Oid,
  { path, change }: Edit,
): Promise<boolean> => {
  const text = await show(repository, commit, path);
  return text === undefined || change(text) !== text;
};

/** Rewrites a person's own file by rename, unless it changed while we looked. Its index entry is left as it is. */
const rewrite = (file: string, draft: string, change: Edit["change"]): void => {
  const seen = printOf(file);
  const found = look(file);
  if (found?.isFile() !== true) return;
  const bytes = readFileSync(file);
  const before = textOf(bytes);
  const after = before === undefined ? undefined : change(before);
  if (after === undefined || after === before) return;
  writeFileSync(draft, after);
  chmodSync(draft, Number(found.mode) & 0o7777);
  if (printOf(file) === seen && readFileSync(file).equals(bytes)) renameSync(draft, file);
};

/**
 * Where M left the edit out because the person's copy is their own work, edits that copy in place. The landing stands
 * whatever becomes of it: a copy that cannot be edited stays as it is.
 */
export const amend = async ({ repository, commonDir, commit, target, edit }: Amendment): Promise<void> => {
  const where = await findCheckout(repository, commonDir, target);
  if (where.kind !== "in") return;
  const [room, intention] = openRoom(commonDir, commit, where.checkout);
  try {
    rewrite(join(where.checkout.path, edit.path), join(intention.files, "draft"), edit.change);
  } catch {
    // As above: it is theirs, and it stays.
  } finally {
    closeRoom(room, intention);
  }
};
