import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Oid } from "../core/evidence.ts";
import type { Stray } from "../core/stray.ts";
import type { TaskId } from "../core/task.ts";
import type { Change } from "../engine/ports/git.ts";
import { line, run } from "./command.ts";
import { authorOf } from "./identity.ts";
import { adoptedRef } from "./names.ts";
import { changesBetween } from "./propose.ts";
import { commitOf, setRef } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { unsaved } from "./strays.ts";

/** Repositories in the worktree that are none of its submodules: worktrees of other tools, mostly. */
const nested = async (path: string, index: string): Promise<string[]> => {
  const { out } = await run(path, ["ls-files", "-z", "--others", "--exclude-standard"], {
    index,
    fenced: true,
  });
  return out.split("\0").flatMap((row) => (row.endsWith("/") ? [row.slice(0, -1)] : []));
};

type Worktree = { readonly path: string; readonly head: Oid };

/** Puts the files as they lie there into an index of our own, which begins as a copy of the person's. */
const stageAll = async (
  { path, head }: Worktree,
  index: string,
  without: readonly string[],
): Promise<void> => {
  const ours = { index, fenced: true };
  const theirs = await line(path, ["rev-parse", "--git-path", "index"], { fenced: true });
  if (existsSync(resolve(path, theirs))) copyFileSync(resolve(path, theirs), index);
  else await run(path, ["read-tree", head], ours);
  const left = [...without, ...(await nested(path, index))].map((one) => `:(top,exclude,literal)${one}`);
  await run(path, ["add", "-A", "--", ":/", ...left], ours);
};

/**
 * A commit that holds a worktree's files as they lie there, on top of its head; the head itself where nothing is
 * uncommitted. The person's index, files and branch stay as they are.
 */
const snapshot = async (
  repository: Repository,
  worktree: Worktree,
  without: readonly string[],
): Promise<Oid> => {
  const { path, head } = worktree;
  mkdirSync(repository.state, { recursive: true });
  const folder = mkdtempSync(join(repository.state, "adopt-"));
  const index = join(folder, "index");
  try {
    await stageAll(worktree, index, without);
    const tree = await line(path, ["write-tree"], { index, fenced: true });
    if (tree === (await line(path, ["rev-parse", `${head}^{tree}`], { fenced: true }))) return head;
    return await line(path, ["commit-tree", "--no-gpg-sign", "-p", head, "-F", "-", tree], {
      input: `${unsaved}${path}\n`,
      identity: await authorOf(path),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The work of a stray as one commit: its head, and on top what lies uncommitted in its worktree, but for some folders. */
export const workOf = (
  repository: Repository,
  { path, head, dirty }: Stray,
  without: readonly string[],
): Promise<Oid> =>
  path === undefined || dirty === 0 ? Promise.resolve(head) : snapshot(repository, { path, head }, without);

/** Whether a task has adopted just what this commit holds. */
export const isAdopted = async ({ checkout }: Repository, task: TaskId, commit: Oid): Promise<boolean> => {
  const kept = await commitOf(checkout, adoptedRef(task));
  if (kept === undefined) return false;
  const { out } = await run(checkout, ["rev-parse", `${kept}^{tree}`, `${commit}^{tree}`]);
  const [a, b] = out.split("\n");
  return a === b;
};

/** Keeps a commit that a task adopts from being collected, whatever becomes of the branch it was on. */
export const keepAdopted = ({ checkout }: Repository, task: TaskId, commit: Oid): Promise<void> =>
  setRef(checkout, adoptedRef(task), commit);

/** What a commit changes since it parted from the target; nothing where they have no commit in common. */
export const changesSince = async (
  { checkout }: Repository,
  tip: Oid,
  commit: Oid,
): Promise<readonly Change[]> => {
  const parted = await line(checkout, ["merge-base", tip, commit], { answers: [1] });
  return parted === "" ? [] : changesBetween(checkout, parted, commit);
};
