import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Failure } from "../../core/failure.ts";
import type { WorkOrder } from "../../core/order.ts";
import type { CommandDriver } from "../../core/driver.ts";
import { environmentOf } from "../environment.ts";
import { attemptFolder, briefFile } from "../places.ts";
import { drive } from "./drive.ts";
import { engage } from "./engage.ts";
import type { PaidOrder } from "./saved.ts";
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

/** An agent that is a command finds what it should know in a file. */
const leaveBrief = ({ attempt, spec }: WorkOrder, { state }: Tools): Record<string, string> => {
  if (spec.brief === undefined) return {};
  const path = briefFile(attemptFolder(state, attempt));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${spec.brief}\n`);
  return { TRAFFIC_BRIEF: path };
};

const runCommand = async (
  order: WorkOrder,
  tools: Tools,
  { driver, signal }: { readonly driver: CommandDriver; readonly signal: AbortSignal },
): Promise<Told> => {
  const { attempt: key, task, slot, path, base } = order;
  const launch = driver.launch({ ...order.spec, path });
  if ("why" in launch) return { kind: "failed", failure: launch };
  const ours = environmentOf(tools.env, { key, task, pool: "agent", slot, path });
  const { end, tail } = await tools.agents.run({
    key,
    agent: { kind: "command", argv: launch.argv },
    env: { ...ours, ...leaveBrief(order, tools), ...launch.env },
    path,
    minutes: order.spec.minutes,
    signal,
    reset: () => tools.git.reset({ path, base }),
  });
  const { failure } = driver.judge(end, tail);
  // Its work is not over: what lies in the worktree is reset when it goes on, and rescued when it ends.
  if (failure !== undefined && signal.aborted) return { kind: "failed", failure };
  const { head } = await tools.git.save({ ...order, message: order.spec.title });
  return failure === undefined ? { kind: "worked", head } : { kind: "failed", failure, head };
};

const workPaid = (order: PaidOrder, tools: Tools, leave: Leave): Promise<Told> => {
  const { driver: name = "builtin" } = order.spec.terms;
  if (name === "builtin") return engage(order, tools, leave);
  const driver = tools.driver(name);
  return driver?.kind === "agent"
    ? drive(order, tools, { driver, leave })
    : Promise.resolve({ kind: "failed", failure: driverless(order.spec.agent) });
};

/** The agent, from its start or its adoption to its last process gone and what it left committed. */
export const work = async (order: WorkOrder, tools: Tools, leave: Leave): Promise<Told> => {
  const { terms } = order.spec;
  if (terms !== undefined) return workPaid({ ...order, spec: { ...order.spec, terms } }, tools, leave);
  const conflict = unresolved(order);
  if (conflict !== undefined) return { kind: "failed", failure: conflict };
  // What is not paid for is a command, whatever the agent is called.
  const driver = tools.driver("shell");
  return driver?.kind === "command"
    ? runCommand(order, tools, { driver, signal: leave.signal })
    : { kind: "failed", failure: driverless(order.spec.agent) };
};
