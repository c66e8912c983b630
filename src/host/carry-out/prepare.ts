import type { PrepareOrder } from "../../core/order.ts";
import { setUp } from "./bench.ts";
import { limited, remoteTarget } from "./remote.ts";
import type { Told, Tools } from "./tools.ts";

/** What leaves by pull request begins where the remote stands; what only this repository has would leave with it. */
const apart = ({ ground: { target, config } }: PrepareOrder): Told => {
  const { remote } = config.github;
  const why = `${target} has commits that ${remote}/${target} has not: a pull request would bring them along. Push them first (git push ${remote} ${target}).`;
  return { kind: "failed", failure: { kind: "invalid", why } };
};

const begin = async (order: PrepareOrder, tools: Tools): Promise<{ readonly onto?: string } | Told> => {
  if (order.handoff === undefined) return {};
  const found = await remoteTarget(order.ground, tools);
  if (found.kind === "closed") return limited(found);
  const { commit } = await tools.git.tip(order);
  return (await tools.remotes.isWithin(commit, found.tip)) ? { onto: found.tip } : apart(order);
};

/** A worktree of the attempt's own, ready to work in. */
export const prepare = async (order: PrepareOrder, tools: Tools, signal: AbortSignal): Promise<Told> => {
  const start = await begin(order, tools);
  if ("kind" in start) return start;
  const { base, path } = await tools.git.prepare({ ...order, ...start });
  const failure = await setUp({ order, tools, signal }, path);
  return failure === undefined ? { kind: "prepared", base, path } : { kind: "failed", failure };
};
