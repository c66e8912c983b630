import type { Task } from "../core/task.ts";
import type { Column, Columns } from "./columns.ts";
import { idOf } from "./draft.ts";

/** What many tasks have in common. */
type Common = Pick<Task, "status" | "priority" | "budget" | "maxAttempts" | "labels" | "hold">;

const commonOf = ({ status, priority, budget, maxAttempts, labels, hold }: Task): Common => ({
  status,
  priority,
  budget,
  maxAttempts,
  labels,
  hold,
});

/** What has no column of its own: all that a task may leave out. */
type More = Omit<
  Task,
  keyof Common | "id" | "file" | "title" | "dependsOn" | "touches" | "verify" | "command" | "digest"
>;

const columned: ReadonlySet<string> = new Set(
  "id file title dependsOn touches verify command digest status priority budget maxAttempts labels hold".split(
    " ",
  ),
);

const moreOf = (task: Task): More | undefined => {
  const more = Object.entries(task).filter(([key]) => !columned.has(key));
  return more.length === 0 ? undefined : (Object.fromEntries(more) as More);
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
    more: values(moreOf),
  };
};

/** The task of a row, made anew each time it is asked for. `files` are the rows' own. */
export const tasksIn = (columns: Columns, files: readonly string[]): ((row: number) => Task) => {
  const [titles, digests] = [columns.texts("title"), columns.texts("digest")];
  const dependsOn = columns.lists("dependsOn");
  const [touches, verify] = [columns.values<string[]>("touches"), columns.values<string[]>("verify")];
  const [common, more] = [columns.values<Common>("common"), columns.values<More>("more")];
  const commands = columns.values<string>("command");
  return (row) => {
    const file = files[row] as string;
    const shared = common(row) as Common;
    const command = commands(row);
    // In one literal: copying objects takes longer than all the rest.
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
      digest: digests[row] as string,
    };
    if (command !== undefined) task.command = command;
    const others = more(row);
    return others === undefined ? task : Object.assign(task, others);
  };
};
