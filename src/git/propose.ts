import type { Oid } from "../core/evidence.ts";
import type { Change, Git, Proposal } from "../engine/ports/git.ts";
import { compareTrees, type Unlike } from "./comparing.ts";
import { commitMerge } from "./merge.ts";
import { refOf } from "./names.ts";
import { setRef } from "./refs.ts";
import { slipped } from "./slipped.ts";
import { tipOf } from "./target.ts";
import type { Workshop } from "./workshop.ts";

/** A regular file, a link, a submodule: the first half of a mode tells. */
const typeOf = ({ mode }: { readonly mode: string }): string => mode.slice(0, 3);

const kindOf = ({ old, new: now }: Unlike): Change["kind"] => {
  if (old === undefined) return "added";
  if (now === undefined) return "deleted";
  return typeOf(old) === typeOf(now) ? "modified" : "type_changed";
};

/** The paths in which two commits differ; a renamed file is one deleted and one added. */
export const changesBetween = async (place: string, from: Oid, to: Oid): Promise<Change[]> =>
  (await compareTrees(place, from, to)).map((unlike) => ({ path: unlike.path, kind: kindOf(unlike) }));

/** K, kept from gc under a ref of its own until the attempt ends; or the conflict, told by path. */
export const propose = async (
  { repository }: Workshop,
  { task, n, head, ground, onto }: Parameters<Git["propose"]>[0],
): Promise<Proposal> => {
  const place = repository.checkout;
  const base = onto ?? (await tipOf(place, ground.target));
  const merge = await commitMerge(place, { base, head, title: `Candidate ${task}@${n}\n` });
  if (merge.kind === "conflict") return { ...merge, base };
  const { tree, commit: candidate } = merge;
  const [changes, before] = await Promise.all([
    changesBetween(place, base, candidate),
    slipped(repository, { task, n, at: base }),
    setRef(place, refOf("candidates", { task, n }), candidate),
  ]);
  return {
    kind: "candidate",
    base,
    candidate,
    tree,
    changes,
    ...(before.length === 0 ? {} : { slipped: before }),
  };
};
