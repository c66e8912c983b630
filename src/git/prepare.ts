import { join } from "node:path";
import type { Oid } from "../core/evidence.ts";
import { worktreeName } from "../core/slots.ts";
import type { AttemptRef, Git } from "../engine/ports/git.ts";
import { release, takeOver } from "./free.ts";
import { keepUnreached } from "./keep.ts";
import { attemptBranch } from "./names.ts";
import { beginAt, type Beginning } from "./begin.ts";
import { refuseNamesake } from "./namesake.ts";
import { readNote, writeNote, type Note } from "./note.ts";
import { settle } from "./pool.ts";
import { commitOf, listRefs } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { occupy, sweep, unlock } from "./scrub.ts";
import type { Spot } from "./scrub.ts";
import { fillSubmodules } from "./submodules.ts";
import { tipOf } from "./target.ts";
import type { Workshop } from "./workshop.ts";
import { adopt, isOurs } from "./worktree.ts";
import type { Worktree } from "./worktree.ts";

/** A worktree ready for an attempt; `lacking` names submodules whose commits could not be had. */
export type Prepared = Awaited<ReturnType<Git["prepare"]>> & { readonly lacking: readonly string[] };

type Start = { readonly base: Oid; readonly branch: string; readonly beginning: Beginning };

/** The person may look at an attempt's branch, but then no worktree of ours can be on it. */
const takenBy = (branch: string, path: string): Error =>
  new Error(
    `branch ${branch} is checked out in ${path}, which is not TrafficControl's: switch that worktree to another branch`,
  );

type Wanted = AttemptRef & {
  readonly target: string;
  readonly path: string;
  readonly adopts?: Oid;
  /** What the attempt has made already, and the base that it counts from. */
  readonly work?: { readonly base: Oid; readonly head: Oid };
  /** Where it begins in place of the target's tip. */
  readonly onto?: Oid;
};

/** A worktree of ours, its pointer mended where an agent removed it; `undefined` when there is none to be had. */
const find = ({ repository }: Workshop, path: string): Worktree | undefined => {
  try {
    return adopt(repository, path);
  } catch {
    return undefined;
  }
};

/** Whoever had the worktree (a run whose end never came) keeps its work; then it is nobody's. */
const vacate = async (workshop: Workshop, path: string): Promise<void> => {
  const found = find(workshop, path);
  if (found === undefined) return;
  const note = readNote(found);
  await release(workshop, found, note && { ...note, landed: false });
};

/** A branch that another worktree of ours has checked out is free then. */
const clearWay = async (workshop: Workshop, branch: string, path: string): Promise<void> => {
  const { repository } = workshop;
  const refs = await listRefs(repository.checkout, [`refs/heads/${branch}`]);
  const owner = refs.find(({ name }) => name === `refs/heads/${branch}`)?.checkedOutAt;
  if (owner === undefined || owner === path) return;
  if (!isOurs(repository, owner)) throw takenBy(branch, owner);
  await vacate(workshop, owner);
};

/** The target's tip and what is adopted, or the attempt's own work, with the branch free to begin there. */
const startOf = async (workshop: Workshop, attempt: Wanted): Promise<Start> => {
  const { repository } = workshop;
  const branch = attemptBranch(attempt.task, attempt.n);
  const place = repository.checkout;
  const [tip, mine] = await Promise.all([
    tipOf(place, attempt.target),
    commitOf(place, `refs/heads/${branch}`),
  ]);
  // Where the branch is checked out is asked only when there is one: git takes its time to tell.
  if (mine !== undefined) await clearWay(workshop, branch, attempt.path);
  const { task, n, adopts, work, onto = tip } = attempt;
  const beginning =
    work === undefined ? await beginAt(place, { task, n, tip: onto, adopts }) : { commit: work.head };
  await keepUnreached(place, attempt, { from: mine, to: beginning.commit });
  return { base: work?.base ?? onto, branch, beginning };
};

/** Where the worktree of an agent slot is. */
export const agentFolder = ({ worktrees }: Repository, slot: number): string =>
  join(worktrees, worktreeName(slot));

const preparedAt = ({ base, beginning }: Note): Pick<Prepared, "base" | "adopted"> => ({
  base,
  ...(beginning?.adopted === undefined ? {} : { adopted: beginning.adopted }),
});

/** The attempt's worktree, as it is if it is the attempt's already; otherwise scrubbed and where the attempt begins. */
export const prepare = async (
  workshop: Workshop,
  { task, n, slot, ground, adopts, work, onto }: Parameters<Git["prepare"]>[0],
): Promise<Prepared> => {
  await refuseNamesake(workshop.repository);
  const path = agentFolder(workshop.repository, slot);
  const found = find(workshop, path);
  const note = found && readNote(found);
  if (note?.task === task && note.n === n) return { ...preparedAt(note), path, lacking: [] };
  const isClean =
    found !== undefined &&
    note !== undefined &&
    (await takeOver(workshop, found, { ...note, landed: false }));
  const from = {
    ...(adopts === undefined ? {} : { adopts }),
    ...(work === undefined ? {} : { work }),
    ...(onto === undefined ? {} : { onto }),
  };
  const start = startOf(workshop, { task, n, target: ground.target, path, ...from });
  const spot = start.then(({ branch, beginning: { commit } }): Spot => ({ commit, branch }));
  const worktree = await settle(workshop, { path, isClean }, spot);
  workshop.reached("branch checked out");
  const lacking = await fillSubmodules(worktree.path, workshop.repository.common);
  const { base, beginning } = await start;
  const isOdd = adopts !== undefined || work !== undefined;
  const written: Note = { task, n, base, ...(isOdd ? { beginning } : {}) };
  writeNote(worktree, written);
  return { ...preparedAt(written), path, lacking };
};

/** The attempt's worktree as it was when it began, whatever an interrupted agent did to it. */
export const reset = async (
  workshop: Workshop,
  { path, base }: { readonly path: string; readonly base: Oid },
): Promise<void> => {
  const worktree = adopt(workshop.repository, path);
  const note = readNote(worktree);
  if (note === undefined) throw new Error(`${path} belongs to no attempt: nothing to go back to`);
  const branch = attemptBranch(note.task, note.n);
  unlock(worktree, workshop.repository, branch);
  await sweep(worktree);
  workshop.reached("swept");
  await occupy(worktree, { commit: note.beginning?.commit ?? base, branch });
  await fillSubmodules(worktree.path, workshop.repository.common);
};
