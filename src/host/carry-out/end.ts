import type { EndOrder } from "../../core/order.ts";
import { endProcesses } from "./end-processes.ts";
import { printChained, resultsBefore } from "./results.ts";
import type { Leave, Told, Tools } from "./tools.ts";

/** Every process of the attempt gone, its result kept where it waits, its worktree and branch free. */
export const end = async (order: EndOrder, tools: Tools, { progress }: Leave): Promise<Told> => {
  const made = await tools.models.end(order.attempt);
  if (made !== undefined) progress(made);
  await endProcesses(order.attempt, tools);
  if (order.result !== undefined) {
    const text = printChained(order.result, await resultsBefore(order, tools), tools);
    await tools.git.keepResult({ ...order, text });
  }
  await tools.git.end({ ...order, landed: order.result === undefined });
  return { kind: "ended" };
};
