import type { Priority, Task, TaskBudget, TaskStatus } from "../core/task.ts";
import type { Column, Columns } from "./columns.ts";
import { idOf } from "./draft.ts";

/** What most tasks say or have: a column each. */
const plain = {
  id: true,
  file: true,
  title: true,
  status: true,
  priority: true,
  dependsOn: true,
  budget: true,
  maxAttempts: true,
  touches: true,
  verify: true,
  labels: true,
  hold: true,
  command: true,
  digest: true,
} satisfies { readonly [Key in keyof Task]?: true };

/** Any other key, whatever is new in tasks among them: in one column together. */
type More = Omit<Task, keyof typeof plain>;

const nothingMore: Partial<Task> = {};

const moreOf = (task: Task): Partial<Task> => {
  let more: Partial<Task> | undefined;
  for (const key in task) if (!Object.hasOwn(plain, key)) more = { ...more, [key]: task[key as keyof Task] };
  return more ?? nothingMore;
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
    status: values(({ status }) => status),
    priority: values(({ priority }) => priority),
    budget: values(({ budget }) => budget),
    maxAttempts: values(({ maxAttempts }) => maxAttempts),
    touches: { kind: "lists", of: tasks.map(({ touches }) => touches) },
    verify: values(({ verify }) => verify),
    labels: values(({ labels }) => labels),
    hold: values(({ hold }) => hold),
    // No command is empty; hardly any is there twice.
    command: texts(({ command }) => command ?? ""),
    more: values(moreOf),
  };
};

/** The task of a row, made anew each time it is asked for. `files` are the rows' own. */
export const tasksIn = (columns: Columns, files: readonly string[]): ((row: number) => Task) => {
  const [title, digest] = [columns.text("title"), columns.text("digest")];
  const [dependsOn, touches] = [columns.lists("dependsOn"), columns.lists("touches")];
  const verify = columns.values<string[]>("verify");
  const [status, priority] = [columns.values<TaskStatus>("status"), columns.values<Priority>("priority")];
  const [budget, labels] = [columns.values<TaskBudget>("budget"), columns.values<string[]>("labels")];
  const [maxAttempts, hold] = [columns.values<number>("maxAttempts"), columns.values<boolean>("hold")];
  const [commands, more] = [columns.text("command"), columns.values<More>("more")];
  return (row) => {
    const file = files[row] as string;
    const command = commands(row);
    // In one literal: copying objects takes longer than all the rest.
    const task: { -readonly [Key in keyof Task]: Task[Key] } = {
      id: idOf(file),
      file,
      title: title(row),
      status: status(row) as TaskStatus,
      priority: priority(row) as Priority,
      dependsOn: dependsOn(row),
      budget: budget(row) as TaskBudget,
      maxAttempts: maxAttempts(row) as number,
      touches: touches(row),
      verify: verify(row) as string[],
      labels: labels(row) as string[],
      hold: hold(row) as boolean,
      digest: digest(row),
    };
    if (command !== "") task.command = command;
    return Object.assign(task, more(row));
  };
};
