import type { Command } from "commander";
import type { Wish } from "../../../core/input.ts";
import type { Task } from "../../../core/task.ts";
import { isStranger } from "../../../core/rung.ts";
import type { Doors } from "../../doors/doors.ts";
import type { EngineStatus } from "../../doors/survey.ts";
import type { Answer } from "../../doors/stepping-in.ts";
import { UsageError } from "../../doors/usage-error.ts";
import type { Call, NoOptions, Reply, Spec } from "../command.ts";
import { noEngine } from "../no-engine.ts";
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

/** What was granted happens once an engine runs. */
const nextLines = ({ running }: EngineStatus, answers: readonly Answered[]): Line[] =>
  !running && answers.some(({ answer }) => answer.kind === "done") ? [noEngine] : [];

type Wishes = {
  readonly schema: string;
  readonly done: string;
  readonly wish: (task: Task) => Wish;
  /** Whether something is to be done for it that only an engine does. */
  readonly goesOn: boolean;
};

/** Every task is found before the first wish is made, so that a mistyped name changes nothing. */
const wishAll = async (call: Call<unknown>, { schema, done, wish, goesOn }: Wishes): Promise<Reply> => {
  const doors = await call.doors();
  const { state, engine } = await doors.survey();
  const answers: Answered[] = [];
  for (const task of pickAll(state, call.args))
    answers.push({ task: task.id, answer: await doors.wish(wish(task)) });
  const reply = replyOf(schema, answers, done);
  return goesOn ? { ...reply, lines: [...reply.lines, ...nextLines(engine, answers)] } : reply;
};

const withTasks = (command: Command): Command =>
  command.argument("<task...>", "ids, files, or beginnings of ids");

const ofFleet = (kind: "pause" | "resume", done: string): Spec<NoOptions>["run"] => {
  return async (call) => {
    const doors = await call.doors();
    const answers = [{ task: "fleet", answer: await doors.wish({ kind }) }] as const;
    const reply = replyOf(kind, answers, done);
    const next = kind === "resume" ? nextLines((await doors.survey()).engine, answers) : [];
    return { ...reply, json: answers[0].answer, lines: [...reply.lines, ...next] };
  };
};

type Other = { readonly agent?: string; readonly model?: string };

/** How long an engine is given to read a file that was edited, and how often is looked, in milliseconds. */
const [patience, interval] = [3000, 50];

/** Waits until the engine, where one runs, has read what was just written: a retry must not begin with what was before. */
const untilRead = async (doors: Doors, task: Task, { agent, model }: Other): Promise<void> => {
  for (let left = patience; left > 0; left -= interval) {
    const { state, engine } = await doors.survey();
    const now = state.tasks.get(task.id);
    const isRead =
      (agent === undefined || now?.agent === agent) && (model === undefined || now?.model === model);
    if (!engine.running || now === undefined || isRead) return;
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
};

/** A person's word on who works next, in the tasks' own files: it is kept with each of their results. */
const giveTo = async (doors: Doors, tasks: readonly Task[], { agent, model }: Other): Promise<void> => {
  const empty = agent?.trim() === "" ? "agent" : model?.trim() === "" ? "model" : undefined;
  if (empty !== undefined) throw new UsageError(`--${empty} is empty: name one, or auto`);
  const { state } = await doors.survey();
  if (agent !== undefined && isStranger(state.fleet, agent))
    throw new UsageError(`no agent and no team is called ${agent}: traffic.yaml and agents/ name them`);
  const keys = { ...(agent === undefined ? {} : { agent }), ...(model === undefined ? {} : { model }) };
  for (const task of tasks) {
    await doors.edit(task, keys);
    await untilRead(doors, task, keys);
  }
};

/** `traffic retry <task...> [--agent] [--model]` */
export const retry: Spec<Other> = {
  define: (command) =>
    withTasks(command)
      .option("-a, --agent <name>", "and write into its file who works on it; auto lets outcomes choose")
      .option("-m, --model <name>", "and with which model; auto lets outcomes choose"),
  examples: [
    ["traffic retry login", "try it again, with all its attempts back"],
    ["traffic retry login signup", "several at once"],
    ["traffic retry login --agent fixer --model opus", "your word goes before outcomes; its results say so"],
  ],
  run: async (call) => {
    const { agent, model } = call.options;
    if (agent !== undefined || model !== undefined) {
      const doors = await call.doors();
      await giveTo(doors, pickAll((await doors.survey()).state, call.args), call.options);
    }
    return wishAll(call, {
      schema: "retry",
      done: "will be tried again",
      wish: ({ id }) => ({ kind: "retry", task: id }),
      goesOn: true,
    });
  },
};

/** `traffic cancel <task...>` */
export const cancel: Spec<NoOptions> = {
  define: withTasks,
  examples: [["traffic cancel login", "stop it for good; its work so far is kept in the repository"]],
  run: (call) =>
    wishAll(call, {
      schema: "cancel",
      done: "cancelled",
      wish: ({ id }) => ({ kind: "cancel", task: id }),
      goesOn: false,
    }),
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
    return wishAll(call, { schema: "approve", done: "approved", wish, goesOn: true });
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
    return wishAll(call, { schema: "reject", done: "rejected", wish, goesOn: true });
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
