import type { Oid } from "../core/evidence.ts";
import type { AttemptRef, Git } from "../engine/ports/git.ts";
import { commitMerge } from "./merge.ts";
import { commitOf, isReached } from "./refs.ts";

/** Where an attempt begins, and what became of the work that it adopts. */
export type Beginning = Pick<Awaited<ReturnType<Git["prepare"]>>, "adopted"> & { readonly commit: Oid };

/**
 * The commit at which an attempt begins: the target's tip, merged with the work that it adopts. Where both changed the
 * same places it is the tip alone: whoever works on it is told, and brings the work in.
 */
export const beginAt = async (
  place: string,
  { tip, adopts, task, n }: AttemptRef & { readonly tip: Oid; readonly adopts: Oid | undefined },
): Promise<Beginning> => {
  if (adopts === undefined) return { commit: tip };
  const commit = await commitOf(place, adopts);
  if (commit === undefined) return { commit: tip, adopted: { kind: "missing", commit: adopts } };
  const adopted = { kind: "merged", commit } as const;
  if (await isReached(place, commit, tip)) return { commit: tip, adopted };
  if (await isReached(place, tip, commit)) return { commit, adopted };
  const title = `Begin ${task}@${n} from what it adopts\n`;
  const merge = await commitMerge(place, { base: tip, head: commit, title });
  return merge.kind === "conflict"
    ? { commit: tip, adopted: { kind: "conflict", commit, paths: merge.paths } }
    : { commit: merge.commit, adopted };
};
