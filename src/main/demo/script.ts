/** One use of a tool by the model. */
type Use = { readonly tool: string; readonly input: Readonly<Record<string, unknown>> };

/** Something another task must have come to before a turn is answered: it makes two tasks meet. */
export type Cue = { readonly task: string; readonly has: "begun" | "finished" };

/** One answer of the model: what it says, and the tool it uses. */
export type Turn = { readonly says?: string; readonly use: Use; readonly after?: Cue };

/** The answers of one attempt. `told` is evidence it must have been handed; without it the model errs as it did before. */
export type Attempt = { readonly told?: string; readonly turns: readonly Turn[] };

/** What the model does, by task: the attempts in order; the last one is repeated for any further. */
export type Script = Readonly<Record<string, readonly [Attempt, ...Attempt[]]>>;

const uses = (tool: string, input: Use["input"]): Turn => ({ use: { tool, input } });

export const read = (file: string): Turn => uses("read", { file_path: file });

export const write = (file: string, content: string): Turn => uses("write", { file_path: file, content });

export const bash = (command: string): Turn => uses("bash", { command });

/** Puts lines below a line that is there. */
export const addBelow = (file: string, line: string, added: string): Turn =>
  uses("edit", { file_path: file, old_string: line, new_string: `${line}\n${added}` });

export const replace = (file: string, old: string, by: string): Turn =>
  uses("edit", { file_path: file, old_string: old, new_string: by });

export const report = (
  summary: string,
  done: { readonly changed: readonly string[]; readonly checked: readonly string[] },
): Turn => uses("report_work", { summary, ...done });

export const saying = (says: string, turn: Turn): Turn => ({ ...turn, says });

/** A turn that waits until another task has come so far. */
export const once = (task: string, has: Cue["has"], turn: Turn): Turn => ({ ...turn, after: { task, has } });

export const attempt = (...turns: readonly Turn[]): Attempt => ({ turns });

/** An attempt that goes as written only where it was told this of the ones before. */
export const told = (evidence: string, ...turns: readonly Turn[]): Attempt => ({ told: evidence, turns });
