import { cycleOf, cycleText, readGraph } from "../graph.ts";
import { onOneLine } from "../one-line.ts";
import type { TaskStatus } from "../task.ts";
import { isRow, type Row } from "./row.ts";

/** A task of another tool's, of those that keep all their tasks in one file. */
export type ForeignTask = {
  /** Where it stands; the same however often it is read. */
  readonly source: string;
  /** What it is called there. Its file is called so where it can be and no `name` is given; else it has it as `id`. */
  readonly known: string;
  /** What its file is called, where what it is called there tells people too little. */
  readonly name?: string;
  readonly title: string;
  /** Once what is to be done may start. */
  readonly status: Exclude<TaskStatus, "failed">;
  /** Sources of what has to be done before. */
  readonly waitsFor: readonly string[];
  /** Front matter beside title, status, dependencies and source. */
  readonly keys: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** What else is said of it, under the keys that it has there. */
  readonly kept: Row;
  readonly body: string;
};

/** What such a file holds: tasks, what becomes none and why, and what a person should know. */
export type ForeignTasks = {
  readonly tasks: readonly ForeignTask[];
  readonly left: readonly { readonly source: string; readonly why: string }[];
  readonly notices: readonly string[];
};

/** A part of a text with a heading of its own. */
export type Section = readonly [heading: string, text: string];

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === "string" && value.trim() === "") ||
  (typeof value === "object" && Object.keys(value).length === 0);

const isLong = (value: unknown): value is string => typeof value === "string" && value.trim().includes("\n");

/** `test_strategy` and `testStrategy` as people write it. */
const headingOf = (key: string): string => {
  const words = key
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[\s_-]+/g, " ")
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What a row says under keys that are not told otherwise: long texts are parts of the body, all else stays as it is. */
export const restOf = (
  row: Row,
  isTold: (key: string) => boolean,
): { readonly kept: Row; readonly sections: readonly Section[] } => {
  const rest = Object.entries(row).filter(([key, value]) => !isTold(key) && !isEmpty(value));
  return {
    kept: Object.fromEntries(rest.filter(([, value]) => !isLong(value))),
    sections: rest.flatMap(([key, value]): Section[] => (isLong(value) ? [[headingOf(key), value]] : [])),
  };
};

/** The text of a task. A NUL is no text anywhere; all else stays as it was written. */
export const bodyText = (begin: string, sections: readonly Section[]): string =>
  [
    begin.trim(),
    ...sections.flatMap(([heading, text]) => (text.trim() === "" ? [] : [`## ${heading}\n\n${text.trim()}`])),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .replaceAll("\0", "");

/** A name or a title on one line; nothing where there is none. */
export const lineIn = (value: unknown): string | undefined => {
  const line = typeof value === "string" ? onOneLine(value) : "";
  return line === "" ? undefined : line;
};

/** The names in a list, each once; whatever else stands in it says nothing. */
export const namesIn = (value: unknown): string[] => [
  ...new Set((Array.isArray(value) ? value : []).flatMap((one: unknown) => lineIn(one) ?? [])),
];

/** Whether there is something left to do about it. */
export const isOpen = ({ status }: Pick<ForeignTask, "status">): boolean =>
  status === "todo" || status === "draft";

/** The rows of a list; whatever else stands in it says nothing. */
export const rowsOf = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.filter(isRow) : []);

/** Those that wait for each other in a circle, each circle once. */
export const circlesAmong = (tasks: readonly ForeignTask[]): string[] => {
  const open = tasks.filter(isOpen);
  const knownOf = new Map(open.map(({ source, known }) => [source, known]));
  const graph = readGraph(
    new Map(
      open.map(({ known, waitsFor }) => [
        known,
        { id: known, dependsOn: waitsFor.flatMap((source) => knownOf.get(source) ?? []) },
      ]),
    ),
  );
  const told = new Set<string>();
  return [...graph.cycles.keys()].flatMap((id) => {
    if (told.has(id)) return [];
    for (const member of cycleOf(graph, id) ?? []) told.add(member);
    return `These wait for each other: ${cycleText(graph, id) ?? id}. None of them starts until one link is removed.`;
  });
};
