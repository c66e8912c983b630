import type { Meter } from "../../core/meter.ts";
import type { EndOrder } from "../../core/order.ts";
import { settledMeter } from "./drive.ts";
import { printChained, resultsBefore } from "./results.ts";
import type { Leave, Told, Tools } from "./tools.ts";

/** What an agent with a program of its own has used in all, once nothing of it runs any more. */
const settled = ({ attempt, paid }: EndOrder, tools: Tools): Meter | undefined => {
  const driver = tools.driver(paid?.driver ?? "");
  return paid === undefined || driver?.kind !== "agent"
    ? undefined
    : settledMeter(attempt, { driver, model: paid.model }, tools);
};

/** Every process of the attempt gone, its result kept where it waits, its worktree and branch free. */
export const end = async (order: EndOrder, tools: Tools, { metered }: Leave): Promise<Told> => {
  const worked = await tools.models.end(order.attempt);
  for (const key of [order.attempt, `${order.attempt}/check`, `${order.attempt}/setup`])
    await tools.agents.end(key);
  const meter = worked ?? settled(order, tools);
  if (meter !== undefined) metered(meter);
  if (order.result !== undefined) {
    const text = printChained(order.result, await resultsBefore(order, tools), tools);
    await tools.git.keepResult({ ...order, text });
  }
  await tools.git.end({ ...order, landed: order.result === undefined });
  return { kind: "ended" };
};
