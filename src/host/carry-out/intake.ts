import type { IntakeOrder } from "../../core/order.ts";
import { shutBy } from "../../core/reach.ts";
import type { Course } from "./carry-out.ts";
import type { Tools } from "./tools.ts";

/** Takes in what is asked for at GitHub, and tells its issues how their tasks stand, for as long as the order is listed. */
export const intake = async (
  { ground, tended }: IntakeOrder,
  tools: Tools,
  { report, signal }: Course,
): Promise<void> => {
  const at = await tools.github(ground);
  if ("kind" in at) return report({ kind: "shut", ...shutBy(at) });
  await at.tend({ target: ground.target, tended, intake: tools.intake(ground) }, signal);
};
