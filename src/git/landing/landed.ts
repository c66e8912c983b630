import type { Oid } from "../../core/evidence.ts";
import type { Git } from "../../engine/ports/git.ts";
import { run } from "../command.ts";
import { entryAt } from "../trees.ts";

/**
 * The commit that landed an attempt, or took a landing back by it: on the target's first-parent history, the one that added the attempt's result,
 * if it names task and attempt in its trailers and the tip's tree still holds the result.
 */
export const landed = async (
  repository: string,
  { task, n, ground }: Parameters<Git["landed"]>[0],
): Promise<Oid | undefined> => {
  const tip = `refs/heads/${ground.target}`;
  const path = `${ground.config.folders.results}/${task}/${n}.md`;
  if ((await entryAt(repository, tip, path)) === undefined) return undefined;
  const history = ["--first-parent", "--diff-merges=first-parent", "--no-renames", "--diff-filter=A", "-1"];
  const { out } = await run(repository, [
    "--literal-pathspecs",
    "log",
    ...history,
    "--no-show-signature",
    "--format=%H%n%B",
    tip,
    "--",
    path,
  ]);
  const [commit, ...message] = out.split("\n");
  const isOfTask = message.includes(`Traffic-Task: ${task}`) || message.includes(`Traffic-Undo: ${task}`);
  const named = isOfTask && message.includes(`Traffic-Attempt: ${task}@${n}`);
  return named ? commit : undefined;
};
