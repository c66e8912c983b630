import type { DriverName } from "../core/drivers.ts";
import { microUsd, priceOf, type MicroUsd } from "../core/prices.ts";
import { rungsOf } from "../core/rung.ts";
import { agreementOf, isAgreed } from "../core/agreement.ts";
import { capOf, dayOf, spentOn } from "../core/spending.ts";
import type { State } from "../core/state.ts";
import type { Task } from "../core/task.ts";
import { situationOf } from "./phase.ts";

/** What a person is asked to agree to before paid work begins. */
export type Proposal = {
  /** What the engine is told was agreed to. */
  readonly agreement: string;
  readonly tasks: number;
  readonly agents: readonly { readonly name: string; readonly models: readonly string[] }[];
  /** What drives them. */
  readonly drivers: readonly DriverName[];
  /** The most that these tasks can cost today. */
  readonly worst: MicroUsd;
  readonly taskCap: MicroUsd;
  readonly dayCap: MicroUsd;
  /** Models whose price nobody here knows: no cap in dollars holds for them. */
  readonly unpriced: readonly string[];
};

const wanted = new Set(["ready", "waiting", "blocked"]);

const isPaid = (state: State, task: Task): boolean =>
  rungsOf(state, task).some(({ model }) => model !== undefined) && wanted.has(situationOf(state, task).phase);

const agentsOf = (state: State, tasks: readonly Task[]): Proposal["agents"] => {
  const named = new Map<string, Set<string>>();
  for (const task of tasks) {
    for (const { agent, model } of rungsOf(state, task)) {
      if (model === undefined) continue;
      named.set(agent.name, (named.get(agent.name) ?? new Set<string>()).add(model));
    }
  }
  return [...named].map(([name, models]) => ({ name, models: [...models] }));
};

/** What drives the agents of paid work, each once. */
export const driversOf = (state: State, tasks: readonly Task[]): readonly DriverName[] => [
  ...new Set(
    tasks.flatMap((task) =>
      rungsOf(state, task).flatMap(({ agent, model }) => (model === undefined ? [] : [agent.driver])),
    ),
  ),
];

/** What paid work waits for a person's word; undefined where there is none, or they have given it. */
export const proposalOf = (state: State, now: number): Proposal | undefined => {
  const agreement = agreementOf(state);
  const tasks = [...state.tasks.values()].filter((task) => isPaid(state, task));
  if (tasks.length === 0 || isAgreed(state)) return undefined;
  const left = tasks.map((task) => Math.max(0, capOf(state, task) - spentOn(state.records.get(task.id))));
  const { cap, spent } = dayOf(state, now);
  const agents = agentsOf(state, tasks);
  const models = new Set(agents.flatMap((agent) => agent.models));
  return {
    agreement,
    tasks: tasks.length,
    agents,
    drivers: driversOf(state, tasks),
    worst: Math.max(
      0,
      Math.min(
        left.reduce((a, b) => a + b, 0),
        cap - spent,
      ),
    ),
    taskCap: microUsd(state.fleet.config.caps.taskUsd),
    dayCap: cap,
    unpriced: [...models].filter((model) => priceOf(model, now) === undefined),
  };
};
