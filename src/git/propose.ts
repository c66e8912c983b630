import type { Oid } from "../core/evidence.ts";
import type { Change, Git, Proposal } from "../engine/ports.ts";
import { run } from "./command.ts";
import { commitMerge } from "./merge.ts";
import { refOf } from "./names.ts";
import { setRef } from "./refs.ts";
import { tipOf } from "./target.ts";
import type { Workshop } from "./workshop.ts";

const kinds: Readonly<Record<string, Change["kind"]>> = {
  A: "added",
  M: "modified",
  D: "deleted",
  T: "type_changed",
};

/** The paths in which two commits differ; a renamed file is one deleted and one added. */
export const changesBetween = async (place: string, from: Oid, to: Oid): Promise<Change[]> => {
  const { out } = await run(place, ["diff-tree", "-r", "-z", "--no-renames", "--name-status", from, to]);
  const fields = out.split("\0");
  return fields.slice(0, -1).flatMap((letter, i) => {
    const kind = kinds[letter];
    return i % 2 === 0 && kind !== undefined ? [{ path: fields[i + 1] ?? "", kind }] : [];
  });
};

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
  const [changes] = await Promise.all([
    changesBetween(place, base, candidate),
    setRef(place, refOf("candidates", { task, n }), candidate),
  ]);
  return { kind: "candidate", base, candidate, tree, changes };
};
