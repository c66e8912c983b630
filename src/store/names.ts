import { once } from "../core/once.ts";
import type { Task, TaskId } from "../core/task.ts";
import type { Problem } from "../core/problem.ts";
import type { TaskDraft } from "./draft.ts";

/** The part of a file's name that people use as its id: `back-12` of `back-12 - Title.md`, `beans-x1` of `beans-x1--title.md`. */
const shortName = (id: string): string | undefined => /^(.+?)(?: - |--)/.exec(id)?.[1];

/** Every other name a task answers to, in small letters; a name that two tasks claim belongs to neither. */
const namesOf = (drafts: ReadonlyMap<TaskId, TaskDraft>): ReadonlyMap<string, TaskId> => {
  const names = new Map<string, TaskId | undefined>();
  const claim = (name: string | undefined, id: TaskId): void => {
    const key = name?.toLowerCase();
    if (key === undefined) return;
    const holder = names.get(key);
    names.set(key, names.has(key) && holder !== id ? undefined : id);
  };
  for (const [id, { alias }] of drafts) {
    claim(id, id);
    claim(alias, id);
    claim(shortName(id), id);
  }
  return new Map([...names].filter((pair): pair is [string, TaskId] => pair[1] !== undefined));
};

/** Ids written in front matter that two tasks claim: whoever depends on them cannot be understood. */
export const claimedTwice = (drafts: ReadonlyMap<TaskId, TaskDraft>): Problem[] => {
  const aliased = [...drafts.values()].flatMap(({ task, alias }) =>
    alias === undefined ? [] : [{ name: alias, key: alias.toLowerCase(), file: task.file }],
  );
  const first = new Map<string, string>();
  return aliased.flatMap(({ name, key, file }) => {
    const holder = first.get(key);
    if (holder === undefined) first.set(key, file);
    if (holder === undefined) return [];
    return [
      {
        code: "duplicate_id",
        file,
        line: 1,
        message: `${file} and ${holder} both say id: ${name}; a dependency must name the file instead.`,
        found: `id: ${name}`,
        expected: "an id of its own",
        example: `id: ${name}-2`,
      },
    ];
  });
};

/** What the other files say, for a task to be understood. */
export type Others = {
  readonly drafts: ReadonlyMap<TaskId, TaskDraft>;
  readonly agents: ReadonlySet<string>;
};

/** Reads tasks with their dependencies by file name and, where they only have assignees, the first that is an agent. */
export const understanding = ({ drafts, agents }: Others): ((draft: TaskDraft) => Task) => {
  const names = once(() => namesOf(drafts));
  const fileId = (id: TaskId): TaskId => (drafts.has(id) ? id : (names().get(id.toLowerCase()) ?? id));
  return ({ task, assignees }) => {
    const agent = task.agent ?? assignees.find((name) => agents.has(name));
    const isPlain = agent === task.agent && task.dependsOn.every((id) => drafts.has(id));
    if (isPlain) return task;
    const dependsOn = [...new Set(task.dependsOn.map(fileId))];
    return { ...task, dependsOn, ...(agent === undefined ? {} : { agent }) };
  };
};
