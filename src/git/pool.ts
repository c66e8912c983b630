import { chmodSync, existsSync, lstatSync, readdirSync, renameSync, rmSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";
import type { AttemptRef } from "../engine/ports/git.ts";
import { run } from "./command.ts";
import { despiteOthers, WorktreeSpoilt } from "./despite-others.ts";
import { refOf } from "./names.ts";
import { headIn, setRef } from "./refs.ts";
import { endOperations, occupy, sweep } from "./scrub.ts";
import type { Spot } from "./scrub.ts";
import type { Workshop } from "./workshop.ts";
import { gitDirsFor, isOurs, isPlainFolder, openWorktree } from "./worktree.ts";
import type { Worktree } from "./worktree.ts";

/** Folders that tools leave without write permission (Go's module cache) would keep what is in them. */
const makeWritable = (folder: string): void => {
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder))
    if (lstatSync(join(folder, name)).isDirectory()) makeWritable(join(folder, name));
};

const removeTree = (path: string): void => {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    makeWritable(path);
    rmSync(path, { recursive: true, force: true });
  }
};

/** Removes a worktree of ours with what git knows of it, however broken. What is worth keeping was kept before. */
export const discard = ({ repository, alone, reached }: Workshop, path: string): Promise<void> =>
  alone(() => {
    if (!isOurs(repository, path)) throw new Error(`${path} is not in ${repository.worktrees}: not removed`);
    const known = gitDirsFor(repository, path);
    removeTree(path);
    reached("files removed");
    for (const gitDir of known) removeTree(gitDir);
    return Promise.resolve();
  });

/** Moves a worktree that git can make nothing of out of the pool, so that a person can still look into it. */
export const setAside = async (
  { repository, alone }: Workshop,
  path: string,
  attempt: AttemptRef | undefined,
): Promise<void> => {
  const head = await headIn(path);
  if (attempt !== undefined && head !== undefined)
    await setRef(repository.checkout, `${refOf("rescue", attempt)}-lost`, head);
  await alone(() => {
    const known = gitDirsFor(repository, path);
    renameSync(path, join(dirname(path), `lost-${randomUUID().slice(0, 8)}-${basename(path)}`));
    for (const gitDir of known) removeTree(gitDir);
    return Promise.resolve();
  });
};

/**
 * A new worktree in place of whatever is there, at the spot. Added without its files, which take long and need no lock; detached,
 * so that no branch and no settings are written.
 */
const create = async (workshop: Workshop, path: string, spot: Spot): Promise<Worktree> => {
  const { repository, alone } = workshop;
  await discard(workshop, path);
  await alone(() =>
    run(repository.checkout, ["worktree", "add", "--no-checkout", "--detach", path, spot.commit]),
  );
  const made = openWorktree(repository, path);
  if (made === undefined) throw new WorktreeSpoilt(path);
  workshop.reached("worktree added");
  await sweep(made);
  await occupy(made, spot);
  return made;
};

/** Where a worktree is wanted, and whether it was just seen to have nothing in it that would have to go. */
type Place = { readonly path: string; readonly isClean: boolean };

const reuse = async (found: Worktree, spot: Promise<Spot>, isClean: boolean): Promise<Worktree> => {
  if (existsSync(join(found.gitDir, "modules")))
    throw new Error("submodules are not scrubbed, they are made new");
  const [at] = await Promise.all([spot, isClean ? endOperations(found) : sweep(found)]);
  await occupy(found, at);
  return found;
};

/** Files that no git folder stands behind (pruned while a disk was away) may be somebody's work. */
const isStray = ({ repository }: Workshop, path: string): boolean =>
  isPlainFolder(path) &&
  gitDirsFor(repository, path).length === 0 &&
  readdirSync(path).some((name) => name !== ".git");

/** The worktree at the path, scrubbed and at the spot. Anything odd about the one in the pool: a new one takes its place. */
export const settle = async (
  workshop: Workshop,
  { path, isClean }: Place,
  spot: Promise<Spot>,
): Promise<Worktree> => {
  const found = openWorktree(workshop.repository, path);
  const reused = found && (await reuse(found, spot, isClean).catch(() => undefined));
  if (reused !== undefined) return reused;
  const at = await spot;
  if (isStray(workshop, path)) await setAside(workshop, path, undefined);
  // A prune that took it for a broken one may come to remove it when it is whole already.
  return despiteOthers(() => create(workshop, path, at));
};
