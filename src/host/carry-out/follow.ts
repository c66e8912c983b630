import type { FollowOrder } from "../../core/order.ts";
import type { Course } from "./carry-out.ts";
import type { Tools } from "./tools.ts";

/** Tells the engine of which tasks' pull requests there is news, for as long as the order is listed. */
export const follow = async (
  { ground, by }: FollowOrder,
  tools: Tools,
  { report, signal }: Course,
): Promise<void> => {
  const at = await tools.github(ground);
  if ("kind" in at) return;
  const told = (tasks: readonly string[] | "all"): void => report({ kind: "pulls", tasks });
  await (by === "asking" ? at.follow(told, signal) : at.hear(told, signal));
};
