import { createHash } from "node:crypto";
import { existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { messageOf } from "../core/message-of.ts";
import { GitError, line, run } from "./command.ts";

/** Where a repository's things lie; all are real paths. */
export type Repository = {
  /** The top of the person's own checkout. */
  readonly checkout: string;
  /** The git folder that all its worktrees share. */
  readonly common: string;
  /** State of this machine's own. */
  readonly state: string;
  /** Our worktrees: outside the checkout and outside the git folder. */
  readonly worktrees: string;
};

/** The folder given cannot be worked with: what was found there, and how to mend it. */
export class RepositoryError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "RepositoryError";
  }
}

const oldest = [2, 38] as const;

/** Whether `git version`'s answer is new enough: `merge-tree --write-tree` came with 2.38. */
export const isRecent = (answer: string): boolean => {
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(answer) ?? [];
  return Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1]);
};

const checkVersion = async (folder: string): Promise<void> => {
  const answer = await line(folder, ["version"]).catch((cause: unknown) => {
    throw new RepositoryError(
      "git could not be started: install git 2.38 or newer and see that it is in PATH",
      cause,
    );
  });
  if (!isRecent(answer)) throw new RepositoryError(`found ${answer}: TrafficControl needs git 2.38 or newer`);
};

/** Why git does not work in a folder, from what it says, and what helps. */
export const notWorkable = (folder: string, said: string): string => {
  const [, owned] = /dubious ownership in repository at '(.+)'/.exec(said) ?? [];
  return owned === undefined
    ? `${folder} is not in a git repository (${said}): run \`git init\` there`
    : `git does not work in ${owned}, since it belongs to another user: git config --global --add safe.directory '${owned}'`;
};

const locate = async (folder: string) => {
  const asked = [
    "rev-parse",
    "--path-format=absolute",
    "--git-common-dir",
    "--git-dir",
    "--is-bare-repository",
  ];
  const { out } = await run(folder, asked).catch((cause: unknown) => {
    const said = cause instanceof GitError ? cause.stderr.trim() : String(cause);
    throw new RepositoryError(notWorkable(folder, said), cause);
  });
  const [common = "", gitDir = "", bare = ""] = out.split("\n");
  return { common: realpathSync(common), gitDir: realpathSync(gitDir), bare: bare === "true" };
};

/** A linked worktree does not know where the main one is; the shared git folder lies in it, or its settings say. */
const mainCheckout = async (common: string): Promise<string> => {
  const bare = await line(common, ["config", "--type=bool", "core.bare"], { answers: [1] });
  if (bare === "true")
    throw new RepositoryError(
      `${common} is a bare repository with worktrees, and has no checkout of its own: run this in a clone that has one`,
    );
  const set = await line(common, ["config", "core.worktree"], { answers: [1] });
  const top = set === "" ? dirname(common) : resolve(common, set);
  if (existsSync(join(top, ".git"))) return realpathSync(top);
  throw new RepositoryError(`the main checkout of ${common} was not found at ${top}: run this inside it`);
};

/** A relative one does not count, as its specification says: it would be another folder wherever a person stands. */
const cacheHome = (): string => {
  const set = process.env["XDG_CACHE_HOME"] ?? "";
  return isAbsolute(set) ? set : join(homedir(), ".cache");
};

/** A cache in the checkout is none of the person's changes. */
const ignoreInside = (checkout: string, folder: string): void => {
  if (!folder.startsWith(checkout + sep)) return;
  const path = join(dirname(folder), ".gitignore");
  if (!existsSync(path)) writeFileSync(path, "*\n");
};

const worktreesOf = (checkout: string, common: string): string => {
  const digest = createHash("sha256").update(common).digest("hex").slice(0, 8);
  const folder = join(cacheHome(), "traffic", `${basename(checkout)}-${digest}`);
  try {
    mkdirSync(folder, { recursive: true });
    const found = realpathSync(folder);
    ignoreInside(checkout, found);
    return found;
  } catch (cause) {
    throw new RepositoryError(
      `worktrees cannot be kept at ${folder} (${messageOf(cause)}): set XDG_CACHE_HOME to a folder that can be written`,
      cause,
    );
  }
};

/** Whether anything was ever committed on the branch that is checked out. */
export const hasCommit = async ({ checkout }: Pick<Repository, "checkout">): Promise<boolean> =>
  (await line(checkout, ["rev-parse", "--verify", "-q", "HEAD"], { answers: [1] })) !== "";

/** Says that there is nothing to work on yet, and how to mend it. */
export const noCommit = ({ checkout }: Pick<Repository, "checkout">): RepositoryError =>
  new RepositoryError(`${checkout} has no commit yet: make a first one (\`git commit\`) and start again`);

/** The repository that a folder is in, with or without a commit. Throws a RepositoryError that says what is wrong. */
export const findRepository = async (folder: string): Promise<Repository> => {
  if (!existsSync(folder)) throw new RepositoryError(`${folder} does not exist`);
  await checkVersion(folder);
  const { common, gitDir, bare } = await locate(folder);
  if (bare)
    throw new RepositoryError(
      `${common} is a bare repository: run this in a clone that has files checked out`,
    );
  const linked = gitDir !== common;
  const checkout = linked
    ? await mainCheckout(common)
    : realpathSync(await line(folder, ["rev-parse", "--show-toplevel"]).catch(() => mainCheckout(common)));
  return { checkout, common, state: join(common, "traffic"), worktrees: worktreesOf(checkout, common) };
};
