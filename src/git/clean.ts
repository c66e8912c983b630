import { rmSync } from "node:fs";
import { basename } from "node:path";
import type { AttemptKey } from "../core/attempt.ts";
import { attemptKey, partsOf } from "../core/attempt.ts";
import type { Oid } from "../core/evidence.ts";
import { attemptIn, offersRef } from "./names.ts";
import { readNote } from "./note.ts";
import { discard } from "./pool.ts";
import { commitOf, dropRefs, isReached, listRefs } from "./refs.ts";
import type { Ref } from "./refs.ts";
import type { Workshop } from "./workshop.ts";
import { listWorktrees, poolPaths, runIn } from "./worktree.ts";
import type { Worktree } from "./worktree.ts";

/** Something of ours that may go, and why that loses nothing that is not said. */
export type Removable =
  | { readonly kind: "worktree" | "folder"; readonly name: string; readonly because: string }
  | { readonly kind: "ref"; readonly name: string; readonly oid: Oid; readonly because: string };

/** Attempts and slots that are in motion stay untouched. */
export type InUse = { readonly attempts: ReadonlySet<AttemptKey>; readonly worktrees: ReadonlySet<string> };

const isClean = async (worktree: Worktree): Promise<boolean> =>
  (await runIn(worktree, ["status", "--porcelain", "--untracked-files=all"])).out === "";

const isAnywhere = async (worktree: Worktree): Promise<boolean> =>
  (await runIn(worktree, ["for-each-ref", "--count=1", "--contains=HEAD", "--format=%(refname)"])).out !== "";

const judgeWorktree = async (worktree: Worktree): Promise<Removable[]> => {
  if (readNote(worktree) !== undefined) return [];
  const fit = await Promise.all([isClean(worktree), isAnywhere(worktree)]).catch(() => [false]);
  if (!fit.every(Boolean)) return [];
  const because = "no attempt has it, it holds no change, and a ref reaches its commit";
  return [{ kind: "worktree", name: worktree.path, because }];
};

const attemptOf = (ref: string): AttemptKey | undefined => {
  const attempt = attemptIn(ref);
  return attempt === undefined ? undefined : attemptKey(attempt.task, attempt.n);
};

const judgeRef = async (place: string, ref: Ref, tip: Oid | undefined): Promise<Removable[]> => {
  if (ref.checkedOutAt !== undefined) return [];
  const landed = tip !== undefined && (await isReached(place, ref.oid, tip));
  const because = landed
    ? "the target holds its commits"
    : "its attempt is over; this is the last that holds its commits";
  return [{ kind: "ref", name: ref.name, oid: ref.oid, because }];
};

/** Work that tasks adopt is kept until the target holds it: a task may need it for another attempt. */
const judgeAdopted = async (place: string, tip: Oid | undefined): Promise<Removable[]> => {
  const refs = await listRefs(place, ["refs/traffic/adopted"]);
  const held = await Promise.all(
    refs.map(async ({ oid }) => tip !== undefined && (await isReached(place, oid, tip))),
  );
  const because = "the target holds its commits";
  return refs.flatMap(({ name, oid }, at) =>
    held[at] === true ? [{ kind: "ref", name, oid, because } as const] : [],
  );
};

/** What was offered by pull requests is needed as long as an attempt of the task may push over it. */
const judgeOffers = async (place: string, { attempts }: InUse): Promise<Removable[]> => {
  const used = [...attempts].map((key) => `${offersRef(partsOf(key).task)}/`);
  const refs = await listRefs(place, ["refs/traffic/offers"]);
  const because =
    "no attempt is handed over; a branch at GitHub that still holds it counts as a stranger's then";
  return refs
    .filter(({ name }) => !used.some((prefix) => name.startsWith(prefix)))
    .map(({ name, oid }) => ({ kind: "ref", name, oid, because }));
};

/** What `traffic clean` could remove: worktrees, refs of attempts that are over, and folders set aside. */
export const listRemovable = async (
  { repository }: Workshop,
  request: { readonly target: string; readonly inUse: InUse },
): Promise<readonly Removable[]> => {
  const place = repository.checkout;
  const { inUse } = request;
  const tip = await commitOf(place, `refs/heads/${request.target}`);
  const names = [
    "refs/traffic/attempts",
    "refs/traffic/rescue",
    "refs/traffic/candidates",
    "refs/heads/traffic",
  ];
  const refs = (await listRefs(place, names)).filter(({ name }) => {
    const attempt = attemptOf(name);
    return attempt !== undefined && !inUse.attempts.has(attempt);
  });
  const worktrees = listWorktrees(repository).filter(({ path }) => !inUse.worktrees.has(basename(path)));
  const folders = poolPaths(repository)
    .filter((path) => basename(path).startsWith("lost-"))
    .map((name): Removable => ({
      kind: "folder",
      name,
      because: "set aside when git could make nothing of it",
    }));
  const judged = [
    ...worktrees.map(judgeWorktree),
    ...refs.map((ref) => judgeRef(place, ref, tip)),
    judgeAdopted(place, tip),
    judgeOffers(place, inUse),
  ];
  return [...(await Promise.all(judged)).flat(), ...folders];
};

/** Removes what was listed; a worktree or ref that changed since is left and not returned. */
export const remove = async (
  workshop: Workshop,
  removable: readonly Removable[],
): Promise<readonly Removable[]> => {
  const { repository } = workshop;
  const gone: Removable[] = [];
  for (const item of removable) {
    if (item.kind === "folder") rmSync(item.name, { recursive: true, force: true });
    else if (item.kind === "ref") await dropRefs(repository, [item]);
    else {
      const worktree = listWorktrees(repository).find(({ path }) => path === item.name);
      if (worktree !== undefined && (await judgeWorktree(worktree)).length === 0) continue;
      await discard(workshop, item.name);
    }
    gone.push(item);
  }
  return gone;
};
