import { existsSync, lstatSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Oid } from "../core/evidence.ts";
import { literally } from "./objects.ts";
import { headIn, setRef } from "./refs.ts";
import { survey } from "./survey.ts";
import type { Survey } from "./survey.ts";
import { isPlainFolder, runIn } from "./worktree.ts";
import type { Worktree } from "./worktree.ts";

const declaredSubmodules = async (worktree: Worktree): Promise<ReadonlySet<string>> => {
  const asked = ["config", "-z", "-f", ".gitmodules", "--get-regexp", String.raw`\.path$`];
  const { out } = await runIn(worktree, asked, { answers: [1] });
  const entries = out.split("\0").filter((entry) => entry !== "");
  return new Set(entries.map((entry) => entry.slice(entry.indexOf("\n") + 1)));
};

/** Repositories and worktrees of their own inside the worktree, not ignored: git would store a mere link to a commit. */
const embeddedIn = async (worktree: Worktree, found: Survey): Promise<string[]> => {
  const paths = [...found.links, ...found.nested].filter((path) => {
    const folder = join(worktree.path, path);
    return isPlainFolder(folder) && existsSync(join(folder, ".git"));
  });
  if (paths.length === 0) return [];
  const submodules = await declaredSubmodules(worktree);
  return paths.filter((path) => !submodules.has(path));
};

/** Commits of a repository that is about to become plain files stay readable under a ref. */
const keepCommits = async (worktree: Worktree, folder: string, ref: string): Promise<void> => {
  if ((await headIn(folder)) === undefined) return;
  await runIn(worktree, [
    "-c",
    "protocol.file.allow=always",
    "fetch",
    "-q",
    "--no-tags",
    folder,
    `+HEAD:${ref}`,
  ]);
};

/** The git folder of a worktree of the same repository, which a file in its place names. */
const linkedGitDir = (worktree: Worktree, folder: string): string | undefined => {
  const pointer = join(folder, ".git");
  if (!lstatSync(pointer).isFile()) return undefined;
  const gitDir = resolve(
    folder,
    readFileSync(pointer, "utf8")
      .trim()
      .replace(/^gitdir: /, ""),
  );
  return dirname(gitDir) === dirname(worktree.gitDir) && existsSync(gitDir) ? gitDir : undefined;
};

/** Commits what lies in a worktree onto a commit; the caller's own, for worktrees inside. */
type Commit = (worktree: Worktree, work: { parent: Oid; message: string; keep: string }) => Promise<Oid>;

/** A worktree that an agent made inside its own is no part of its work: all it held goes under the ref, then it goes. */
const keepLinked = async (inner: Worktree, keep: string, commit: Commit): Promise<void> => {
  const parent = await headIn(inner.path);
  if (parent !== undefined) {
    const message = "Left in a worktree that the agent made\n";
    await setRef(inner.checkout, keep, await commit(inner, { parent, message, keep }));
  }
  rmSync(inner.path, { recursive: true, force: true });
  rmSync(inner.gitDir, { recursive: true, force: true });
};

/** A repository that an agent made becomes plain files of its work: a link to its commits would lose them. */
const flatten = async (worktree: Worktree, path: string, keep: string): Promise<void> => {
  const folder = join(worktree.path, path);
  await keepCommits(worktree, folder, keep);
  rmSync(join(folder, ".git"), { recursive: true, force: true });
  await runIn(worktree, ["rm", "-q", "-r", "--cached", "--ignore-unmatch", "--", literally(path)]);
};

/** Repositories inside the worktree: nothing of them is lost, what they had committed stays under `<keep>-embedded-<k>`. */
export const absorbEmbedded = async (
  worktree: Worktree,
  work: { readonly found: Survey; readonly keep: string; readonly commit: Commit },
): Promise<void> => {
  let k = 0;
  let paths = await embeddedIn(worktree, work.found);
  while (paths.length > 0) {
    for (const path of paths) {
      const folder = join(worktree.path, path);
      const gitDir = linkedGitDir(worktree, folder);
      const ref = `${work.keep}-embedded-${++k}`;
      if (gitDir === undefined) await flatten(worktree, path, ref);
      else await keepLinked({ ...worktree, path: folder, gitDir }, ref, work.commit);
    }
    const next = await survey(worktree);
    paths = next === undefined ? [] : await embeddedIn(worktree, next);
  }
};
