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
  const known = made ?? settled(order, tools);
  if (known !== undefined) progress(known);
  if (order.result !== undefined) {
    const text = printChained(order.result, await resultsBefore(order, tools), tools);
    await tools.git.keepResult({ ...order, text });
  }
  await tools.git.end({ ...order, landed: order.result === undefined });
  return { kind: "ended" };
};
