import { join } from "node:path";
import type { Oid } from "../core/evidence.ts";
import type { Git } from "../engine/ports/git.ts";
import { line, run } from "./command.ts";
import { dated, ours } from "./identity.ts";
import { landed } from "./landing/landed.ts";
import { withFolder } from "./landing/room.ts";
import { differences, indexInfo } from "./landing/tree.ts";
import { attemptBranch } from "./names.ts";
import { setRef } from "./refs.ts";
import type { Workshop } from "./workshop.ts";

type Request = Parameters<Git["revert"]>[0];

/** The tree as it was before a landing, but for task files and results: what has been recorded stays. */
const treeBefore = async (
  { repository: { checkout, common } }: Workshop,
  commit: Oid,
  { tasks, results }: Request["ground"]["config"]["folders"],
): Promise<Oid> => {
  const changed = await differences(checkout, `${commit}^1`, commit);
  const kept = changed.filter(({ path }) => path.startsWith(`${tasks}/`) || path.startsWith(`${results}/`));
  return withFolder(common, async (folder) => {
    const index = join(folder, "index");
    await run(checkout, ["read-tree", `${commit}^1`], { index });
    const input = indexInfo(
      kept.map((one) => ({ path: one.path, entry: one.new })),
      commit.length,
    );
    await run(checkout, ["update-index", "-z", "--index-info"], { index, input });
    return line(checkout, ["write-tree"], { index });
  });
};

/**
 * Takes a landing back, as a commit on top of the landing itself: merged with any later tip it is what `git revert` would
 * make of it. Dated like the landing, so that the same request gives the same commit.
 */
export const revert = async (
  workshop: Workshop,
  { task, n, of, title, ground }: Request,
): Promise<{ head: Oid } | undefined> => {
  const place = workshop.repository.checkout;
  const commit = await landed(place, { task, n: of, ground });
  if (commit === undefined) return undefined;
  const [tree, seconds] = await Promise.all([
    treeBefore(workshop, commit, ground.config.folders),
    line(place, ["log", "-1", "--no-show-signature", "--format=%ct", commit]),
  ]);
  const head = await line(place, ["commit-tree", "--no-gpg-sign", "-p", commit, "-F", "-", tree], {
    input: `Undo: ${title}\n\nThis takes back what ${task}@${of} landed as ${commit}.\n`,
    identity: { ...ours, ...dated(seconds) },
  });
  workshop.reached("reverted");
  await setRef(place, `refs/heads/${attemptBranch(task, n)}`, head);
  return { head };
};
