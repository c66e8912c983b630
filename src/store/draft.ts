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

/** What a task may leave out. */
export type Optional = {
  -readonly [
    Key in
      | "agent"
      | "model"
      | "due"
      | "milestone"
      | "command"
      | "review"
      | "handoff"
      | "toldOf"
      | "adopts"
      | "source"
  ]?: NonNullable<Task[Key]>;
};

/** The keys of a task that are there; every other key of a task always is. */
export const optionalOf = ({
  agent,
  model,
  due,
  milestone,
  command,
  review,
  handoff,
  toldOf,
  adopts,
  source,
}: { [Key in keyof Optional]?: Optional[Key] | undefined }): Optional => {
  const there: Optional = {};
  if (agent !== undefined) there.agent = agent;
  if (model !== undefined) there.model = model;
  if (due !== undefined) there.due = due;
  if (milestone !== undefined) there.milestone = milestone;
  if (command !== undefined) there.command = command;
  if (review !== undefined) there.review = review;
  if (handoff !== undefined) there.handoff = handoff;
  if (toldOf !== undefined && toldOf.length > 0) there.toldOf = toldOf;
  if (adopts !== undefined) there.adopts = adopts;
  if (source !== undefined && source !== "") there.source = source;
  return there;
};
