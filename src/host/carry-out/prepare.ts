import type { Failure } from "../../core/failure.ts";
import type { PrepareOrder } from "../../core/order.ts";
import { setUp } from "./bench.ts";
import { rulesAt } from "./rules.ts";
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

const missing = (commit: string): Failure => ({
  kind: "invalid",
  why: `The work it adopts, ${commit}, is not in this repository. Fetch it, or take \`adopts\` out of the task's file.`,
});

/** A worktree of the attempt's own, ready to work in. */
export const prepare = async (order: PrepareOrder, tools: Tools, signal: AbortSignal): Promise<Told> => {
  const start = await begin(order, tools);
  if ("kind" in start) return start;
  const { base, path, adopted } = await tools.git.prepare({ ...order, ...start });
  // Its agent will be told them, and they are there by the time it is asked for.
  if (order.paid === true) rulesAt(tools.git, base).catch(() => undefined);
  if (adopted?.kind === "missing") return { kind: "failed", failure: missing(adopted.commit) };
  const failure = await setUp({ order, tools, signal }, path);
  if (failure !== undefined) return { kind: "failed", failure };
  return { kind: "prepared", base, path, ...(adopted === undefined ? {} : { adopted }) };
};
