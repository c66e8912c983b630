import { isDone } from "../core/standing.ts";
import { agentNamed, shellAgent } from "../core/agent.ts";
import { askedOf, isStranger, teamOf } from "../core/rung.ts";
import { cycleOf, cycleText } from "../core/graph.ts";
import type { Problem } from "../core/problem.ts";
import type { State } from "../core/state.ts";
import type { Task, TaskId } from "../core/task.ts";
import { list } from "./words.ts";

type Wrong = Omit<Problem, "file" | "line">;

const unknownDependencies = (state: State, { id }: Task): Wrong[] =>
  (state.queue.graph.unknown.get(id) ?? []).map((parent) => ({
    code: "unknown_dependency",
    message: `${id} depends on ${parent}, which does not exist; it does not run until that is put right`,
    found: `depends_on: ${parent}`,
    expected: "the id of a task: its file name without .md",
    example: "depends_on: [session-store]",
  }));

/** A cycle is told once, at the first of its tasks by name. */
const cycle = (state: State, { id }: Task, told: Set<string>): Wrong[] => {
  const { graph } = state.queue;
  const path = cycleOf(graph, id);
  const shown = cycleText(graph, id);
  if (path === undefined || shown === undefined || told.has(id)) return [];
  for (const member of path) told.add(member);
  return [
    {
      code: "dependency_cycle",
      message: `these tasks wait for each other: ${shown}; none of them runs until one link is removed`,
      found: shown,
      expected: "dependencies that lead back to no task",
      example: `remove ${path[1] ?? id} from depends_on of ${id}`,
    },
  ];
};

/** Everyone a task may be given to. */
const everyone = ({ fleet: { agents, config } }: State): string[] => [
  ...new Set([shellAgent.name, ...agents.map(({ name }) => name), ...Object.keys(config.teams)]),
];

const agentWrong = (state: State, task: Task): Wrong[] => {
  const agent = askedOf(state.fleet, task);
  if (isStranger(state.fleet, agent)) {
    const names = everyone(state);
    return [
      {
        code: "unknown_agent",
        message: `${task.id} asks for ${agent}, and no agent and no team is called that; it does not run until that is put right`,
        found: `agent: ${agent}`,
        expected: `one of: ${list(names, 8)}`,
        example: `agent: ${names.find((name) => name.startsWith(agent)) ?? names.at(-1)}`,
      },
    ];
  }
  if (agent !== shellAgent.name || task.command !== undefined) return [];
  return [
    {
      code: "no_agent",
      message: `${task.id} names neither an agent nor a command; it does not run until it has one`,
      expected: "a command for the shell agent, or the name of an agent",
      example: "command: ./scripts/do-it.sh",
    },
  ];
};

const wrongs = (state: State, task: Task, told: Set<string>): Problem[] => {
  if (isDone(state, task.id) || task.status === "cancelled" || task.status === "draft") return [];
  const found = [
    ...unknownDependencies(state, task),
    ...cycle(state, task, told),
    ...agentWrong(state, task),
  ];
  return found.map((wrong) => ({ ...wrong, file: task.file, line: 1 }));
};

const byId = (a: Task, b: Task): number => (a.id < b.id ? -1 : 1);

/** What is wrong with a team shows only beside the agents that there are. */
const teamWrongs = ({ fleet }: State): Problem[] =>
  Object.entries(fleet.config.teams).flatMap(([team, members]) => {
    const at = { file: "traffic.yaml", line: 1, found: `${team}: [${members.join(", ")}]` };
    if (teamOf(fleet, team) === undefined)
      return {
        ...at,
        code: "duplicate_id",
        message: `${team} is an agent and a team; the agent is in force`,
        expected: "a name of its own",
        example: `teams: { ${team}-team: [${members.join(", ")}] }`,
      };
    const strangers = members.filter((name) => agentNamed(fleet.agents, name) === undefined);
    return strangers.map((name) => ({
      ...at,
      code: "unknown_agent",
      message: `the team ${team} names ${name}, and no agent is called that; no task of the team runs until that is put right`,
      expected: `agents among: ${list(
        fleet.agents.map((agent) => agent.name),
        8,
      )}`,
      example: `teams: { ${team}: [${fleet.agents.at(-1)?.name ?? "builtin"}] }`,
    }));
  });

/** Everything wrong with what is written: what reading the files found, and what only shows when they are seen together. */
export const problemsOf = (state: State, read: readonly Problem[]): Problem[] => {
  const told = new Set<string>();
  const known = new Set(read.map(({ file, code }) => `${file} ${code}`));
  const seen = [...state.tasks.values()].sort(byId).flatMap((task) => wrongs(state, task, told));
  return [...read, ...teamWrongs(state), ...seen.filter(({ file, code }) => !known.has(`${file} ${code}`))];
};

/** Task files that could not be read as a task: wishes nobody works on. */
export const unreadFiles = (state: State, problems: readonly Problem[]): string[] => {
  const files = new Set<TaskId>([...state.tasks.values()].map(({ file }) => file));
  const folder = `${state.fleet.config.folders.tasks}/`;
  const unread = problems.filter(({ file }) => file.startsWith(folder) && !files.has(file));
  return [...new Set(unread.map(({ file }) => file))];
};
