import type { IntakeOrder } from "../../core/order.ts";
import type { Tools } from "./tools.ts";

/** Takes in what is asked for at GitHub, and tells its issues how their tasks stand, for as long as the order is listed. */
export const intake = async (
  { ground, tended }: IntakeOrder,
  tools: Tools,
  signal: AbortSignal,
): Promise<void> => {
  const at = await tools.github(ground);
  if ("kind" in at) return;
  await at.tend({ target: ground.target, tended, intake: tools.intake(ground) }, signal);
};
