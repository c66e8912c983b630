import { agentNamed, shellAgent, type AgentProfile } from "./agent.ts";
import { isPaid } from "./drivers.ts";
import { ladderOf, rungFor } from "./ladder.ts";
import type { State } from "./state.ts";
import type { Task } from "./task.ts";

/** Who works on an attempt, and with which model where that is paid. */
export type Rung = { readonly agent: AgentProfile; readonly model?: string };

type Fleet = Pick<State["fleet"], "agents" | "config">;

/** Whom a task asks for: the agent or team it names, else the shell. */
export const askedOf = (task: Pick<Task, "agent">): string => task.agent ?? shellAgent.name;

/** The members of a team, in the order of its ladder; an agent goes before a team of its name. */
export const teamOf = ({ agents, config }: Fleet, name: string): readonly string[] | undefined =>
  Object.hasOwn(config.teams, name) && agentNamed(agents, name) === undefined
    ? config.teams[name]
    : undefined;

/** The whole ladder of a task: each agent it asks for with each of its models, in order. */
export const rungsOf = ({ fleet }: Pick<State, "fleet">, task: Task): readonly Rung[] => {
  const asked = askedOf(task);
  const agents = (teamOf(fleet, asked) ?? [asked]).flatMap((name) => agentNamed(fleet.agents, name) ?? []);
  return agents.flatMap((agent): Rung[] =>
    isPaid(agent.driver)
      ? ladderOf(task, agent, fleet.config.models).map((model) => ({ agent, model }))
      : [{ agent }],
  );
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
