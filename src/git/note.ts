import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Oid } from "../core/evidence.ts";
import type { TaskId } from "../core/task.ts";
import type { Beginning } from "./begin.ts";
import type { Worktree } from "./worktree.ts";

/** Which attempt a worktree is ready for, and the commit it began from. */
export type Note = {
  readonly task: TaskId;
  readonly n: number;
  readonly base: Oid;
  /** Where it began, where that is not the base alone: it has earlier work in it, or was to have. */
  readonly beginning?: Beginning;
};

/** The note's name in the worktree's git folder, where no agent looks and no clean reaches. */
export const noteName = "traffic.json";

const parse = (text: string): Note | undefined => {
  try {
    const { task, n, base, beginning } = JSON.parse(text) as Record<string, unknown>;
    if (typeof task !== "string" || typeof n !== "number" || typeof base !== "string") return undefined;
    return { task, n, base, ...(beginning === undefined ? {} : { beginning: beginning as Beginning }) };
  } catch {
    return undefined;
  }
};

/** The attempt that has the worktree; `undefined` when it is free. */
export const readNote = ({ gitDir }: Worktree): Note | undefined => {
  try {
    return parse(readFileSync(join(gitDir, noteName), "utf8"));
  } catch {
    return undefined;
  }
};

/** From here on the worktree is the attempt's: written last, by rename, when everything else is in place. */
export const writeNote = ({ gitDir }: Worktree, note: Note): void => {
  const draft = join(gitDir, `${noteName}.new`);
  writeFileSync(draft, JSON.stringify(note));
  renameSync(draft, join(gitDir, noteName));
};

/** The worktree is free again. */
export const removeNote = ({ gitDir }: Worktree): void => rmSync(join(gitDir, noteName), { force: true });
