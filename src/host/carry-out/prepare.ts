import type { PrepareOrder } from "../../core/order.ts";
import { setUp } from "./bench.ts";
import type { Told, Tools } from "./tools.ts";

/** A worktree of the attempt's own, ready to work in. */
export const prepare = async (order: PrepareOrder, tools: Tools, signal: AbortSignal): Promise<Told> => {
  const { base, path } = await tools.git.prepare(order);
  const failure = await setUp({ order, tools, signal }, path);
  return failure === undefined ? { kind: "prepared", base, path } : { kind: "failed", failure };
};
