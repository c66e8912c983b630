import { agentNamed, builtinAgent, shellAgent, type AgentProfile } from "./agent.ts";
import { isPaid } from "./drivers.ts";
import { ladderOf, rungFor } from "./ladder.ts";
import { priceOf } from "./prices.ts";
import type { State } from "./state.ts";
import type { Task } from "./task.ts";

/** Who works on an attempt, and with which model where that is paid. */
export type Rung = { readonly agent: AgentProfile; readonly model?: string };

type Fleet = Pick<State["fleet"], "agents" | "config">;

/** Whom a task asks for: the agent or team it names, else the shell. */
export const askedOf = (task: Pick<Task, "agent">): string => task.agent ?? shellAgent.name;

/** The team that is there without being written down: everyone who is paid. */
export const everyone = "auto";

/** All agents that work with models; where there is no file of one, the one that comes with TrafficControl. */
const paidNames = (agents: Fleet["agents"]): readonly string[] => {
  const names = agents.filter(({ driver, file }) => driver !== "shell" && file !== undefined);
  return names.length === 0 ? [builtinAgent.name] : names.map(({ name }) => name);
};

/** The members of a team, in the order of its ladder; an agent goes before a team of its name. */
export const teamOf = ({ agents, config }: Fleet, name: string): readonly string[] | undefined => {
  if (agentNamed(agents, name) !== undefined) return undefined;
  if (Object.hasOwn(config.teams, name)) return config.teams[name];
  return name === everyone ? paidNames(agents) : undefined;
};

/** What a rung's tokens cost, to put the rungs of everyone in order. */
const costOf = ({ model = "" }: Rung): number => priceOf(model, Infinity)?.tiers[0].rates.output ?? Infinity;

/** The whole ladder of a task: each agent it asks for with each of its models, in order. */
export const rungsOf = ({ fleet }: Pick<State, "fleet">, task: Task): readonly Rung[] => {
  const asked = askedOf(task);
  const agents = (teamOf(fleet, asked) ?? [asked]).flatMap((name) => agentNamed(fleet.agents, name) ?? []);
  const rungs = agents.flatMap((agent): Rung[] =>
    isPaid(agent.driver)
      ? ladderOf(task, agent, fleet.config.models).map((model) => ({ agent, model }))
      : [{ agent }],
  );
  // A written team has the order that its person gave it.
  const isWritten = asked !== everyone || Object.hasOwn(fleet.config.teams, asked);
  return isWritten ? rungs : rungs.toSorted((a, b) => costOf(a) - costOf(b));
};

/** The rung that a task's next attempt stands on; undefined where nobody it asks for exists. */
export const rungOf = (state: Pick<State, "fleet" | "records">, task: Task): Rung | undefined =>
  rungFor(rungsOf(state, task), state.records.get(task.id)?.spent ?? {});

/** The agent of a task's next attempt. */
export const agentOf = (state: Pick<State, "fleet" | "records">, task: Task): string => {
  const asked = askedOf(task);
  if (teamOf(state.fleet, asked) === undefined) return asked;
  return rungOf(state, task)?.agent.name ?? asked;
};
