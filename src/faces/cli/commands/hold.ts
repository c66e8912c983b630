import { isSaidOver, type Task } from "../../../core/task.ts";
import type { Call, NoOptions, Reply, Spec } from "../command.ts";
import { pickFiles } from "../pick.ts";
import { styled, type Line } from "../text/line.ts";

/** A draft is held by being one. */
const isReleased = ({ status }: Task, hold: boolean): boolean => !hold && status === "draft";

const changesTo = (task: Task, hold: boolean): Readonly<Record<string, unknown>> => ({
  ...(task.hold === hold ? {} : { hold }),
  ...(isReleased(task, hold) ? { status: "todo" } : {}),
});

/** Holding is a value of the task's file, so the file is what changes, and no other is read. */
const setHold = async (call: Call<NoOptions>, hold: boolean): Promise<Reply> => {
  const doors = await call.doors();
  const files = await doors.taskFiles();
  const tasks: Task[] = [];
  for (const id of pickFiles(files, call.args)) tasks.push(await doors.readTask(files.get(id) ?? id));
  const changed = tasks.filter((task) => !isSaidOver(task) && (task.hold !== hold || isReleased(task, hold)));
  for (const task of changed) await doors.edit(task, changesTo(task, hold));
  const ids = new Set(changed.map(({ id }) => id));
  const word = hold ? "held" : "released";
  return {
    schema: hold ? "hold" : "release",
    json: { tasks: tasks.map(({ id, file }) => ({ id, file, changed: ids.has(id) })) },
    lines: [
      ...tasks.map((task): Line => {
        const { id, file, status } = task;
        if (isSaidOver(task))
          return [styled("refused  ", "bad"), `${id} is ${status}: nothing of it starts any more`];
        const was = `was ${hold ? "held" : "not held"} already`;
        return [`${id}  `, ids.has(id) ? styled(`${word} (${file})`, "good") : was];
      }),
      // Whether there is one would have to be read from all of them.
      ...(hold && ids.size > 0
        ? [[styled("An attempt that is in motion goes on: traffic cancel stops it.", "dim")]]
        : []),
    ],
    code: tasks.some(isSaidOver) ? 1 : 0,
  };
};

/** `traffic hold <task...>` */
export const hold: Spec<NoOptions> = {
  define: (command) => command.argument("<task...>", "ids, files, or beginnings of ids"),
  examples: [["traffic hold login signup", "write hold: true into their files; what is in motion goes on"]],
  run: (call) => setHold(call, true),
};

/** `traffic release <task...>` */
export const release: Spec<NoOptions> = {
  define: (command) => command.argument("<task...>", "ids, files, or beginnings of ids"),
  examples: [
    ["traffic release login", "write hold: false into its file"],
    ["traffic release issue-12-fix-the-gate", "let a draft start: write status: todo"],
  ],
  run: (call) => setHold(call, false),
};
