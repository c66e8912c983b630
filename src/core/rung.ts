import { agentNamed, builtinAgent, shellAgent, type AgentProfile } from "./agent.ts";
import { isPaid } from "./drivers.ts";
import { ladderOf, rungFor } from "./ladder.ts";
import { priceOf } from "./prices.ts";
import type { State } from "./state.ts";
import type { Task } from "./task.ts";

/** Who works on an attempt, and with which model where that is paid. */
export type Rung = { readonly agent: AgentProfile; readonly model?: string };

/** One who may be paid to work on a task, and with which model. */
export type Paid = { readonly agent: AgentProfile; readonly model: string };

type Fleet = Pick<State["fleet"], "agents" | "config">;

/** The team that is there without being written down: whoever may take any task. */
export const everyone = "auto";

/** Whether an agent's tools let it change anything. */
const canWrite = ({ tools }: AgentProfile): boolean =>
  tools === undefined || tools.some((tool) => /^(?:\*|bash|edit|write|multiedit|notebookedit)/i.test(tool));

/** Those who may take any task: who is in a team, as those take over from each other; where there is none, all agents with a file. */
const makers = ({ agents, config: { teams } }: Fleet): readonly string[] => {
  const teamed = [...new Set(Object.values(teams).flat())];
  const own = agents.filter((agent) => agent.file !== undefined && canWrite(agent)).map(({ name }) => name);
  return (teamed.length === 0 ? own : teamed).filter((name) => {
    const agent = agentNamed(agents, name);
    return agent !== undefined && isPaid(agent.driver);
  });
};

/** Whom a task asks for: the agent or team it names; else the shell, or where it has no command, whoever may take any task. */
export const askedOf = (fleet: Fleet, { agent, command }: Pick<Task, "agent" | "command">): string => {
  if (agent !== undefined) return agent;
  return command === undefined && makers(fleet).length > 0 ? everyone : shellAgent.name;
};

/** Without any agent of the repository's own, the one that comes with TrafficControl. */
const everyoneIn = (fleet: Fleet): readonly string[] => {
  const names = makers(fleet);
  return names.length === 0 ? [builtinAgent.name] : names;
};

/** The members of a team, in the order of its ladder; an agent goes before a team of its name. */
export const teamOf = (fleet: Fleet, name: string): readonly string[] | undefined => {
  const { agents, config } = fleet;
  if (agentNamed(agents, name) !== undefined) return undefined;
  if (Object.hasOwn(config.teams, name)) return config.teams[name];
  return name === everyone ? everyoneIn(fleet) : undefined;
};

/** Whether nobody has that name: no agent, no team. */
export const isStranger = (fleet: Fleet, name: string): boolean =>
  agentNamed(fleet.agents, name) === undefined && teamOf(fleet, name) === undefined;

/** What a rung's tokens cost, to put the rungs of everyone in order. */
const costOf = ({ model = "" }: Rung): number => priceOf(model, Infinity)?.tiers[0].rates.output ?? Infinity;

/** The whole ladder of a task: each agent it asks for with each of its models, in order. */
export const rungsOf = ({ fleet }: Pick<State, "fleet">, task: Task): readonly Rung[] => {
  const asked = askedOf(fleet, task);
  const own = agentNamed(fleet.agents, asked);
  // So it is with most of ten thousand.
  if (own !== undefined && !isPaid(own.driver)) return [{ agent: own }];
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
  const asked = askedOf(state.fleet, task);
  if (teamOf(state.fleet, asked) === undefined) return asked;
  return rungOf(state, task)?.agent.name ?? asked;
};
