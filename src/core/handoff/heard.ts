import { markOf, sealed } from "./island.ts";
import { wordList, type Command } from "./command.ts";

/** What came of people's commands: the one thing that our comment itself remembers. */
export type Heard = {
  /** The last command that was answered. */
  readonly upTo: number;
  /** How often people asked that what came to no verdict be tried once more. */
  readonly more?: number;
  /** The attempt that was called off, and by whom. */
  readonly off?: { readonly n: number; readonly by: string };
  /** What is said about the last of them. */
  readonly answer?: string;
};

/** Nothing was heard yet. */
export const unheard: Heard = { upTo: 0 };

const isCount = (value: unknown): value is number => Number.isSafeInteger(value);

const offOf = (value: unknown): Pick<Heard, "off"> => {
  const { n, by } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return isCount(n) && typeof by === "string" ? { off: { n, by } } : {};
};

/** What a comment of ours remembers. It stands right after the mark, before anything that others had a word in. */
export const heardIn = (text: string, task: string): Heard => {
  const mark = `${markOf(task)}\n`;
  const found = text.startsWith(mark)
    ? /^<!-- traffic:heard (\{.*\}) -->\r?\n/.exec(text.slice(mark.length))
    : null;
  if (found === null) return unheard;
  try {
    const { upTo, more, off, answer } = JSON.parse(found[1] ?? "") as Readonly<Record<string, unknown>>;
    return {
      upTo: isCount(upTo) ? upTo : 0,
      ...(isCount(more) ? { more } : {}),
      ...offOf(off),
      ...(typeof answer === "string" ? { answer } : {}),
    };
  } catch {
    return unheard;
  }
};

/** The line of a comment that remembers it. */
export const heardLine = (heard: Heard): readonly string[] =>
  heard.upTo === 0 ? [] : [`<!-- traffic:heard ${sealed(heard)} -->`];

const said = ({ word, by }: Command): string =>
  `${word === undefined ? "What" : `\`/traffic ${word}\` of`} \`${by.replaceAll("`", "")}\``;

const answerTo = (command: Command): string => {
  const { word, may } = command;
  if (word === undefined) return `${said(command)} asked for is not known here: ${wordList} are.`;
  if (command.refused !== undefined) return `${said(command)} could not be obeyed: ${command.refused}.`;
  if (!may) return `${said(command)} was not obeyed: only who may write to this repository is.`;
  return word === "status" ? `${said(command)}: this is how it stands.` : `${said(command)} was obeyed.`;
};

/** What is remembered once a command at an issue was answered: all that it does is done by then. */
export const answeredAtIssue = (heard: Heard, command: Command): Heard => ({
  ...heard,
  upTo: command.id,
  answer: answerTo(command),
});

/** What is remembered once a command was answered. What it does elsewhere is done by then. */
export const answered = (heard: Heard, command: Command, n: number): Heard => {
  const { word, may, by } = command;
  return {
    ...answeredAtIssue(heard, command),
    ...(may && word === "retry" ? { more: (heard.more ?? 0) + 1 } : {}),
    ...(may && word === "cancel" ? { off: { n, by } } : {}),
  };
};
