import type { Oid } from "../core/evidence.ts";
import { run } from "./command.ts";
import { readCommit } from "./commits.ts";
import { signature } from "./identity.ts";
import { writeObject } from "./writing.ts";

/** Two commits merged without any checkout: a tree, or the paths that both changed and what git says of them. */
export type Merge =
  | { readonly kind: "clean"; readonly tree: Oid }
  | { readonly kind: "conflict"; readonly paths: readonly string[]; readonly details: readonly string[] };

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

/** Merges two commits as git would. */
export const mergeTrees = async (place: string, base: Oid, head: Oid): Promise<Merge> => {
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
  return code === 1 ? { kind: "conflict", paths: [...new Set(paths)], details } : { kind: "clean", tree };
};

/**
 * Two commits merged, and the merge as a commit of ours, dated like the work, so that the same base and head give the same
 * commit.
 */
export const commitMerge = async (
  place: string,
  work: { readonly base: Oid; readonly head: Oid; readonly title: string },
): Promise<
  (Merge & { readonly kind: "conflict" }) | (Merge & { readonly kind: "clean"; readonly commit: Oid })
> => {
  const [merge, { seconds }] = await Promise.all([
    mergeTrees(place, work.base, work.head),
    readCommit(place, work.head),
  ]);
  if (merge.kind === "conflict") return merge;
  const parents = work.base === work.head ? [work.base] : [work.base, work.head];
  const head = [
    `tree ${merge.tree}`,
    ...parents.map((oid) => `parent ${oid}`),
    `author ${signature(seconds)}`,
    `committer ${signature(seconds)}`,
  ];
  return { ...merge, commit: await writeObject(place, "commit", `${head.join("\n")}\n\n${work.title}`) };
};
