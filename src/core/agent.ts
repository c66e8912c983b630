import { driverNames, type DriverName } from "./drivers.ts";

/** An agent as its file or its driver's name defines it. */
export type AgentProfile = {
  readonly name: string;
  readonly driver: DriverName;
  /** Path of the defining file; a driver's own name needs none. */
  readonly file?: string;
  /** SHA-256 of that file's bytes, in hex. */
  readonly digest?: string;
  /** How many of its attempts may work at once; missing means as many as the fleet has. */
  readonly slots?: number;
  /** The one model it works with, if it names one. */
  readonly model?: string;
  /** The models it works with, cheapest first; its driver's or the fleet's own where missing. */
  readonly models?: readonly string[];
  /** The tools it is given, as its file names them; all where missing. */
  readonly tools?: readonly string[];
  /** What one attempt of it may use at most: US dollars, tokens, minutes awake. */
  readonly usd?: number;
  readonly tokens?: number;
  readonly minutes?: number;
};

/** The driver that is an agent without a file: the task's own command. */
export const shellAgent: AgentProfile = { name: "shell", driver: "shell" };

/** The coding agent that comes with TrafficControl, which needs no file either. */
export const builtinAgent: AgentProfile = { name: "builtin", driver: "builtin" };

/** Agents that are there without a file, one for each driver; a file of the same name takes their place. */
export const ownAgents: readonly AgentProfile[] = driverNames.map((name) => ({ name, driver: name }));

/** The agent of a name, if there is one. */
export const agentNamed = (agents: readonly AgentProfile[], name: string): AgentProfile | undefined =>
  agents.find((agent) => agent.name === name) ?? ownAgents.find((agent) => agent.name === name);
