import type { TaskStatus } from "../core/task.ts";
import { idOf } from "./draft.ts";
import { setKeys, type Changes } from "./edit.ts";
import { readFront } from "./front.ts";
import { canonicalKey } from "./keys.ts";
import { slug } from "./slug.ts";
import { isTaskKey, parseTask } from "./task.ts";

/** A task file of another tool's. */
export type Foreign = { readonly file: string; readonly text: string };

/** What it becomes here: its own text with a few keys set, or why it cannot be taken over. */
export type TakenOver =
  | {
      readonly kind: "task";
      /** The name of its file here, without `.md`. */
      readonly name: string;
      readonly text: string;
      readonly title: string;
      readonly status: TaskStatus;
      /** Keys that are kept and mean nothing here. */
      readonly idle: readonly string[];
      /** It could be read only once a name was put in quotes. */
      readonly mended: boolean;
    }
  | { readonly kind: "left"; readonly why: string };

/** `assignee: @ann` is no YAML, and is written all the same. */
const bareName = /^(\s*(?:-|[\w-]+:)[ \t]+)(@[\w.-]+)([ \t]*\r?)$/gm;

const quoteNames = (text: string): string => {
  const end = text.indexOf("\n---", 3);
  return end < 0 ? text : text.slice(0, end).replaceAll(bareName, '$1"$2"$3') + text.slice(end);
};

/** The name that others know it by: what stands before the title in its file's name, or all of it. */
const known = (file: string): string => /^(.+?)(?: - |--)/.exec(idOf(file))?.[1] ?? idOf(file);

/** Its own key, where the new name of its file would not be found under the old one. */
const identity = (file: string, values: Readonly<Record<string, unknown>>, name: string): Changes => {
  const isNamed = Object.keys(values).some((key) => canonicalKey(key) === "id");
  return isNamed || known(file) === name ? {} : { id: known(file) };
};

const open: ReadonlySet<TaskStatus> = new Set(["draft", "todo"]);

/**
 * Takes over a task file that another tool wrote: every byte stays but for what names it, where it came from, and, where that
 * is to `rest`, the status of what is still to be done.
 */
export const takeOver = (
  { file, text: given }: Foreign,
  { source, rest }: { readonly source: string; readonly rest?: "draft" | "cancelled" },
): TakenOver => {
  const first = parseTask({ file, text: given, digest: "" });
  const text = first.value === undefined ? quoteNames(given) : given;
  const { value, problems } = text === given ? first : parseTask({ file, text, digest: "" });
  const front = readFront(text);
  if (value === undefined || front.kind !== "read") {
    const [problem] = problems;
    return {
      kind: "left",
      why: problem === undefined ? "it cannot be read" : `line ${problem.line}: ${problem.message}`,
    };
  }
  const { status, title } = value.task;
  const name = slug(idOf(file)) || "task";
  const kept = rest !== undefined && open.has(status) ? rest : status;
  const held: Changes = kept === status ? {} : { status: kept };
  const edit = setKeys(text, { ...held, ...identity(file, front.values, name), source });
  if (edit.kind === "refused") return { kind: "left", why: edit.why };
  return {
    kind: "task",
    name,
    text: edit.text,
    title,
    status: kept,
    idle: Object.keys(front.values).filter((key) => !isTaskKey(canonicalKey(key))),
    mended: text !== given,
  };
};
