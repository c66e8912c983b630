import type { LandOrder } from "../../core/order.ts";
import { editOf, makeOffer } from "./offer.ts";
import { remoteTarget } from "./remote.ts";
import type { Told, Tools } from "./tools.ts";

/** M, unless it has landed already. */
const build = async (order: LandOrder, tools: Tools): Promise<Told> => {
  const landed = await tools.git.landed(order);
  if (landed !== undefined) return { kind: "landed", commit: landed };
  const { base, head } = order.proof;
  return { kind: "built", commit: await makeOffer(order, tools, [base, head]) };
};

/** Its pull request is merged: the target here catches up with the remote's. */
const catchUp = async (order: LandOrder & { readonly commit: string }, tools: Tools): Promise<Told> => {
  const { commit, ground } = order;
  const found = await remoteTarget(ground, tools);
  if (found.kind === "closed") return { kind: "blocked", why: found.why, paths: [] };
  if (!(await tools.remotes.isWithin(commit, found.tip)))
    return { kind: "blocked", why: `${ground.config.github.remote} does not show it yet`, paths: [] };
  const landing = await tools.remotes.catchUp({
    task: order.task,
    commit: found.tip,
    edit: editOf(order, tools),
    ground,
  });
  if (landing.kind !== "landed") return landing;
  await tools.remotes.dropOffers(order.task);
  return { kind: "landed", commit };
};

/** Makes M, or lands the M that was made: it is journalled in between, so that a crash finds it again. */
export const land = async (order: LandOrder, tools: Tools): Promise<Told> => {
  const { commit, pull, ground } = order;
  if (commit === undefined) return build(order, tools);
  if (pull !== undefined) return catchUp({ ...order, commit }, tools);
  const landing = await tools.git.land({ commit, edit: editOf(order, tools), ground });
  if (landing.kind === "landed") return { kind: "landed", commit };
  // The person began to edit the task's file after M was made: an M without the status edit lands beside that.
  const onlyItsFile = landing.kind === "blocked" && landing.paths.every((path) => path === order.file);
  return onlyItsFile && landing.paths.length > 0 ? { kind: "moved" } : landing;
};
