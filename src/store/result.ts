import * as z from "zod";
import type { Account } from "../core/account.ts";
import { named } from "../core/person.ts";
import type { Remark } from "../core/remark.ts";
import type { AttemptResult } from "../core/result.ts";
import { taskKinds } from "../core/route/kind.ts";
import { faultsOf, inFile } from "./faults.ts";
import { readFront } from "./front.ts";
import { printDocument } from "./print.ts";
import type { Parsed } from "./task.ts";

const kinds = [
  "transient",
  "rate_limited",
  "auth",
  "budget",
  "context",
  "timeout",
  "rejected",
  "conflict",
  "denied",
  "crashed",
  "cancelled",
  "invalid",
] as const;

const moment = z
  .union([z.date(), z.string()])
  .transform((written) => new Date(written).getTime())
  .pipe(z.number());

const text = z.string();
const optionalText = z.string().optional();

const schema = z.object({
  task: text,
  attempt: z.number(),
  title: text,
  agent: text,
  outcome: z.enum(["done", "failed", "cancelled", "undone"]),
  handoff: z.literal("pr").optional(),
  started: moment,
  ended: moment,
  base: optionalText,
  head: optionalText,
  candidate: optionalText,
  tree: optionalText,
  checks: z.array(
    z.object({
      name: text,
      command: text,
      outcome: z.enum(["passed", "flaky", "failed", "red_on_base", "timeout"]),
      exit: z.number().nullable(),
      seconds: z.number(),
      digest: text,
    }),
  ),
  judges_changed: z.array(text),
  slipped: z.array(text).optional(),
  failure: z
    .object({
      kind: z.enum(kinds),
      why: text,
      retry_at: moment.optional(),
      shared: z.literal(true).optional(),
      details: z.array(text).optional(),
    })
    .optional(),
  approved: z.object({ by: optionalText, note: optionalText }).optional(),
  undoes: z.object({ attempt: z.number(), by: optionalText, why: optionalText }).optional(),
  visits: z
    .array(z.object({ by: text, since: moment, until: moment, files: z.array(text), note: optionalText }))
    .optional(),
  messages: z.array(z.object({ at: moment, by: optionalText, text })).optional(),
  cost: z.object({ usd: z.number(), source: text, notional: z.boolean().optional() }),
  model: optionalText,
  usage: z
    .object({ input: z.number(), cache_write: z.number(), cache_read: z.number(), output: z.number() })
    .optional(),
  context: z
    .object({ peak: z.number(), window: z.number().optional(), compactions: z.number().optional() })
    .optional(),
  choice: z
    .object({
      by: z.enum(["pin", "ladder", "outcomes"]),
      kind: z.enum(taskKinds),
      why: text,
      instead_of: optionalText,
    })
    .optional(),
  previous: text.nullable(),
});

type Fields = z.infer<typeof schema>;

/** A value without the keys that hold nothing, as `exactOptionalPropertyTypes` wants it. */
type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

const present = <T extends object>(value: T): Present<T> =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Present<T>;

const failureOf = ({ kind, why, retry_at, shared, details }: NonNullable<Fields["failure"]>) =>
  present({ kind, why, retryAt: retry_at, shared, details });

const choiceOf = ({ by, kind, why, instead_of }: NonNullable<Fields["choice"]>) =>
  present({ by, kind, why, insteadOf: instead_of });

const usageOf = ({ input, cache_write, cache_read, output }: NonNullable<Fields["usage"]>) => ({
  input,
  cacheWrite: cache_write,
  cacheRead: cache_read,
  output,
});

const resultOf = ({
  started,
  ended,
  judges_changed,
  failure,
  approved,
  undoes,
  visits,
  messages,
  usage,
  context,
  choice,
  cost,
  ...same
}: Fields): AttemptResult =>
  present({
    ...same,
    cost: present(cost),
    startedAt: started,
    endedAt: ended,
    judgesChanged: judges_changed,
    failure: failure && failureOf(failure),
    approved: approved && present(approved),
    undoes: undoes && present(undoes),
    visits: visits?.map((visit) => present(visit)),
    messages: messages?.map((message) => present(message)),
    usage: usage && usageOf(usage),
    context: context && present(context),
    choice: choice && choiceOf(choice),
  });

/** Reads a result back from what `printResult` made of it; the body is for people. */
export const parseResult = ({
  file,
  text,
}: {
  readonly file: string;
  readonly text: string;
}): Parsed<AttemptResult> => {
  const front = readFront(text);
  if (front.kind === "unreadable") return { problems: inFile(file, [front.fault]) };
  const read = schema.safeParse(front.values, { reportInput: true });
  if (read.success) return { value: resultOf(read.data), problems: [] };
  return { problems: inFile(file, faultsOf(read.error.issues, { yaml: front.yaml, before: 1 })) };
};

const seconds = (result: AttemptResult): number => Math.round((result.endedAt - result.startedAt) / 1000);

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

const names = (people: readonly string[]): string => [...new Set(people)].map(oneLine).join(" and ");

const undoSummary = ({ attempt, undoes }: AttemptResult): string => {
  const why = undoes?.why === undefined ? "" : `: ${oneLine(undoes.why)}`;
  return `Attempt ${attempt} took back what attempt ${undoes?.attempt} landed, for ${names([named(undoes?.by)])}${why}`;
};

const summary = (result: AttemptResult): string => {
  const hands = result.visits === undefined ? "" : ` and ${names(result.visits.map(({ by }) => by))}`;
  const by = `Attempt ${result.attempt} by ${oneLine(result.agent)}${hands}`;
  if (result.outcome === "undone") return undoSummary(result);
  if (result.outcome !== "done")
    return `${by} ${result.outcome}: ${oneLine(result.failure?.why ?? "no reason given")}`;
  const checks = result.checks.length === 1 ? "1 check" : `${result.checks.length} checks`;
  const approval = result.approved === undefined ? "" : `, approved by ${names([named(result.approved.by)])}`;
  return `${by} is done after ${seconds(result)} s with ${checks}${approval}.`;
};

const printedFailure = ({ kind, why, retryAt, shared, details }: NonNullable<AttemptResult["failure"]>) => ({
  kind,
  why,
  shared,
  retry_at: retryAt === undefined ? undefined : new Date(retryAt),
  details,
});

const printedUsage = ({ input, cacheWrite, cacheRead, output }: NonNullable<AttemptResult["usage"]>) => ({
  input,
  cache_write: cacheWrite,
  cache_read: cacheRead,
  output,
});

const printedVisits = (visits: NonNullable<AttemptResult["visits"]>) =>
  visits.map(({ by, since, until, files, note }) => ({
    by,
    since: new Date(since),
    until: new Date(until),
    files,
    note,
  }));

const printedMessages = (messages: NonNullable<AttemptResult["messages"]>) =>
  messages.map(({ at, by, text }) => ({ at: new Date(at), by, text }));

const printedChoice = ({ by, kind, why, insteadOf }: NonNullable<AttemptResult["choice"]>) => ({
  by,
  kind,
  why,
  instead_of: insteadOf,
});

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${oneLine(line)}`).join("\n");

/** What an agent says it did, beside what it did. */
const accountSections = ({ claims, files, commands, untrue }: Account): string[] => [
  ...(claims === undefined ? [] : [`## What its agent says\n\n${claims.summary.trim()}`]),
  ...(untrue.length === 0 ? [] : [`## What does not hold of it\n\n${bullets(untrue)}`]),
  ...(files.length === 0 ? [] : [`## Files changed\n\n${bullets(files)}`]),
  ...(commands.length === 0
    ? []
    : [
        `## Commands run\n\n${bullets(commands.map(({ command, ok }) => `${ok ? "passed" : "failed"}: \`${command}\``))}`,
      ]),
];

const remarkSections = (remarks: readonly Remark[]): string[] => {
  const of = (kind: Remark["kind"], words: string): string[] => {
    const lines = remarks.flatMap((one) => {
      if (one.kind !== kind) return [];
      return "title" in one ? [`${one.title}: ${one.text}`] : [one.text];
    });
    return lines.length === 0 ? [] : [`## ${words}\n\n${bullets(lines)}`];
  };
  return [
    ...of("evidence", "What its agent shows"),
    ...of("question", "What its agent asked"),
    ...of("followup", "What its agent proposes"),
  ];
};

/** `results/<task>/<attempt>.md`: everything the proof needs as front matter, then one sentence and the sections given. */
export const printResult = (result: AttemptResult, sections: readonly string[]): string => {
  const { startedAt, endedAt, judgesChanged, failure, approved, previous, account, ...second } = result;
  const { slipped, cost, model, usage, choice, context, checks, ...third } = second;
  const { undoes, visits, messages, remarks = [], ...first } = third;
  const { base, head, candidate, tree, ...named } = first;
  const values = {
    ...named,
    started: new Date(startedAt),
    ended: new Date(endedAt),
    base,
    head,
    candidate,
    tree,
    checks,
    judges_changed: judgesChanged,
    slipped,
    failure: failure && printedFailure(failure),
    approved,
    undoes,
    visits: visits && printedVisits(visits),
    messages: messages && printedMessages(messages),
    cost,
    model,
    usage: usage && printedUsage(usage),
    context,
    choice: choice && printedChoice(choice),
    previous,
  };
  const own = [...(account === undefined ? [] : accountSections(account)), ...remarkSections(remarks)];
  return printDocument(
    values,
    `\n${[summary(result), ...[...own, ...sections].map((section) => section.trim())].join("\n\n")}\n`,
  );
};
