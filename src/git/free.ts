import type { Oid } from "../core/evidence.ts";
import type { AttemptRef } from "../engine/ports.ts";
import { GitError } from "./command.ts";
import { keepUnreached } from "./keep.ts";
import { commitLeftovers } from "./leftovers.ts";
import { attemptBranch, refOf } from "./names.ts";
import { removeNote } from "./note.ts";
import { setAside } from "./pool.ts";
import { commitOf, setRef } from "./refs.ts";
import { occupy, sweep, unlock } from "./scrub.ts";
import type { Workshop } from "./workshop.ts";
import type { Worktree } from "./worktree.ts";

type Leaving = AttemptRef & { readonly base: Oid; readonly landed: boolean };

/** What lies uncommitted goes under the rescue ref, what is committed and did not land under the attempt's own. */
const keepWork = async (workshop: Workshop, worktree: Worktree, leaving: Leaving): Promise<void> => {
  const place = workshop.repository.checkout;
  const branch = attemptBranch(leaving.task, leaving.n);
  unlock(worktree, workshop.repository, branch);
  const [tip, at] = await Promise.all([
    commitOf(place, `refs/heads/${branch}`),
    commitOf(worktree.path, "HEAD"),
  ]);
  const head = at ?? tip ?? leaving.base;
  const rescue = refOf("rescue", leaving);
  const message = `Left uncommitted by ${leaving.task}@${leaving.n}\n`;
  const saved = await commitLeftovers(worktree, { parent: head, message, keep: rescue });
  if (saved !== head) await setRef(place, rescue, saved);
  workshop.reached("leftovers kept");
  if (leaving.landed) return;
  await setRef(place, refOf("attempts", leaving), head);
  await keepUnreached(place, leaving, { from: tip, to: head });
  workshop.reached("work kept");
};

type Release = readonly [Workshop, Worktree, Leaving | undefined];

/** One that git fails on is set aside whole instead. */
const orSetAside = (work: (...given: Release) => Promise<void>, ...given: Release): Promise<void> =>
  work(...given).catch((cause: unknown) => {
    const [workshop, { path }, leaving] = given;
    if (!(cause instanceof GitError)) throw cause;
    return setAside(workshop, path, leaving);
  });

const free = async (...[workshop, worktree, leaving]: Release): Promise<void> => {
  if (leaving !== undefined) await keepWork(workshop, worktree, leaving);
  await sweep(worktree);
  const commit = (await commitOf(worktree.path, "HEAD")) ?? leaving?.base;
  if (commit === undefined) throw new Error(`${worktree.path} is on no commit`);
  await occupy(worktree, { commit });
  workshop.reached("worktree clean");
  removeNote(worktree);
};

/** Gives a worktree back to the pool: the work of the attempt that had it kept, detached, clean. */
export const release = (...given: Release): Promise<void> => orSetAside(free, ...given);

const handOn = async (...[workshop, worktree, leaving]: Release): Promise<void> => {
  if (leaving !== undefined) await keepWork(workshop, worktree, leaving);
  removeNote(worktree);
  workshop.reached("taken over");
};

/** Takes the worktree from an attempt, whose work is kept, for another that scrubs it before it begins there. */
export const takeOver = (...given: Release): Promise<void> => orSetAside(handOn, ...given);
