import type { Task, TaskBudget } from "../core/task.ts";
import type { Problem } from "../core/problem.ts";
import { idOf, optionalOf, type TaskDraft } from "./draft.ts";
import type { Expectation } from "./faults.ts";
import { faultsOf, inFile } from "./faults.ts";
import { readFields, type Field, type Read } from "./fields.ts";
import { readFront } from "./front.ts";
import { canonicalValues } from "./keys.ts";
import * as readers from "./readers.ts";
import type { Reader } from "./readers.ts";

/** A file's text with its name and digest, as a parser is given it. */
export type Source = { readonly file: string; readonly text: string; readonly digest: string };

/** What a parser makes of a file: a value or problems that say why there is none. */
export type Parsed<T> = { readonly value?: T; readonly problems: readonly Problem[] };

const field = <T>(read: Reader<T>, expectation: Expectation): Field<T> => ({ read, expectation });

const list = (code: string, example: string): Expectation => ({ code, expected: "a list of texts", example });

/** A task's front matter under canonical keys. Unknown keys are other tools' business. */
const table = {
  id: field(readers.line, { code: "invalid_id", expected: "a name", example: "id: BACK-12" }),
  title: field(readers.line, {
    code: "invalid_title",
    expected: "a text on one line",
    example: "title: Fix login",
  }),
  status: field(readers.status, {
    code: "unknown_status",
    expected: "draft, todo, done, failed or cancelled",
    example: "status: todo",
  }),
  priority: field(readers.priority, {
    code: "unknown_priority",
    expected: "P0 (most urgent) to P4, or critical, high, medium, low",
    example: "priority: P1",
  }),
  depends_on: field(readers.words, list("invalid_depends_on", "depends_on: [session-store]")),
  agent: field(readers.line, {
    code: "invalid_agent",
    expected: "an agent's name",
    example: "agent: backend",
  }),
  assignee: field(readers.names, list("invalid_assignee", 'assignee: "@backend"')),
  model: field(readers.line, {
    code: "invalid_model",
    expected: "a model's name or auto",
    example: "model: auto",
  }),
  budget: field(readers.budget, {
    code: "invalid_budget",
    expected: "US dollars, or a map of usd, tokens and minutes",
    example: "budget: { usd: 3, tokens: 500k, minutes: 45 }",
  }),
  max_attempts: field(readers.count, {
    code: "invalid_max_attempts",
    expected: "a whole number from 1",
    example: "max_attempts: 3",
  }),
  due: field(readers.due, { code: "invalid_due", expected: "a date", example: "due: 2026-12-01" }),
  // Points, sizes and days of other tools' (`M`, `5 points`, `2 days`) keep no task from being done: it takes what is usual.
  estimate: { read: readers.minutes },
  touches: field(readers.texts, list("invalid_touches", "touches: [src/auth/**]")),
  verify: field(readers.commands, {
    code: "invalid_verify",
    expected: "commands, or maps of run and dir",
    example: "verify: [npm test]",
  }),
  milestone: field(readers.line, {
    code: "invalid_milestone",
    expected: "a roadmap and a milestone",
    example: "milestone: core#m1-2",
  }),
  labels: field(readers.words, list("invalid_labels", "labels: [security]")),
  hold: field(readers.flag, { code: "invalid_hold", expected: "true or false", example: "hold: true" }),
  review: field(readers.review, {
    code: "invalid_review",
    expected: "checks or person",
    example: "review: person",
  }),
  handoff: field(readers.handoff, {
    code: "invalid_handoff",
    expected: "local or pr",
    example: "handoff: local",
  }),
  command: field(readers.text, {
    code: "invalid_command",
    expected: "a command",
    example: "command: ./build.sh",
  }),
  told_of: field(readers.words, list("invalid_told_of", "told_of: [session-store]")),
  adopts: field(readers.oid, {
    code: "invalid_adopts",
    expected: "the full name of a commit, as traffic adopt writes it",
    example: "adopts: 99a28c4c091d77317fc73e593efa21f219f0b1ad",
  }),
  source: field(readers.note, {
    code: "invalid_source",
    expected: "where it was taken over from",
    example: "source: https://github.com/octo/garden/issues/12",
  }),
};

type Fields = Read<typeof table>;

/** Whether a key of a task's front matter means something here. */
export const isTaskKey = (key: string): boolean => Object.hasOwn(table, key);

/** The text of a body's first heading. */
export const headingOf = (body: string): string | undefined =>
  /^ {0,3}#{1,6}[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*\r?$/m.exec(body)?.[1];

const agentOf = ({ agent, command }: Fields): string | undefined =>
  agent?.replace(/^@/, "") ?? (command === undefined ? undefined : "shell");

/** What many tasks leave empty: the same for all, so that it is kept once. */
const [nothing, unlimited]: [readonly never[], TaskBudget] = [[], {}];

const taskOf = (
  fields: Fields,
  { file, digest, body }: { file: string; digest: string; body: string },
): Task => ({
  id: idOf(file),
  file,
  title: fields.title ?? headingOf(body) ?? idOf(file),
  status: fields.status ?? "todo",
  priority: fields.priority ?? 2,
  dependsOn: [...new Set(fields.depends_on)],
  budget: fields.budget ?? unlimited,
  maxAttempts: fields.max_attempts ?? 3,
  touches: fields.touches ?? nothing,
  verify: fields.verify ?? nothing,
  labels: fields.labels ?? nothing,
  hold: fields.hold ?? false,
  ...optionalOf({ ...fields, agent: agentOf(fields), toldOf: fields.told_of }),
  digest,
});

/** Reads a task file. Any problem leaves it without a value: half a wish is not what the person wrote. */
export const parseTask = ({ file, text, digest }: Source): Parsed<TaskDraft> => {
  const front = readFront(text);
  if (front.kind === "unreadable") return { problems: inFile(file, [front.fault]) };
  const { read, issues } = readFields(table, canonicalValues(front.values));
  if (issues.length > 0) return { problems: inFile(file, faultsOf(issues, { yaml: front.yaml, before: 1 })) };
  const { id, assignee } = read;
  const task = taskOf(read, { file, digest, body: front.body });
  const alias = id === undefined || id === task.id ? {} : { alias: id };
  return { value: { task, ...alias, assignees: assignee ?? nothing }, problems: [] };
};
