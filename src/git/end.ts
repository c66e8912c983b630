import type { Git } from "../engine/ports/git.ts";
import { release } from "./free.ts";
import { attemptBranch, refOf, resultsRef } from "./names.ts";
import { readNote } from "./note.ts";
import { dropRefs, listRefs, setRef } from "./refs.ts";
import type { Workshop } from "./workshop.ts";
import { isOurs, listWorktrees, openWorktree } from "./worktree.ts";

/** Whether the attempt may have made commits that nobody else holds. */
const keepsWork = ({ landed, unclaimed }: Pick<Parameters<Git["end"]>[0], "landed" | "unclaimed">): boolean =>
  !landed && unclaimed !== true;

/** Gives back the worktree that is noted as the attempt's; there is none when an earlier try got that far. */
const freeWorktree = async (
  workshop: Workshop,
  { task, n, ...request }: Parameters<Git["end"]>[0],
): Promise<void> => {
  for (const worktree of listWorktrees(workshop.repository)) {
    // Read once nobody else works there: the next attempt may have asked for the worktree first.
    await workshop.inside(worktree.path, async () => {
      const note = readNote(worktree);
      if (note?.task === task && note.n === n)
        await release(workshop, worktree, { ...note, landed: !keepsWork(request) });
    });
  }
};

/** The attempt is over: its work is kept where it did not land, its worktree is free, its branch and candidate are gone. */
export const end = async (workshop: Workshop, request: Parameters<Git["end"]>[0]): Promise<void> => {
  const { repository } = workshop;
  const { task, n, landed } = request;
  await freeWorktree(workshop, request);
  const branch = `refs/heads/${attemptBranch(task, n)}`;
  const kept = refOf("attempts", request);
  const names = [branch, kept, refOf("candidates", request), resultsRef(task)];
  const refs = (await listRefs(repository.checkout, names)).filter(({ name }) => names.includes(name));
  const tip = refs.find(({ name }) => name === branch);
  if (keepsWork(request) && tip !== undefined && !refs.some(({ name }) => name === kept))
    await setRef(repository.checkout, kept, tip.oid);
  const owner = tip?.checkedOutAt;
  if (owner !== undefined && isOurs(repository, owner)) {
    await workshop.inside(owner, async () => {
      const worktree = openWorktree(repository, owner);
      const [still] = await listRefs(repository.checkout, [branch]);
      if (worktree !== undefined && still?.checkedOutAt === owner)
        await release(workshop, worktree, undefined);
    });
  }
  // A person who looks at the branch in a worktree of their own keeps it; `traffic clean` lists it.
  const held = owner !== undefined && !isOurs(repository, owner);
  const going = new Set([
    refOf("candidates", request),
    ...(landed ? [resultsRef(task), kept] : []),
    ...(held ? [] : [branch]),
  ]);
  await dropRefs(
    repository,
    refs.filter(({ name }) => going.has(name)),
  );
};
