import type { Oid } from "../core/evidence.ts";
import type { Git } from "../engine/ports/git.ts";
import { keepUnreached } from "./keep.ts";
import { commitLeftovers } from "./leftovers.ts";
import { attemptBranch, refOf } from "./names.ts";
import { readNote } from "./note.ts";
import { commitOf, setRef } from "./refs.ts";
import { endOperations, headOf, unlock } from "./scrub.ts";
import type { Workshop } from "./workshop.ts";
import { adopt, commitAt, runIn } from "./worktree.ts";

/**
 * Commits what an agent left lying onto where it stands (its own commits, another branch, no branch at all), and brings the
 * attempt's branch there. What the branch held and the agent left behind is kept under a rescue ref.
 */
export const save = async (
  workshop: Workshop,
  { task, n, path, message }: Omit<Parameters<Git["save"]>[0], "ground">,
): Promise<{ head: Oid }> => {
  const worktree = adopt(workshop.repository, path);
  const branch = attemptBranch(task, n);
  unlock(worktree, workshop.repository, branch);
  const place = worktree.checkout;
  const [tip, at] = await Promise.all([commitOf(place, `refs/heads/${branch}`), commitAt(worktree)]);
  const stood = at ?? tip ?? readNote(worktree)?.base;
  if (stood === undefined) throw new Error(`${path} is on no commit, and branch ${branch} is gone`);
  const head = await commitLeftovers(worktree, {
    parent: stood,
    message,
    keep: refOf("rescue", { task, n }),
  });
  workshop.reached("committed");
  // What was committed on top of the branch reaches it.
  if (tip !== stood) await keepUnreached(place, { task, n }, { from: tip, to: head });
  if (tip !== head) await setRef(place, `refs/heads/${branch}`, head);
  workshop.reached("branch moved");
  if (headOf(worktree) !== `ref: refs/heads/${branch}`)
    await runIn(worktree, ["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
  endOperations(worktree);
  return { head };
};
