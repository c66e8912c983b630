import { accessSync, constants, statfsSync } from "node:fs";
import { messageOf } from "../../core/message-of.ts";
import type { Finding } from "../../faces/doors/house.ts";
import type { Survey } from "../../faces/doors/survey.ts";
import { line } from "../../git/command.ts";
import { emptySubmodules, gitLocks, largeFiles } from "../../git/signs.ts";
import { definitionsOf } from "../../git/target.ts";
import { duration } from "../../views/duration.ts";
import { count, list, quoted } from "../../views/words.ts";
import { systemClock } from "../clock.ts";
import { openWholeGit } from "../git.ts";
import { inUse } from "./clean.ts";
import type { Look } from "./look.ts";
import type { Checked } from "./opened.ts";

/** git itself, and where the repository is. */
export const gitFinding = async ({ repository }: Checked): Promise<Finding> => ({
  level: "ok",
  about: "git",
  message: `${await line(repository.checkout, ["version"])}; repository at ${repository.checkout}`,
});

/** The branch that work lands on, and whether the checkout stands on it. */
export const targetFinding = async ({ repository }: Checked, look: Look): Promise<Finding> => {
  const { target, commit, standing } = look;
  if (commit === undefined)
    return {
      level: "error",
      about: "target",
      message: `${target} has no commit yet: there is nothing to work on`,
      repair: "git add -A && git commit -m 'Begin'",
    };
  const from = await definitionsOf(repository, { target });
  const tip = `${target}, now at ${commit.slice(0, 10)}`;
  if (from.from === "checkout") return { level: "ok", about: "target", message: tip };
  return {
    level: "warning",
    about: "target",
    message: `${tip}; ${from.why}, so tasks and settings are read from the target's last commit, and of the files here only those that are not committed count`,
    repair:
      standing.kind === "branch" && standing.branch === target ? "finish it" : `git switch ${quoted(target)}`,
  };
};

const gigabyte = 1024 ** 3;

/** Whether worktrees can be made, and whether there is room for them. */
export const worktreesFinding = ({ repository }: Checked): Finding => {
  const about = "worktrees";
  try {
    accessSync(repository.worktrees, constants.W_OK);
    const { bavail, bsize } = statfsSync(repository.worktrees);
    const free = bavail * bsize;
    const room = `${(free / gigabyte).toFixed(1)} GB free`;
    if (free >= gigabyte) return { level: "ok", about, message: `in ${repository.worktrees}, ${room}` };
    const repair = "make room, `traffic clean`, or set XDG_CACHE_HOME to a folder on another disk";
    return { level: "warning", about, message: `only ${room} at ${repository.worktrees}`, repair };
  } catch (error) {
    const repair = "make the folder writable, or set XDG_CACHE_HOME to one that is";
    return { level: "error", about, message: messageOf(error), repair };
  }
};

/** A git that runs holds its locks for a moment only. */
const moment = 60_000;

/** Locks that a git which died has left behind. They are never removed by us: a git that is alive would lose its work. */
export const lockFindings = ({ repository }: Checked): Finding[] =>
  gitLocks(repository)
    .map(({ path, since }) => ({ path, age: systemClock.now() - since }))
    .filter(({ age }) => age > moment)
    .map(({ path, age }) => ({
      level: "error",
      about: "git lock",
      message: `${path} was made ${duration(age)} ago, most likely by a git that died; nothing can land while it is there`,
      repair: `see that no git runs here, then: rm ${quoted(path)}`,
    }));

const lfsFinding = async ({ repository }: Checked, { commit }: Look): Promise<Finding[]> => {
  const state = commit === undefined ? "none" : await largeFiles(repository, commit);
  if (state === "none") return [];
  if (state === "ready")
    return [{ level: "ok", about: "LFS", message: "files are kept in LFS; git-lfs is installed" }];
  return [
    {
      level: "error",
      about: "LFS",
      message: "files are kept in LFS, and git-lfs is not installed: worktrees hold pointers in their place",
      repair: "install git-lfs, then: git lfs install && git lfs pull",
    },
  ];
};

const submoduleFinding = async ({ repository }: Checked): Promise<Finding[]> => {
  const empty = await emptySubmodules(repository);
  if (empty.length === 0) return [];
  return [
    {
      level: "warning",
      about: "submodules",
      message: `${list(empty)} ${empty.length === 1 ? "is" : "are"} not here, so worktrees may lack ${empty.length === 1 ? "it" : "them"}`,
      repair: "git submodule update --init --recursive",
    },
  ];
};

/** Submodules and large files that worktrees would lack. */
export const contentFindings = async (opened: Checked, look: Look): Promise<Finding[]> => [
  ...(await submoduleFinding(opened)),
  ...(await lfsFinding(opened, look)),
];

/** What earlier runs left that is no longer needed. */
export const leftoversFinding = async (
  { repository }: Checked,
  { state }: Survey,
  target: string,
): Promise<Finding> => {
  const left = await openWholeGit(repository).listRemovable({ target, inUse: inUse(state) });
  if (left.length === 0) return { level: "ok", about: "leftovers", message: "none" };
  const message = `${count(left.length, "worktree or ref", "worktrees and refs")} that no attempt needs any more; \`traffic clean\` lists them`;
  return { level: "ok", about: "leftovers", message };
};
