import { shellAgent } from "../core/agent.ts";
import { everyone } from "../core/rung.ts";
import type { Task } from "../core/task.ts";
import type { PhaseWord } from "./phase.ts";

/** Whether a task is meant by a filter. */
type Filter = (task: Task, phase: PhaseWord) => boolean;

type Field = (task: Task, phase: PhaseWord) => string;

const fields: Readonly<Record<string, Field>> = {
  phase: (_, phase) => phase,
  is: (_, phase) => phase,
  agent: (task) => task.agent ?? (task.command === undefined ? everyone : shellAgent.name),
  label: ({ labels }) => labels.join(" "),
  milestone: ({ milestone }) => milestone ?? "",
  id: ({ id }) => id,
  p: ({ priority }) => `p${priority} ${priority}`,
  after: ({ dependsOn }) => dependsOn.join(" "),
  file: ({ file }) => file,
};

const text: Field = ({ id, title, priority, labels, milestone }, phase) =>
  `${id} ${title} ${phase} p${priority} ${labels.join(" ")} ${milestone ?? ""}`;

const pattern = (source: string): RegExp | undefined => {
  try {
    return new RegExp(source, "iu");
  } catch {
    // It is still being typed.
    return undefined;
  }
};

const holds = (wanted: string, field: Field): Filter => {
  if (wanted.startsWith("~")) {
    const found = pattern(wanted.slice(1));
    return (task, phase) => found === undefined || found.test(field(task, phase));
  }
  const words = wanted.split(",").filter((one) => one !== "");
  return (task, phase) => {
    const value = field(task, phase).toLowerCase();
    return words.some((one) => value.includes(one));
  };
};

const term = (word: string): Filter => {
  const not = word.startsWith("-") && word.length > 1;
  const [, name = "", value = ""] = /^(\w+):(.*)$/u.exec(not ? word.slice(1) : word) ?? [];
  const field = fields[name.toLowerCase()];
  const found = field === undefined ? holds(not ? word.slice(1) : word, text) : holds(value, field);
  return not ? (task, phase) => !found(task, phase) : found;
};

/**
 * Reads a filter as a person types it: words that must all be there, `phase:ready,working`, `label:`, `agent:`,
 * `milestone:`, `p:1`, `after:`; `-word` for what must not be there, `~word` for a regular expression.
 */
export const filterOf = (typed: string): Filter => {
  const terms = typed
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => term(word.startsWith("~") || word.includes(":~") ? word : word.toLowerCase()));
  return (task, phase) => terms.every((one) => one(task, phase));
};
