import type { Attempt, Script, Turn } from "./script.ts";

/** A request as the Messages API gets it, as far as the scripted model reads it. */
export type Heard = {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
};

/** Where in the script a request stands. */
export type Asked = {
  readonly task: string;
  /** Counts the model's answers of this attempt from 0. */
  readonly at: number;
  /** Undefined where the attempt has said all it has to say. */
  readonly turn: Turn | undefined;
};

const textOf = (content: unknown): string =>
  typeof content === "string"
    ? content
    : Array.isArray(content)
      ? content.map((block: { text?: string }) => block.text ?? "").join("\n")
      : "";

/** The number of this attempt: one more than the last that the prompt tells of. */
const numberOf = (prompt: string): number => {
  const before = [...prompt.matchAll(/^## Attempt (\d+) /gm)].map(([, n]) => Number(n));
  return Math.max(0, ...before) + 1;
};

/** The last attempt up to the n-th whose evidence the prompt holds. */
const attemptFor = (attempts: Script[string], prompt: string): Attempt => {
  const fit = attempts
    .slice(0, numberOf(prompt))
    .filter(({ told }) => told === undefined || prompt.includes(told));
  return fit.at(-1) ?? attempts[0];
};

/**
 * Finds out who asks from the conversation alone, as a model would: the task by its title, the attempt by what the prompt
 * tells of those before it, the turn by how often it was answered. Undefined for a task that the script does not know.
 */
export const whoAsks = (
  { messages }: Heard,
  { script, titles }: { readonly script: Script; readonly titles: ReadonlyMap<string, string> },
): Asked | undefined => {
  const prompt = textOf(messages[0]?.content);
  const task = titles.get(/^# (.*)$/m.exec(prompt)?.[1] ?? "");
  const attempts = task === undefined ? undefined : script[task];
  if (task === undefined || attempts === undefined) return undefined;
  const at = messages.filter(({ role }) => role === "assistant").length;
  return { task, at, turn: attemptFor(attempts, prompt).turns[at] };
};
