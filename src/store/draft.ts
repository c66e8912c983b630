import type { Task } from "../core/task.ts";

/** A task as its file alone states it: dependencies and the agent still need the other files to be understood. */
export type TaskDraft = {
  readonly task: Task;
  /** The `id` written in the front matter, where it differs from the file's name. */
  readonly alias?: string;
  /** Who it is assigned to; the first that names an agent works on it. */
  readonly assignees: readonly string[];
};

/** A file's name without its folder and `.md`. */
export const idOf = (file: string): string =>
  file.slice(file.lastIndexOf("/") + 1, file.endsWith(".md") || /\.md$/i.test(file) ? -3 : undefined);

const optional = [
  "agent",
  "model",
  "due",
  "estimate",
  "milestone",
  "command",
  "review",
  "handoff",
  "toldOf",
  "adopts",
  "source",
] as const satisfies readonly (keyof Task)[];

/** What a task may leave out. */
export type Optional = { readonly [Key in (typeof optional)[number]]?: NonNullable<Task[Key]> };

const isThere = (value: unknown): boolean =>
  value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);

/** The keys of a task that are there; every other key of a task always is. */
export const optionalOf = (given: { [Key in keyof Optional]?: Optional[Key] | undefined }): Optional => {
  const there: Record<string, unknown> = {};
  for (const key of optional) if (isThere(given[key])) there[key] = given[key];
  return there;
};
