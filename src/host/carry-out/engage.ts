import { accountOf } from "../../core/account.ts";
import type { ModelJob } from "../../engine/ports/model-agents.ts";
import { agentEnvironment } from "../environment.ts";
import { markName, markOf } from "../processes/mark.ts";
import { promptFor } from "./prompt.ts";
import { saved, type PaidOrder } from "./saved.ts";
import type { Leave, Told, Tools } from "./tools.ts";

const jobOf = async (order: PaidOrder, tools: Tools): Promise<ModelJob> => {
  const { attempt: key, task, slot, path, ground, spec } = order;
  const { model, turns, microUsd, tokens, tools: given } = spec.terms;
  const place = { key, task, pool: "agent", slot, path } as const;
  const env = agentEnvironment(tools.env, place, ground.config.env.agent);
  return {
    key,
    path,
    model,
    ...(await promptFor(order, tools, { reports: "by tool", reads: [] })),
    ...(given === undefined ? {} : { tools: given }),
    env: { ...env, [markName]: markOf(tools.state, key) },
    limits: {
      turns,
      ...(microUsd === undefined ? {} : { microUsd }),
      ...(tokens === undefined ? {} : { tokens }),
    },
    minutes: spec.minutes,
  };
};

/** An attempt by the built-in agent: from its start or its adoption to what it left committed and held against its word. */
export const engage = async (order: PaidOrder, tools: Tools, leave: Leave): Promise<Told> => {
  const end = await tools.models.run(await jobOf(order, tools), leave);
  if (end.kind === "stopped")
    return { kind: "failed", failure: { kind: "cancelled", why: "The agent was stopped." } };
  // What it has changed so far is told once the person gives the worktree back.
  if (end.kind === "halted")
    return { kind: "halted", account: accountOf(undefined, { files: [], commands: end.commands }) };
  return saved(order, tools, { ...end, ...(end.kind === "failed" ? { failure: end.failure } : {}) });
};
