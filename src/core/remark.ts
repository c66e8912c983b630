import { bytesOf } from "./brief.ts";
import type { Message } from "./message.ts";
import type { TaskId } from "./task.ts";

/** What an agent tells or asks while it works, by a tool of ours. */
export type Content =
  | { readonly kind: "progress"; readonly text: string; readonly percent?: number }
  | { readonly kind: "question"; readonly text: string }
  | { readonly kind: "evidence"; readonly title: string; readonly text: string }
  /** A task that it proposes: it is one once a person wants it. */
  | { readonly kind: "followup"; readonly title: string; readonly text: string }
  /** For whoever works on another task. */
  | { readonly kind: "message"; readonly to: TaskId; readonly text: string };

/** The same with its name, `<attempt>/<number>`, and the moment in milliseconds since the epoch. */
export type Remark = Content & { readonly id: string; readonly at: number };

/** What became of a task that was proposed. */
export type Settled = "added" | "dropped";

/** A remark as its task's record keeps it. */
export type KeptRemark = Remark & { readonly attempt: number; readonly settled?: Settled };

/** So many remarks an attempt may make: each is kept for good. */
export const mostRemarks = 60;

type Field = {
  readonly type: "string" | "number";
  readonly description: string;
  /** The most bytes it may have. */
  readonly most?: number;
  readonly optional?: true;
};

/** A tool by which agents make remarks. */
export type RemarkTool = {
  readonly name: string;
  readonly description: string;
  readonly fields: Readonly<Record<string, Field>>;
};

const text = (description: string, most = 2000): Field => ({ type: "string", description, most });

const title = (description: string): Field => text(description, 200);

/** Every tool by which agents make remarks, whichever way they are given to them. */
export const remarkTools: readonly RemarkTool[] = [
  {
    name: "report_progress",
    description:
      "Tell the people who watch how far you are. Seldom: at the few points where something is reached.",
    fields: {
      text: text("What is reached, in one sentence.", 300),
      percent: {
        type: "number",
        description: "How much of the task is done, from 0 to 100.",
        optional: true,
      },
    },
  },
  {
    name: "ask_human",
    description:
      "Ask a person something that only a person can decide. Nobody answers at once: go on with what you can; an answer comes as a message.",
    fields: { text: text("The question, with what you will do if nobody answers.") },
  },
  {
    name: "attach_evidence",
    description: "Keep something that shows that your work is right, beside the checks that judge it.",
    fields: {
      title: title("What it shows."),
      text: text("The evidence itself: a few lines of output, a measurement, a path."),
    },
  },
  {
    name: "add_followup_task",
    description:
      "Propose a task for something that you found and that is not yours to do. A person decides on it.",
    fields: { title: title("What is to be done."), text: text("Why, and what you know of it.") },
  },
  {
    name: "send_message",
    description:
      "Tell whoever works on another task something that they must know. It is heard once, at their next turn.",
    fields: { to: title("The other task's id."), text: text("What they must know.") },
  },
];

/** A tool's input, as JSON Schema has it. */
export const schemaOf = ({ fields }: RemarkTool) => ({
  type: "object" as const,
  properties: Object.fromEntries(
    Object.entries(fields).map(([name, { type, description }]) => [name, { type, description }]),
  ),
  required: Object.entries(fields).flatMap(([name, { optional }]) => (optional === true ? [] : [name])),
});

const wrongIn = (name: string, { type, most = Infinity, optional }: Field, value: unknown): string[] => {
  if (value === undefined) return optional === true ? [] : [`${name} is missing`];
  if (typeof value !== type) return [`${name} has to be a ${type}`];
  if (typeof value !== "string") return [];
  if (value.trim() === "") return [`${name} is empty`];
  const bytes = bytesOf(value);
  return bytes > most ? [`${name} has ${bytes} bytes, of at most ${most}: shorten it`] : [];
};

type Values = Readonly<Record<string, unknown>>;

const textIn = (values: Values, name: string): string => String(values[name]).trim();

const percentIn = ({ percent }: Values): { readonly percent?: number } =>
  typeof percent !== "number" || Number.isNaN(percent)
    ? {}
    : { percent: Math.round(Math.min(100, Math.max(0, percent))) };

const contents: Readonly<Record<string, (values: Values) => Content>> = {
  report_progress: (values) => ({ kind: "progress", text: textIn(values, "text"), ...percentIn(values) }),
  ask_human: (values) => ({ kind: "question", text: textIn(values, "text") }),
  attach_evidence: (values) => ({
    kind: "evidence",
    title: textIn(values, "title"),
    text: textIn(values, "text"),
  }),
  add_followup_task: (values) => ({
    kind: "followup",
    title: textIn(values, "title"),
    text: textIn(values, "text"),
  }),
  send_message: (values) => ({ kind: "message", to: textIn(values, "to"), text: textIn(values, "text") }),
};

/** What the use of a tool says; or what is wrong with it, for the agent to mend. */
export const remarkOf = (name: string, input: unknown): Content | { readonly wrong: string } => {
  const tool = remarkTools.find((one) => one.name === name);
  const make = contents[name];
  if (tool === undefined || make === undefined) return { wrong: `There is no tool ${name}.` };
  const values: Values = typeof input === "object" && input !== null ? (input as Values) : {};
  const wrong = Object.entries(tool.fields).flatMap(([field, about]) => wrongIn(field, about, values[field]));
  return wrong.length === 0 ? make(values) : { wrong: `Not taken: ${wrong.join("; ")}.` };
};

const answers: Readonly<Record<Content["kind"], string>> = {
  progress: "Noted.",
  question: "Asked. Nobody answers at once: go on with what you can. An answer comes as a message.",
  evidence: "Kept with the attempt.",
  followup: "Proposed. A person decides whether it becomes a task; it is not yours to do.",
  message: "Left for whoever works on that task: it is heard once, at their next turn.",
};

/** What an agent is answered once its remark is kept. */
export const answerTo = ({ kind }: Content): string => answers[kind];

/** What it is answered when it has made too many. */
export const tooMany = `Not taken: an attempt makes at most ${mostRemarks} remarks. Go on without.`;

type Noted =
  | {
      readonly remarks?: readonly KeptRemark[];
      readonly messages?: readonly Message[];
      readonly attempts: number;
    }
  | undefined;

/** What the last attempt has asked and nobody has answered: whatever a person says to it is taken for the answer. */
export const questionsIn = (record: Noted): readonly KeptRemark[] => {
  const said = (record?.messages ?? []).filter(({ from }) => from === undefined).map(({ at }) => at);
  return (record?.remarks ?? []).filter(
    ({ kind, attempt, at }) =>
      kind === "question" && attempt === record?.attempts && !said.some((moment) => moment >= at),
  );
};

/** Tasks that were proposed and that nobody has decided on. */
export const followupsIn = (record: Noted): readonly Extract<KeptRemark, { kind: "followup" }>[] =>
  (record?.remarks ?? []).flatMap((one) =>
    one.kind === "followup" && one.settled === undefined ? [one] : [],
  );
