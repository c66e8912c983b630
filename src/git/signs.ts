import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Oid } from "../core/evidence.ts";
import { run } from "./command.ts";
import { pathsBelow } from "./names-in.ts";
import { show } from "./objects.ts";
import type { Repository } from "./repository.ts";

/** A lock that a git process has made, and when, in milliseconds since the epoch. */
export type GitLock = { readonly path: string; readonly since: number };

const names = ["index.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "shallow.lock"];

/** Git at work makes locks and lets go of them while they are looked for. */
const lockAt = (path: string): GitLock[] => {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? [] : [{ path, since: stats.mtimeMs }];
};

const inFolder = (folder: string): GitLock[] => names.flatMap((name) => lockAt(join(folder, name)));

const locksOfRefs = ({ common }: Repository): GitLock[] =>
  pathsBelow(join(common, "refs", "heads"))
    .filter((path) => path.endsWith(".lock"))
    .flatMap(lockAt);

/** Locks on the person's checkout and on what all worktrees share. A git that runs holds them too: only age tells. */
export const gitLocks = (repository: Repository): GitLock[] => [
  ...inFolder(repository.common),
  ...locksOfRefs(repository),
];

/** Paths of submodules that the person's checkout has not got; ours are filled from what is here. */
export const emptySubmodules = async ({ checkout }: Repository): Promise<string[]> => {
  if (!existsSync(join(checkout, ".gitmodules"))) return [];
  const { out } = await run(checkout, ["submodule", "status"], { answers: [1, 128] });
  return out
    .split("\n")
    .filter((row) => row.startsWith("-"))
    .map((row) => row.split(" ")[1] ?? "");
};

/** Whether files of a commit are kept in LFS, and whether what fetches them is there. */
export const largeFiles = async (
  { checkout }: Repository,
  commit: Oid,
): Promise<"none" | "ready" | "no_program"> => {
  const attributes = (await show(checkout, commit, ".gitattributes")) ?? "";
  if (!/^[^#\n]*\bfilter=lfs\b/m.test(attributes)) return "none";
  return run(checkout, ["lfs", "version"]).then(
    () => "ready",
    () => "no_program",
  );
};
