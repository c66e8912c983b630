import { join } from "node:path";
import type { Oid } from "../../core/evidence.ts";
import type { Git, Landing, Obstacle } from "../../engine/ports/git.ts";
import { GitError, run } from "../command.ts";
import { isReached } from "../refs.ts";
import { removeStaleLocks, withLocks } from "../stale-locks.ts";
import { tipOf } from "../target.ts";
import { dropDrafts } from "../writing.ts";
import { amend, leavesOut } from "./amend.ts";
import type { Checkout } from "./checkout.ts";
import { commonDirOf, findCheckout, isOn, operationIn } from "./checkout.ts";
import { lockHeld, takeLock } from "./lock.ts";
import type { Landable } from "./message.ts";
import { readLandable } from "./message.ts";
import { judgeMoves, lookAt } from "./moves.ts";
import type { Verdict } from "./moves.ts";
import { Interference, confirmTaken, place } from "./place.ts";
import type { Intention, Room } from "./room.ts";
import { indexOf, intend, openRoom } from "./room.ts";
import { recover } from "./settle.ts";
import { refresh, stage } from "./stage.ts";
import type { Difference } from "./tree.ts";
import { differences, heldByStaging, staged } from "./tree.ts";

type Request = Parameters<Git["land"]>[0];

/** One landing: M, where from, and everything it needs to know on the way. */
export type Errand = Landable & {
  readonly repository: string;
  readonly commonDir: string;
  readonly commit: Oid;
  readonly target: string;
  readonly hooks: boolean;
  readonly reached: (step: string) => void;
};

/** How a landing ends where the target is where it should be. */
type Settled = Exclude<Landing, { readonly kind: "moved" }>;

const landed: Settled = { kind: "landed" };
const blocked = (obstacle: Obstacle): Settled => ({ kind: "blocked", ...obstacle });
const refusal = (why: string, paths: readonly string[] = []): Settled => ({ kind: "blocked", why, paths });

/**
 * Moves the branch from M's first parent to M and lets go of what kept M, both or neither. `hooks: true` lets git run
 * what plumbing runs by itself, which is `reference-transaction`; pre-commit and post-commit belong to `git commit`.
 */
const advance = async (errand: Errand, place: string, gitDir = errand.commonDir): Promise<Landing> => {
  const { commonDir, commit, from, target, keeper, hooks } = errand;
  const branch = `refs/heads/${target}`;
  const locks = [join(commonDir, "packed-refs"), join(commonDir, branch), join(gitDir, "HEAD")];
  try {
    await withLocks(
      commonDir,
      locks.map((path) => `${path}.lock`),
      () =>
        run(place, ["update-ref", "-m", "traffic: land", "--stdin", "-z"], {
          input: `update ${branch}\0${commit}\0${from}\0${keeper === undefined ? "" : `delete ${keeper}\0\0`}`,
          hooks,
        }),
    );
    return landed;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const tip = await tipOf(place, target);
    if (tip === commit) return landed;
    return tip === from ? refusal(`git would not move ${target}: ${error.stderr.trim()}`) : { kind: "moved" };
  }
};

const heldPaths = (paths: readonly string[]): Landing =>
  refusal("files of yours are in the way: commit, stash or move them", paths);

/** A landing in a checkout, and what it changes from the old tip to M. */
type Charge = Errand & { readonly changes: readonly Difference[] };

/** What has to happen on disk, or why it must not. Nothing is touched yet but our own room. */
const judge = async (charge: Charge, room: Room, intention: Intention): Promise<Verdict | Landing> => {
  const { from, target, changes, reached } = charge;
  const { checkout } = intention;
  const looks = lookAt(room, intention, changes);
  const staging = stage(room, intention, from);
  // What is staged in the way fails it too, and is told better by what follows.
  staging.catch(() => undefined);
  try {
    const [on, theirs] = await Promise.all([isOn(checkout, target), staged(checkout.path, from)]);
    const operation = operationIn(checkout);
    if (operation !== undefined) return blocked(operation);
    if (!on) return refusal(`${checkout.path} is just being switched to another branch`);
    const unmerged = [...theirs.values()].filter((one) => one.unmerged).map(({ path }) => path);
    if (unmerged.length > 0) return refusal("unmerged paths: resolve them first", unmerged);
    const unreadable = changes.map(({ path }) => path).filter((path) => path.includes("\uFFFD"));
    if (unreadable.length > 0) return refusal("file names that are not UTF-8 cannot be landed", unreadable);
    const stagedOtherwise = heldByStaging(changes, theirs);
    if (stagedOtherwise.length > 0) return heldPaths(stagedOtherwise);
    const verdict = await judgeMoves({ intention, staging, looks }, changes, theirs);
    reached("staged");
    return verdict.held.length > 0 ? heldPaths(verdict.held) : verdict;
  } finally {
    // The room is cleared away next: nobody may be writing in it then.
    await Promise.allSettled([looks.changed, staging]);
  }
};

/** Everything up to the branch's move, under the checkout's lock. What is refused here is put back by `settle`. */
const carryOut = async (charge: Charge, room: Room, intention: Intention): Promise<Landing> => {
  const { target, changes, reached } = charge;
  const { checkout } = intention;
  if (!takeLock(room, checkout)) return blocked(lockHeld(checkout));
  reached("locked");
  const verdict = await judge(charge, room, intention);
  if ("kind" in verdict) return verdict;
  const { moves } = verdict;
  intend(room, { ...intention, judged: { changes, moves } });
  reached("judged");
  place(intention, moves, reached);
  reached("placed");
  if (!(await isOn(checkout, target))) return refusal(`${checkout.path} was switched to another branch`);
  confirmTaken(intention, moves);
  // The new index is right already: what it remembers of the files is renewed while the branch moves, or by the next git.
  const [outcome] = await Promise.allSettled([
    advance(charge, checkout.path, checkout.gitDir),
    refresh(checkout, indexOf(room)),
  ]);
  if (outcome.status === "rejected") throw outcome.reason;
  reached("advanced");
  return outcome.value;
};

/** A landing on a checked-out branch: whatever happens on the way, it ends settled. */
const landIn = async (errand: Charge, checkout: Checkout): Promise<Landing> => {
  const [room, intention] = openRoom(errand.commonDir, errand.commit, checkout);
  errand.reached("opened");
  try {
    return await carryOut(errand, room, intention);
  } catch (error) {
    if (error instanceof Interference) return heldPaths([error.path]);
    throw error;
  } finally {
    await recover(errand.commonDir, errand.reached);
    errand.reached("settled");
  }
};

/** Where M stands, and what is in its way. */
export const landOnce = async (errand: Errand): Promise<Landing> => {
  const { repository, commonDir, commit, from, target } = errand;
  const [tip, where, changes] = await Promise.all([
    tipOf(repository, target),
    findCheckout(repository, commonDir, target),
    differences(repository, from, commit),
  ]);
  if (tip !== from) return (await isReached(repository, commit, tip)) ? landed : { kind: "moved" };
  if (where.kind === "busy") return blocked(where.obstacle);
  if (where.kind === "in") return landIn({ ...errand, changes }, where.checkout);
  const outcome = await advance(errand, repository);
  errand.reached("advanced");
  return outcome;
};

/**
 * Moves the target from M's first parent to M, and the checkout that has the target with it; see the port. Settles
 * first what an earlier landing left behind, so asking again after a crash is all the recovery there is. One landing
 * at a time: the caller holds the lane.
 */
export const land = async (repository: string, request: Request): Promise<Landing> => {
  const { commit, ground, edit, reached = () => undefined } = request;
  const [commonDir, landable, leftOut] = await Promise.all([
    commonDirOf(repository),
    readLandable(repository, commit),
    edit === undefined ? false : leavesOut(repository, commit, edit),
  ]);
  const obstacle = await recover(commonDir, reached);
  if (obstacle !== undefined) return blocked(obstacle);
  const errand = { ...landable, repository, commonDir, commit, target: ground.target };
  const outcome = await landOnce({ ...errand, hooks: ground.config.commits.hooks, reached });
  if (outcome.kind === "landed" && edit !== undefined && leftOut) {
    await amend({ ...errand, edit });
    reached("amended");
  }
  return outcome;
};

/** Settles what a crash left, for when nobody asks to land the same commit again. Call it before the first order. */
export const recoverLandings = async (repository: string): Promise<Obstacle | undefined> => {
  const commonDir = await commonDirOf(repository);
  await removeStaleLocks(commonDir);
  dropDrafts(commonDir);
  return recover(commonDir);
};
