import type { Command } from "commander";
import type { Wish } from "../../../core/input.ts";
import type { Task } from "../../../core/task.ts";
import { UsageError, type Answer } from "../../doors.ts";
import type { Call, NoOptions, Reply, Spec } from "../command.ts";
import { pickAll } from "../pick.ts";
import { styled, type Line } from "../text/line.ts";

type Note = { readonly note?: string };
type Answered = { readonly task: string; readonly answer: Answer };

const later = "asked for; the engine will do it (if none is running, the next traffic run)";

const line = (subject: string, answer: Answer, done: string): Line => {
  if (answer.kind === "refused") return [styled("refused  ", "bad"), answer.why];
  return [`${subject}  `, answer.kind === "done" ? styled(done, "good") : later];
};

const replyOf = (schema: string, answers: readonly Answered[], done: string): Reply => ({
  schema,
  json: { answers: answers.map(({ task, answer }) => ({ task, ...answer })) },
  lines: answers.map(({ task, answer }) => line(task, answer, done)),
  code: answers.some(({ answer }) => answer.kind === "refused") ? 1 : 0,
});

/** Every task is found before the first wish is made, so that a mistyped name changes nothing. */
const wishAll = async (
  call: Call<unknown>,
  { schema, done, wish }: { schema: string; done: string; wish: (task: Task) => Wish },
): Promise<Reply> => {
  const doors = await call.doors();
  const { state } = await doors.survey();
  const answers: Answered[] = [];
  for (const task of pickAll(state, call.args))
    answers.push({ task: task.id, answer: await doors.wish(wish(task)) });
  return replyOf(schema, answers, done);
};

const withTasks = (command: Command): Command =>
  command.argument("<task...>", "ids, files, or beginnings of ids");

const ofFleet = (kind: "pause" | "resume", done: string): Spec<NoOptions>["run"] => {
  return async (call) => {
    const answer = await (await call.doors()).wish({ kind });
    return { ...replyOf(kind, [{ task: "fleet", answer }], done), json: answer };
  };
};

/** `traffic retry <task...>` */
export const retry: Spec<NoOptions> = {
  define: withTasks,
  examples: [
    ["traffic retry login", "try it again, with all its attempts back"],
    ["traffic retry login signup", "several at once"],
  ],
  run: (call) =>
    wishAll(call, {
      schema: "retry",
      done: "will be tried again",
      wish: ({ id }) => ({ kind: "retry", task: id }),
    }),
};

/** `traffic cancel <task...>` */
export const cancel: Spec<NoOptions> = {
  define: withTasks,
  examples: [["traffic cancel login", "stop it for good; its work so far is kept in the repository"]],
  run: (call) =>
    wishAll(call, { schema: "cancel", done: "cancelled", wish: ({ id }) => ({ kind: "cancel", task: id }) }),
};

/** `traffic approve <task...> [--note]` */
export const approve: Spec<Note> = {
  define: (command) => withTasks(command).option("--note <text>", "kept with the result"),
  examples: [
    ["traffic diff login", "look first"],
    ["traffic approve login --note 'looks right'", "then let it land"],
  ],
  run: (call) => {
    const { note } = call.options;
    const said = note === undefined ? {} : { note };
    const wish = ({ id }: Task): Wish => ({ kind: "approve", task: id, ...said });
    return wishAll(call, { schema: "approve", done: "approved", wish });
  },
};

/** `traffic reject <task...> --note` */
export const reject: Spec<Required<Note>> = {
  define: (command) =>
    withTasks(command).requiredOption("--note <text>", "what is wrong: the next attempt is told"),
  examples: [["traffic reject login --note 'keep the old endpoint'", "the next attempt is told why"]],
  run: async (call) => {
    const { note } = call.options;
    if (note.trim() === "")
      throw new UsageError("--note is empty: say what is wrong, the next attempt is told");
    const wish = ({ id }: Task): Wish => ({ kind: "reject", task: id, note });
    return wishAll(call, { schema: "reject", done: "rejected", wish });
  },
};

/** `traffic pause` */
export const pause: Spec<NoOptions> = {
  define: (command) => command,
  examples: [["traffic pause", "what is in motion goes on, nothing new starts"]],
  run: ofFleet("pause", "paused: nothing new starts until traffic resume"),
};

/** `traffic resume` */
export const resume: Spec<NoOptions> = {
  define: (command) => command,
  examples: [["traffic resume", "start new work again after a pause"]],
  run: ofFleet("resume", "goes on"),
};
