import type { Oid } from "../../core/evidence.ts";
import { propose, type Proposal } from "../../core/detect/propose.ts";
import { treeOf, worthReading } from "../../core/detect/tree.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { listCheckout, readCommit } from "../../git/checkout-files.ts";
import { standingOf, type Standing } from "../../git/standing.ts";
import { findFile, readText } from "../../store/disk.ts";
import { openWholeGit } from "../git.ts";
import type { Checked } from "./opened.ts";

/** What can be known of a repository without running anything of it. */
export type Look = {
  readonly standing: Standing;
  readonly target: string;
  /** The target's tip, which was looked at; none where nothing was ever committed: then it was the files. */
  readonly commit?: Oid;
  /** Every path of what was looked at. */
  readonly paths: readonly string[];
  readonly proposal: Proposal;
};

/** The text of a document in the checkout; `undefined` where it cannot be read. */
export const textIn = (root: string, path: string): string | undefined => {
  const file = findFile(root, path);
  const reading = file && readText(root, file);
  return reading !== undefined && "text" in reading ? reading.text : undefined;
};

const lookAtFiles = async ({ repository }: Checked) => {
  const paths = await listCheckout(repository);
  const texts = worthReading(paths).flatMap((path) => {
    const text = textIn(repository.checkout, path);
    return text === undefined ? [] : [[path, text] as const];
  });
  return { paths, texts: new Map(texts) };
};

const branchOf = (standing: Standing, named: string | undefined): string => {
  const branch = named ?? standing.branch;
  if (branch !== undefined) return branch;
  throw new UsageError(
    "HEAD is detached, and none of the branches is the one that is plainly meant: `git switch` to the one that work shall land on, and start again.",
  );
};

/** Looks at the target's last commit, since that is what work begins from; at the files where there is no commit. */
export const lookAt = async (opened: Checked, named: string | undefined): Promise<Look> => {
  const standing = await standingOf(opened.repository);
  const target = branchOf(standing, named);
  const isUnborn = standing.kind === "unborn" && standing.branch === target;
  const commit = isUnborn
    ? undefined
    : (await openWholeGit(opened.repository).observe({ target, results: "results" })).tip;
  const { paths, texts } =
    commit === undefined
      ? await lookAtFiles(opened)
      : await readCommit(opened.repository, commit, worthReading);
  const proposal = propose(treeOf(paths, texts));
  return { standing, target, ...(commit === undefined ? {} : { commit }), paths, proposal };
};
