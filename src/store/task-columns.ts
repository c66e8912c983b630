import type { Task } from "../core/task.ts";
import type { Column, Columns } from "./columns.ts";
import { idOf } from "./draft.ts";

/** What many tasks have in common. */
type Common = Pick<Task, "status" | "priority" | "budget" | "maxAttempts" | "labels" | "hold">;

/** A task in parts: its own, what it has in common with many, and what it might have left out. What is new in tasks is among the last. */
const partsOf = (task: Task) => {
  const { id: _, file, title, dependsOn, touches, verify, command, digest, ...rest } = task;
  const { status, priority, budget, maxAttempts, labels, hold, ...more } = rest;
  const common: Common = { status, priority, budget, maxAttempts, labels, hold };
  return { file, title, dependsOn, touches, verify, command, digest, common, more };
};

type Parts = ReturnType<typeof partsOf>;
type More = Parts["more"];

/** Tasks, column by column; their ids are the names of their files. */
export const taskColumns = (tasks: readonly Task[]): Record<string, Column> => {
  const parts = tasks.map(partsOf);
  const texts = (of: (parts: Parts) => string): Column => ({ kind: "texts", of: parts.map(of) });
  const values = (of: (parts: Parts) => unknown): Column => ({ kind: "values", of: parts.map(of) });
  return {
    file: texts(({ file }) => file),
    digest: texts(({ digest }) => digest),
    title: texts(({ title }) => title),
    dependsOn: { kind: "lists", of: parts.map(({ dependsOn }) => dependsOn) },
    touches: values(({ touches }) => touches),
    verify: values(({ verify }) => verify),
    command: values(({ command }) => command),
    common: values(({ common }) => common),
    more: values(({ more }) => more),
  };
};

/** The task of a row, made anew each time it is asked for. `files` are the rows' own. */
export const tasksIn = (columns: Columns, files: readonly string[]): ((row: number) => Task) => {
  const [title, digest] = [columns.text("title"), columns.text("digest")];
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
      title: title(row),
      status: shared.status,
      priority: shared.priority,
      dependsOn: dependsOn(row),
      budget: shared.budget,
      maxAttempts: shared.maxAttempts,
      touches: touches(row) ?? [],
      verify: verify(row) ?? [],
      labels: shared.labels,
      hold: shared.hold,
      digest: digest(row),
    };
    if (command !== undefined) task.command = command;
    return Object.assign(task, more(row));
  };
};
