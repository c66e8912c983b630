import type { Failure } from "../../core/failure.ts";
import type { PrepareOrder } from "../../core/order.ts";
import { setUp } from "./bench.ts";
import type { Told, Tools } from "./tools.ts";

const missing = (commit: string): Failure => ({
  kind: "invalid",
  why: `The work it adopts, ${commit}, is not in this repository. Fetch it, or take \`adopts\` out of the task's file.`,
});

/** A worktree of the attempt's own, ready to work in. */
export const prepare = async (order: PrepareOrder, tools: Tools, signal: AbortSignal): Promise<Told> => {
  const { base, path, adopted } = await tools.git.prepare(order);
  if (adopted?.kind === "missing") return { kind: "failed", failure: missing(adopted.commit) };
  const failure = await setUp({ order, tools, signal }, path);
  if (failure !== undefined) return { kind: "failed", failure };
  return { kind: "prepared", base, path, ...(adopted === undefined ? {} : { adopted }) };
};
