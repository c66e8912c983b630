import type { EndOrder } from "../../core/order.ts";
import { printChained, resultsBefore } from "./results.ts";
import type { Leave, Told, Tools } from "./tools.ts";

/** Every process of the attempt gone, its result kept where it waits, its worktree and branch free. */
export const end = async (order: EndOrder, tools: Tools, { metered }: Leave): Promise<Told> => {
  const meter = await tools.models.end(order.attempt);
  if (meter !== undefined) metered(meter);
  for (const key of [order.attempt, `${order.attempt}/check`, `${order.attempt}/setup`])
    await tools.agents.end(key);
  if (order.result !== undefined) {
    const text = printChained(order.result, await resultsBefore(order, tools), tools);
    await tools.git.keepResult({ ...order, text });
  }
  await tools.git.end({ ...order, landed: order.result === undefined });
  return { kind: "ended" };
};
