import type { HandOrder, PrepareOrder, VerifyOrder } from "../../core/order.ts";
import type { Bench } from "../../engine/ports/processes.ts";
import type { Failure } from "../../core/failure.ts";
import { environmentOf } from "../environment.ts";
import { attemptFolder, checksLog } from "../places.ts";
import type { Tools } from "./tools.ts";

/** An order that runs commands of the fleet's own, with what it runs them by. */
export type Site = {
  readonly order: PrepareOrder | HandOrder | VerifyOrder;
  readonly tools: Tools;
  readonly signal: AbortSignal;
};

/** Where and as whom a command of the fleet runs in a worktree. */
export const benchAt = ({ order, tools, signal }: Site, path: string, what: "check" | "setup"): Bench => {
  const key = `${order.attempt}/${what}`;
  const pool = order.kind === "verify" ? "verification" : "agent";
  return {
    key,
    path,
    env: environmentOf(tools.env, { key, task: order.task, pool, slot: order.slot, path }),
    log: checksLog(attemptFolder(tools.state, order.attempt)),
    signal,
  };
};

/** Makes a worktree usable where the repository says how. */
export const setUp = async (site: Site, path: string): Promise<Failure | undefined> => {
  const { setup } = site.order.ground.config;
  return setup === undefined
    ? undefined
    : site.tools.preparer.prepare({ ...benchAt(site, path, "setup"), setup });
};
