import type { Oid } from "../core/evidence.ts";
import type { AttemptRef } from "../engine/ports/git.ts";
import { GitError } from "./command.ts";
import { readCommit } from "./commits.ts";
import { keepUnreached } from "./keep.ts";
import { commitLeftovers } from "./leftovers.ts";
import { attemptBranch, refOf } from "./names.ts";
import { removeNote } from "./note.ts";
import { setAside } from "./pool.ts";
import { treeAlone } from "./pristine.ts";
import { commitOf, setRef } from "./refs.ts";
import { endOperations, occupy, sweep, unlock } from "./scrub.ts";
import type { Workshop } from "./workshop.ts";
import { commitAt } from "./worktree.ts";
import type { Worktree } from "./worktree.ts";

type Leaving = AttemptRef & { readonly base: Oid; readonly landed: boolean };

type Release = readonly [Workshop, Worktree, Leaving | undefined];

type Left = {
  readonly leaving: Leaving;
  readonly head: Oid;
  /** The tree that is all there is in the worktree, where one is. */
  readonly tree: Oid | undefined;
};

/** What lies uncommitted goes under the rescue ref. Tells whether nothing did, and the worktree is clean as it is. */
const keepLeftovers = async (
  [workshop, worktree]: Release,
  { leaving, head, tree }: Left,
): Promise<boolean> => {
  if (tree !== undefined && tree === (await readCommit(worktree.checkout, head)).tree) return true;
  const rescue = refOf("rescue", leaving);
  const message = `Left uncommitted by ${leaving.task}@${leaving.n}\n`;
  const saved = await commitLeftovers(worktree, { parent: head, message, keep: rescue });
  if (saved !== head) await setRef(workshop.repository.checkout, rescue, saved);
  return false;
};

/** What is committed and did not land goes under the attempt's own ref. Tells whether the worktree is clean as it is. */
const keepWork = async (...given: Release): Promise<boolean> => {
  const [workshop, worktree, leaving] = given;
  if (leaving === undefined) return false;
  const place = workshop.repository.checkout;
  const branch = attemptBranch(leaving.task, leaving.n);
  unlock(worktree, workshop.repository, branch);
  const attempts = refOf("attempts", leaving);
  const [tree, tip, kept, at] = await Promise.all([
    treeAlone(worktree, leaving.base.length / 2),
    commitOf(place, `refs/heads/${branch}`),
    commitOf(place, attempts),
    commitAt(worktree),
  ]);
  const head = at ?? tip ?? leaving.base;
  const isClean = await keepLeftovers(given, { leaving, head, tree });
  workshop.reached("leftovers kept");
  // The attempt's own branch keeps its work until its end, which then keeps it, unless the attempt was kept once before.
  if (leaving.landed || (tip === head && kept === undefined)) return isClean;
  await setRef(place, attempts, head);
  await keepUnreached(place, leaving, { from: tip, to: head });
  workshop.reached("work kept");
  return isClean;
};

/** One that git fails on is set aside whole instead. */
const orSetAside = (work: (...given: Release) => Promise<boolean>, ...given: Release): Promise<boolean> =>
  work(...given).catch(async (cause: unknown) => {
    const [workshop, { path }, leaving] = given;
    if (!(cause instanceof GitError)) throw cause;
    await setAside(workshop, path, leaving);
    return false;
  });

const free = async (...given: Release): Promise<boolean> => {
  const [workshop, worktree, leaving] = given;
  if (await keepWork(...given)) endOperations(worktree);
  else await sweep(worktree);
  const commit = (await commitAt(worktree)) ?? leaving?.base;
  if (commit === undefined) throw new Error(`${worktree.path} is on no commit`);
  await occupy(worktree, { commit });
  workshop.reached("worktree clean");
  removeNote(worktree);
  return true;
};

/** Gives a worktree back to the pool: the work of the attempt that had it kept, detached, clean. */
export const release = async (...given: Release): Promise<void> => {
  await orSetAside(free, ...given);
};

const handOn = async (...given: Release): Promise<boolean> => {
  const [workshop, worktree] = given;
  const isClean = await keepWork(...given);
  removeNote(worktree);
  workshop.reached("taken over");
  return isClean;
};

/**
 * Takes the worktree from an attempt, whose work is kept, for another that scrubs it before it begins there. Tells whether
 * there is nothing to scrub.
 */
export const takeOver = (...given: Release): Promise<boolean> => orSetAside(handOn, ...given);
