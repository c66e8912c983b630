import { readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Oid } from "../core/evidence.ts";
import type { Repository } from "./repository.ts";
import { isUsual } from "./glance.ts";
import { noteName } from "./note.ts";
import { lineIn, runIn } from "./worktree.ts";
import type { Worktree } from "./worktree.ts";

/** Where a worktree shall be: on a branch that begins at the commit, or on the commit alone. */
export type Spot = { readonly commit: Oid; readonly branch?: string };

/** What stays in a worktree's git folder: the rest is locks, operations under way, and settings of that worktree alone. */
const lasting = new Set(["HEAD", "commondir", "gitdir", "index", "logs", "modules", "reftable", noteName]);

/** Removes what git processes that are gone have left: locks, rebases and merges half done, sparse and other settings. */
export const endOperations = ({ gitDir }: Worktree): void => {
  for (const name of readdirSync(gitDir))
    if (!lasting.has(name) && !name.startsWith("sharedindex."))
      rmSync(join(gitDir, name), { recursive: true, force: true });
};

/** What the worktree's HEAD file says: the commit, or `ref: ` and the branch's full name. */
export const headOf = ({ gitDir }: Worktree): string => readFileSync(join(gitDir, "HEAD"), "utf8").trimEnd();

/** Git refuses to see a repository at all where HEAD is rubbish: it is on the attempt's branch again. */
const mendHead = (worktree: Worktree, branch: string): void => {
  if (!/^(?:ref: refs\/|[0-9a-f]{40,64}$)/.test(headOf(worktree)))
    writeFileSync(join(worktree.gitDir, "HEAD"), `ref: refs/heads/${branch}\n`);
};

/** Mends what a killed git left: locks on the worktree, and on the branch that is its alone, and a HEAD half written. */
export const unlock = (worktree: Worktree, { common }: Repository, branch: string): void => {
  mendHead(worktree, branch);
  for (const lock of ["index.lock", "HEAD.lock"]) rmSync(join(worktree.gitDir, lock), { force: true });
  rmSync(join(common, "refs/heads", `${branch}.lock`), { force: true });
};

/** Whether git looks at every file: entries may be marked so that changes to them pass unseen, or the index be broken. */
const isIndexHonest = (worktree: Worktree): Promise<boolean> =>
  runIn(worktree, ["ls-files", "-v"]).then(
    ({ out }) => !/^(?:[a-z]|S) /m.test(out),
    () => false,
  );

const clean = (worktree: Worktree) => runIn(worktree, ["clean", "-ffdxq"]);

/** Everything goes that the index does not hold; a dishonest index goes too, and with it all that it held. */
export const sweep = async (worktree: Worktree): Promise<void> => {
  endOperations(worktree);
  const [honest, cleaned] = await Promise.all([
    isIndexHonest(worktree),
    clean(worktree).then(
      () => true,
      () => false,
    ),
  ]);
  if (!honest) rmSync(join(worktree.gitDir, "index"), { force: true });
  if (!honest || !cleaned) await clean(worktree);
};

/**
 * The folder whose files git takes for a worktree's. That of a linked worktree is where its git folder says, and its own settings
 * are gone: unless those of the repository put checkouts elsewhere, there is nothing to ask.
 */
const topOf = async (worktree: Worktree): Promise<string> => {
  const { gitDir } = worktree;
  const common = join(gitDir, "../..");
  if (isUsual(common))
    return dirname(resolve(gitDir, readFileSync(join(gitDir, "gitdir"), "utf8").trimEnd()));
  return lineIn(worktree, ["rev-parse", "--show-toplevel"]);
};

/** Moves a swept worktree to the spot, overwriting whatever differs, and proves that it is there. */
export const occupy = async (worktree: Worktree, { commit, branch }: Spot): Promise<void> => {
  const onto = branch === undefined ? ["--detach"] : ["--no-track", "-B", branch];
  const [top] = await Promise.all([
    topOf(worktree),
    runIn(worktree, ["checkout", "-q", "-f", ...onto, commit]),
  ]);
  const found = [top, headOf(worktree)];
  const expected = [realpathSync(worktree.path), branch === undefined ? commit : `ref: refs/heads/${branch}`];
  // Where refs are kept as tables, the file of that name says nothing.
  if (found[1] === "ref: refs/heads/.invalid") expected[1] = found[1];
  if (found.join("\n") !== expected.join("\n"))
    throw new Error(`worktree ${worktree.path} is at ${found.join(", ")}; expected ${expected.join(", ")}`);
};
