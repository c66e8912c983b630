import { accountOf, type Account } from "../../core/account.ts";
import type { AttemptSpec, Terms } from "../../core/attempt.ts";
import type { WorkOrder } from "../../core/order.ts";
import type { ModelEnd, ModelJob } from "../../engine/ports.ts";
import { agentEnvironment } from "../environment.ts";
import { markName, markOf } from "../processes/mark.ts";
import { promptFor } from "./prompt.ts";
import type { Leave, Told, Tools } from "./tools.ts";

type PaidOrder = WorkOrder & { readonly spec: AttemptSpec & { readonly terms: Terms } };

const jobOf = async (order: PaidOrder, tools: Tools): Promise<ModelJob> => {
  const { attempt: key, task, slot, path, ground, spec } = order;
  const { model, turns, microUsd, tokens, tools: given } = spec.terms;
  const place = { key, task, pool: "agent", slot, path } as const;
  const env = agentEnvironment(tools.env, place, ground.config.env.agent);
  return {
    key,
    path,
    model,
    ...(await promptFor(order, tools)),
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

/** Its agent's word beside git's and what it really ran. */
const account = async (
  order: PaidOrder,
  tools: Tools,
  found: { end: ModelEnd; head: string },
): Promise<Account> => {
  const changes = await tools.git.changes(order.base, found.head);
  const files = changes.map(({ path }) => path);
  return accountOf(found.end.claims, { files, commands: found.end.commands });
};

/** An attempt by the built-in agent: from its start or its adoption to what it left committed and held against its word. */
export const engage = async (order: PaidOrder, tools: Tools, leave: Leave): Promise<Told> => {
  const end = await tools.models.run(await jobOf(order, tools), leave);
  if (end.kind === "stopped")
    return { kind: "failed", failure: { kind: "cancelled", why: "The agent was stopped." } };
  // What it has changed so far is told once the person gives the worktree back.
  if (end.kind === "halted")
    return { kind: "halted", account: accountOf(undefined, { files: [], commands: end.commands }) };
  const { head } = await tools.git.save({ ...order, message: order.spec.title });
  const known = { head, account: await account(order, tools, { end, head }) };
  return end.kind === "failed"
    ? { kind: "failed", failure: end.failure, ...known }
    : { kind: "worked", ...known };
};
