import type { HandOrder } from "../../core/order.ts";
import { setUp } from "./bench.ts";
import { endProcesses } from "./end-processes.ts";
import type { Leave, Told, Tools } from "./tools.ts";

/**
 * The worktree of an attempt for a person: nothing runs there any more, it is at the attempt's last commit or as its agent
 * left it, and what lay uncommitted is committed, so that what the person does can be told from it. A setup that fails is
 * no reason to keep them out.
 */
export const hand = async (order: HandOrder, tools: Tools, leave: Leave): Promise<Told> => {
  const made = await tools.models.rest(order.attempt);
  if (made !== undefined) leave.progress(made);
  await endProcesses(order.attempt, tools);
  const { base, path, adopted } = await tools.git.prepare(order);
  if (!order.isSetUp) await setUp({ order, tools, signal: leave.signal }, path);
  const { head } = await tools.git.save({ ...order, path, message: order.title });
  const known = adopted === undefined || adopted.kind === "missing" ? {} : { adopted };
  return { kind: "handed", base, path, head, ...known };
};
