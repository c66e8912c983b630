import type { Oid } from "../core/evidence.ts";
import type { Change, Git, Proposal } from "../engine/ports.ts";
import { line, run } from "./command.ts";
import { dated, ours } from "./identity.ts";
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

/** What git says of a merge in `-z` form: the tree, the conflicting paths, then messages as counted lists. */
const parseMerge = (out: string) => {
  const [tree = "", ...rest] = out.split("\0");
  const end = rest.indexOf("");
  const paths = rest.slice(0, Math.max(end, 0));
  const details: string[] = [];
  for (let at = end + 1; at > 0 && at < rest.length - 1;) {
    const named = Number(rest[at]);
    details.push((rest[at + named + 2] ?? "").trimEnd());
    at += named + 3;
  }
  return { tree, paths, details };
};

/** K is a commit of ours, dated like the work, so that the same tip and head give the same K. */
const commitCandidate = async (
  place: string,
  work: { readonly base: Oid; readonly head: Oid; readonly tree: Oid; readonly title: string },
): Promise<Oid> => {
  const seconds = await line(place, ["log", "-1", "--no-show-signature", "--format=%ct", work.head]);
  const parents = work.base === work.head ? [work.base] : [work.base, work.head];
  const command = [
    "commit-tree",
    "--no-gpg-sign",
    ...parents.flatMap((oid) => ["-p", oid]),
    "-F",
    "-",
    work.tree,
  ];
  return line(place, command, { input: work.title, identity: { ...ours, ...dated(seconds) } });
};

/** K, kept from gc under a ref of its own until the attempt ends; or the conflict, told by path. */
export const propose = async (
  { repository }: Workshop,
  { task, n, head, ground, onto }: Parameters<Git["propose"]>[0],
): Promise<Proposal> => {
  const place = repository.checkout;
  const base = onto ?? (await tipOf(place, ground.target));
  const merge = [
    "merge-tree",
    "--write-tree",
    "-z",
    "--name-only",
    "--messages",
    "--allow-unrelated-histories",
  ];
  const { code, out } = await run(place, [...merge, base, head], { answers: [1] });
  const { tree, paths, details } = parseMerge(out);
  if (code === 1) return { kind: "conflict", base, paths: [...new Set(paths)], details };
  const candidate = await commitCandidate(place, { base, head, tree, title: `Candidate ${task}@${n}\n` });
  const [changes] = await Promise.all([
    changesBetween(place, base, candidate),
    setRef(place, refOf("candidates", { task, n }), candidate),
  ]);
  return { kind: "candidate", base, candidate, tree, changes };
};
