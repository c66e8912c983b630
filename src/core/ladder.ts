import type { AgentProfile } from "./agent.ts";
import { modelsOf } from "./drivers.ts";
import type { TaskRecord } from "./record.ts";
import type { Task } from "./task.ts";

/** Names people use for the newest model of a line. */
const aliases: Readonly<Record<string, string>> = {
  haiku: "claude-haiku-5-5",
  sonnet: "claude-sonnet-5-5",
  opus: "claude-opus-5-5",
  fable: "claude-fable-5-2",
};

/** Words that leave the choice to us. */
const open = new Set(["auto", "inherit", "default"]);

/** A model by its full name. */
export const modelNamed = (name: string): string => aliases[name] ?? name;

/** The one model that a person names; undefined where they leave the choice to us. */
export const pinned = (name: string | undefined): string | undefined =>
  name === undefined || open.has(name) ? undefined : modelNamed(name);

/** How many rungs up the failures so far have taken a task: what a better model might have done better. */
const rungs = ({ rejected = 0, context = 0, timeout = 0, conflict = 0 }: TaskRecord["spent"]): number =>
  rejected + context + timeout + Math.floor(conflict / 2);

/** The models a task may be worked on with, cheapest first; one only where task or agent name it. */
export const ladderOf = (
  task: Pick<Task, "model">,
  agent: Pick<AgentProfile, "driver" | "model" | "models">,
  models: readonly string[],
): readonly string[] => {
  const one = pinned(task.model) ?? pinned(agent.model);
  const many = agent.models ?? modelsOf(agent.driver) ?? models;
  return one === undefined ? many.map(modelNamed) : [one];
};

/** The rung of a ladder that a task's next attempt stands on. */
export const rungFor = <T>(ladder: readonly T[], spent: TaskRecord["spent"]): T | undefined =>
  ladder[Math.min(ladder.length - 1, rungs(spent))];
