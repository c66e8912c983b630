import type { Oid } from "../../core/evidence.ts";
import type { RemoteGit } from "../../engine/ports/remote-git.ts";
import { commitOf, isReached } from "../refs.ts";
import { tipOf } from "../target.ts";
import { amend, leavesOut } from "./amend.ts";
import { commonDirOf } from "./checkout.ts";
import { landOnce } from "./land.ts";
import { keeperOf, type Landable } from "./message.ts";
import { recover } from "./settle.ts";

type Request = Parameters<RemoteGit["catchUp"]>[0];
type Outcome = Awaited<ReturnType<RemoteGit["catchUp"]>>;

const blocked = (why: string): Outcome => ({ kind: "blocked", why, paths: [] });

/** From where to a commit that follows it, and what a landing commit that was offered was kept by. */
const landableFrom = async (repository: string, tip: Oid, { task }: Request): Promise<Landable> => {
  const keeper = keeperOf(`Traffic-Task: ${task}`);
  return (await commitOf(repository, keeper)) === undefined ? { from: tip } : { from: tip, keeper };
};

const move = async (repository: string, request: Request, commonDir: string): Promise<Outcome> => {
  const { commit, ground, edit } = request;
  const tip = await tipOf(repository, ground.target);
  if (!(await isReached(repository, tip, commit)))
    return (await isReached(repository, commit, tip))
      ? { kind: "landed" }
      : blocked(`${ground.target} and its remote have gone apart: git pull`);
  const landable = await landableFrom(repository, tip, request);
  const errand = { ...landable, repository, commonDir, commit, target: ground.target };
  const leftOut = edit !== undefined && (await leavesOut(repository, commit, edit));
  const { hooks } = ground.config.commits;
  const outcome = await landOnce({ ...errand, hooks, reached: () => undefined });
  if (outcome.kind === "moved") return blocked(`${ground.target} has just moved`);
  if (outcome.kind === "landed" && edit !== undefined && leftOut) await amend({ ...errand, edit });
  return outcome;
};

/**
 * Moves the target forward to a commit that follows it, the checkout with it, by the rules of a landing: nothing of a
 * person's is touched, and a crash is settled by whoever comes next.
 */
export const catchUp = async (repository: string, request: Request): Promise<Outcome> => {
  const commonDir = await commonDirOf(repository);
  const obstacle = await recover(commonDir);
  return obstacle === undefined ? move(repository, request, commonDir) : { kind: "blocked", ...obstacle };
};
