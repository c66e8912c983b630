import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Failure } from "../../core/failure.ts";
import type { WorkOrder } from "../../core/order.ts";
import type { Driver, Launch } from "../../engine/ports.ts";
import { environmentOf } from "../environment.ts";
import { attemptFolder, briefFile } from "../places.ts";
import { engage } from "./engage.ts";
import type { Leave, Told, Tools } from "./tools.ts";

const driverless = (agent: string): Failure => ({
  kind: "invalid",
  why: `Nothing here can run the agent ${agent}. Name another one in the task's \`agent\`, or mend its file.`,
});

/** A command cannot be told of a conflict, and so cannot resolve one. */
const unresolved = ({ adopted, ground }: WorkOrder): Failure | undefined =>
  adopted?.kind !== "conflict"
    ? undefined
    : {
        kind: "invalid",
        why: `The work it adopts and ${ground.target} changed the same places: ${adopted.paths.join(", ")}. Merge them yourself and adopt the work again, or give the task to an agent that writes code.`,
        details: adopted.paths,
      };

type Started = { readonly driver: Driver; readonly launch: Launch };

/** An agent that is a command finds what it should know in a file. */
const leaveBrief = ({ attempt, spec }: WorkOrder, { state }: Tools): Record<string, string> => {
  if (spec.brief === undefined) return {};
  const path = briefFile(attemptFolder(state, attempt));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${spec.brief}\n`);
  return { TRAFFIC_BRIEF: path };
};

const runAgent = async (
  order: WorkOrder,
  tools: Tools,
  { driver, launch, signal }: Started & { signal: AbortSignal },
) => {
  const { attempt: key, task, slot, path, base } = order;
  const ours = environmentOf(tools.env, { key, task, pool: "agent", slot, path });
  const { end, tail } = await tools.agents.run({
    key,
    argv: launch.argv,
    env: { ...ours, ...leaveBrief(order, tools), ...launch.env },
    path,
    minutes: order.spec.minutes,
    signal,
    reset: () => tools.git.reset({ path, base }),
  });
  return driver.outcome(end, tail);
};

/** The agent, from its start or its adoption to its last process gone and what it left committed. */
export const work = async (order: WorkOrder, tools: Tools, leave: Leave): Promise<Told> => {
  const { terms } = order.spec;
  if (terms !== undefined) return engage({ ...order, spec: { ...order.spec, terms } }, tools, leave);
  const { signal } = leave;
  const conflict = unresolved(order);
  if (conflict !== undefined) return { kind: "failed", failure: conflict };
  const driver = tools.driver(order.spec.agent);
  if (driver === undefined) return { kind: "failed", failure: driverless(order.spec.agent) };
  const launch = driver.launch({ ...order.spec, path: order.path });
  if ("why" in launch) return { kind: "failed", failure: launch };
  const failure = await runAgent(order, tools, { driver, launch, signal });
  // Its work is not over: what lies in the worktree is reset when it goes on, and rescued when it ends.
  if (failure !== undefined && signal.aborted) return { kind: "failed", failure };
  const { head } = await tools.git.save({ ...order, message: order.spec.title });
  return failure === undefined ? { kind: "worked", head } : { kind: "failed", failure, head };
};
