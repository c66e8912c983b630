import type { Task } from "../core/task.ts";
import type { Column, Columns } from "./columns.ts";
import { idOf, optionalOf } from "./draft.ts";

/** What many tasks have in common. */
type Common = Omit<Task, "id" | "file" | "title" | "dependsOn" | "touches" | "verify" | "command" | "digest">;

const commonOf = (task: Task): Common => {
  const { status, priority, budget, maxAttempts, labels, hold, handoff } = task;
  const { command: _, ...optional } = optionalOf(task);
  return { status, priority, budget, maxAttempts, labels, hold, handoff, ...optional };
};

/** Tasks, column by column; their ids are the names of their files. */
export const taskColumns = (tasks: readonly Task[]): Record<string, Column> => {
  const texts = (of: (task: Task) => string): Column => ({ kind: "texts", of: tasks.map(of) });
  const values = (of: (task: Task) => unknown): Column => ({ kind: "values", of: tasks.map(of) });
  return {
    file: texts(({ file }) => file),
    digest: texts(({ digest }) => digest),
    title: texts(({ title }) => title),
    dependsOn: { kind: "lists", of: tasks.map(({ dependsOn }) => dependsOn) },
    touches: values(({ touches }) => touches),
    verify: values(({ verify }) => verify),
    command: values(({ command }) => command),
    common: values(commonOf),
  };
};

/** The task of a row, made anew each time it is asked for. `files` are the rows' own. */
export const tasksIn = (columns: Columns, files: readonly string[]): ((row: number) => Task) => {
  const [titles, digests] = [columns.texts("title"), columns.texts("digest")];
  const dependsOn = columns.lists("dependsOn");
  const [touches, verify] = [columns.values<string[]>("touches"), columns.values<string[]>("verify")];
  const [common, commands] = [columns.values<Common>("common"), columns.values<string>("command")];
  return (row) => {
    const file = files[row] as string;
    const shared = common(row) as Common;
    const command = commands(row);
    // In one literal, and what is optional one by one: copying objects takes longer than all the rest.
    const task: { -readonly [Key in keyof Task]: Task[Key] } = {
      id: idOf(file),
      file,
      title: titles[row] as string,
      status: shared.status,
      priority: shared.priority,
      dependsOn: dependsOn(row),
      budget: shared.budget,
      maxAttempts: shared.maxAttempts,
      touches: touches(row) ?? [],
      verify: verify(row) ?? [],
      labels: shared.labels,
      hold: shared.hold,
      handoff: shared.handoff,
      digest: digests[row] as string,
    };
    const { agent, model, due, milestone } = shared;
    if (agent !== undefined) task.agent = agent;
    if (model !== undefined) task.model = model;
    if (due !== undefined) task.due = due;
    if (milestone !== undefined) task.milestone = milestone;
    if (command !== undefined) task.command = command;
    return task;
  };
};
