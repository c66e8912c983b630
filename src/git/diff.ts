import type { Oid } from "../core/evidence.ts";
import { run } from "./command.ts";
import type { Repository } from "./repository.ts";

/** What an attempt changed, as a patch that `git apply` reads. */
export const diff = async ({ checkout }: Repository, base: Oid, head: Oid): Promise<string> =>
  (await run(checkout, ["diff", "--no-color", "--no-ext-diff", "--no-textconv", "--binary", base, head])).out;

/** So many files that git does not know yet are shown with their content. */
const most = 50;

const fileDiff = async (place: string, path: string): Promise<string> => {
  const command = [
    "diff",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-index",
    "--",
    "/dev/null",
    path,
  ];
  return (await run(place, command, { answers: [1] })).out;
};

/** What a worktree holds that its base does not, committed or not, new files as well. Changes nothing in it. */
export const workDiff = async (place: string, base: Oid): Promise<string> => {
  const options = ["--no-color", "--no-ext-diff", "--no-textconv"];
  const known = await run(place, ["diff", ...options, base, "--"], { fenced: true });
  const others = await run(place, ["ls-files", "--others", "--exclude-standard", "-z"], { fenced: true });
  const paths = others.out.split("\0").filter((path) => path !== "");
  const added: string[] = [];
  for (const path of paths.slice(0, most)) added.push(await fileDiff(place, path));
  const more = paths.length > most ? [`… and ${paths.length - most} more new files\n`] : [];
  return [known.out, ...added, ...more].join("");
};
