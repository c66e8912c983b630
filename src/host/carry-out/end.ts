import type { EndOrder } from "../../core/order.ts";
import type { Progress } from "../../engine/ports/model-agents.ts";
import { settledProgress } from "./drive.ts";
import { endProcesses } from "./end-processes.ts";
import { printChained, resultsBefore } from "./results.ts";
import type { Leave, Told, Tools } from "./tools.ts";

/** How far an agent with a program of its own came, once nothing of it runs any more. */
const settled = ({ attempt, paid }: EndOrder, tools: Tools): Progress | undefined => {
  const driver = tools.driver(paid?.driver ?? "");
  return paid === undefined || driver?.kind !== "agent"
    ? undefined
    : settledProgress(attempt, { driver, model: paid.model }, tools);
};

/** Every process of the attempt gone, its result kept where it waits, its worktree and branch free. */
export const end = async (order: EndOrder, tools: Tools, { progress }: Leave): Promise<Told> => {
  const made = await tools.models.end(order.attempt);
  await endProcesses(order.attempt, tools);
  const used = made ?? settled(order, tools);
  if (used !== undefined) progress(used);
  if (order.result === undefined) {
    await tools.git.end({ ...order, landed: order.unclaimed !== true });
    return { kind: "ended" };
  }
  // Asked while its branch is there: git forgets with it what was made on it.
  const slipped = await tools.git.slipped(order);
  const known = slipped.length === 0 ? {} : { slipped };
  const text = printChained({ ...order.result, ...known }, await resultsBefore(order, tools), tools);
  await tools.git.keepResult({ ...order, text });
  await tools.git.end({ ...order, landed: false });
  return { kind: "ended", ...known };
};
