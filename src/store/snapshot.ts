import { ownAgents, type AgentProfile } from "../core/agent.ts";
import type { Config } from "../core/config.ts";
import type { Roadmap } from "../core/roadmap.ts";
import type { Task, TaskId } from "../core/task.ts";
import type { Problem } from "../core/problem.ts";
import type { TaskDraft } from "./draft.ts";
import type { Kind, Kinds, Saying } from "./entry.ts";
import { claimedTwice, understanding } from "./names.ts";

/** Everything the documents say, as one value, and everything that is wrong with them. */
export type Snapshot = {
  readonly tasks: ReadonlyMap<TaskId, Task>;
  readonly agents: readonly AgentProfile[];
  readonly roadmaps: readonly Roadmap[];
  readonly config: Config;
  readonly problems: readonly Problem[];
};

/** How values of one kind are told apart. */
type Naming<T> = {
  readonly what: string;
  readonly nameOf: (value: T) => string;
  readonly fileOf: (value: T) => string;
};

/** Values by name; the first counts, and each later one of the same name is a problem. */
const distinct = <T>(values: readonly T[], { what, nameOf, fileOf }: Naming<T>) => {
  const named = new Map<string, T>();
  const problems: Problem[] = [];
  for (const value of values) {
    const name = nameOf(value);
    const holder = named.get(name);
    if (holder === undefined) named.set(name, value);
    else problems.push(duplicate({ what, name, file: fileOf(value), holder: fileOf(holder) }));
  }
  return { named, problems };
};

const duplicate = ({
  what,
  name,
  file,
  holder,
}: {
  what: string;
  name: string;
  file: string;
  holder: string;
}): Problem => ({
  code: "duplicate_id",
  file,
  line: 1,
  message: `${file} and ${holder} are both the ${what} ${name}; ${holder} is in force.`,
  found: name,
  expected: "a name of its own",
  example: file.replace(/(\.md)?$/i, "-2.md"),
});

const inForce = <K extends Kind>(sayings: readonly Saying[], kind: K): Kinds[K][] => {
  const values: Kinds[K][] = [];
  for (const saying of sayings)
    if (saying.kind === kind && saying.value !== undefined) values.push(saying.value as Kinds[K]);
  return values;
};

const tasksOf = (drafts: ReadonlyMap<TaskId, TaskDraft>, names: readonly string[]): Map<TaskId, Task> => {
  const understood = understanding({ drafts, agents: new Set(names) });
  const tasks = new Map<TaskId, Task>();
  for (const [id, draft] of drafts) tasks.set(id, understood(draft));
  return tasks;
};

/** What milestones may use stands in roadmaps too; of two budgets over the same the tighter holds, since both do. */
const withBudgets = (config: Config, roadmaps: readonly Roadmap[]): Config => {
  const more = roadmaps.flatMap(({ budgets = [] }) => budgets);
  return more.length === 0 ? config : { ...config, budgets: [...config.budgets, ...more] };
};

/** Puts together what all files say, in the order of their paths. `config` is what holds without `traffic.yaml`; `problems` are those of the walk. */
export const assemble = (
  sayings: readonly Saying[],
  { config, problems }: { readonly config: Config; readonly problems: readonly Problem[] },
): Snapshot => {
  const drafts = distinct(inForce(sayings, "task"), {
    what: "task",
    nameOf: ({ task }) => task.id,
    fileOf: ({ task }) => task.file,
  });
  const profiles = distinct(inForce(sayings, "agent"), {
    what: "agent",
    nameOf: ({ name }) => name,
    fileOf: ({ file, name }) => file ?? name,
  });
  const written = [...profiles.named.values()];
  const agents = [...written, ...ownAgents.filter(({ name }) => !profiles.named.has(name))];
  const roadmaps = inForce(sayings, "roadmap");
  const settings = withBudgets(inForce(sayings, "config")[0] ?? config, roadmaps);
  return {
    tasks: tasksOf(drafts.named, [...agents.map(({ name }) => name), ...Object.keys(settings.teams)]),
    agents,
    roadmaps,
    config: settings,
    problems: [
      ...problems,
      ...sayings.flatMap(({ problems }) => problems),
      ...drafts.problems,
      ...profiles.problems,
      ...claimedTwice(drafts.named),
    ],
  };
};
