import { setTimeout } from "node:timers/promises";
import { messageOf } from "../../core/message-of.ts";
import type { ReachOrder } from "../../core/order.ts";
import { shutBy, type Shut } from "../../core/reach.ts";
import type { Course } from "./carry-out.ts";
import { remoteTarget } from "./remote.ts";
import type { Tools } from "./tools.ts";

/** How often is looked whether a person has mended what is missing, and how long at least before anybody is asked again, in milliseconds. */
const [pace, patience] = [5000, 30_000];

/** What keeps us from GitHub; undefined where nothing does. First what is found here, then what GitHub says, then git. */
const look = async ({ ground }: ReachOrder, tools: Tools): Promise<Shut | undefined> => {
  const at = await tools.github(ground);
  if ("kind" in at) return shutBy(at);
  const known = await at.reach();
  if (known.kind === "closed") return shutBy(known);
  const found = await remoteTarget(ground, tools);
  return found.kind === "found" ? undefined : shutBy(found);
};

/** Whatever went wrong with looking is told as well: nobody else would. */
const failed = (cause: unknown): Shut => ({
  until: Date.now() + patience,
  why: `GitHub could not be looked at: ${messageOf(cause)}`,
  answer: "traffic doctor --github tells more",
});

/** Looks until GitHub lets us in, it says when to ask again, or it is told to stop. */
export const reach = async (order: ReachOrder, tools: Tools, { report, signal }: Course): Promise<void> => {
  while (!signal.aborted) {
    const shut = await look(order, tools).catch(failed);
    if (signal.aborted) return;
    report(shut === undefined ? { kind: "reached" } : { kind: "shut", ...shut });
    if (shut?.answer === undefined) return;
    await setTimeout(Math.max(pace, shut.until - Date.now()), undefined, { signal });
  }
};
