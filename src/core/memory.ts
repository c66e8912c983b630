import type { RanCommand } from "./account.ts";
import {
  contextOf,
  cutOff,
  enter,
  inSession,
  nextStretch,
  openBooks,
  peakOf,
  sumOf,
  type Books,
} from "./books.ts";
import type { Failure, FailureKind } from "./failure.ts";
import type { Meter } from "./meter.ts";
import { priceOf } from "./prices.ts";
import type { Quota, Signal } from "./signal.ts";
import { promptTokens } from "./usage.ts";

type Of<K extends Signal["kind"]> = Extract<Signal, { kind: K }>;

/** What an agent was refused. */
export type Denied = { readonly tool: string; readonly subject: string };

/** How a run ended by its agent's own word. */
type Ending = { readonly failure?: Failure };

/**
 * What is known of an attempt from the lines its agent printed, over all its runs. It is a pure function of those lines:
 * whoever comes later reads them from the first one on, and knows the same.
 */
export type Memory = {
  readonly books: Books;
  /** The session that another run can go on with. */
  readonly session?: string;
  readonly payer: "key" | "subscription";
  /** Tools that are at work, by their id. */
  readonly tools: Readonly<Record<string, Of<"tool_began">>>;
  /** The last commands it ran. */
  readonly commands: readonly RanCommand[];
  /** Of those that failed, the last with what they printed. */
  readonly failed: readonly { readonly command: string; readonly output: string }[];
  /** Files that it wrote by tools of its own, the last first. */
  readonly files: readonly string[];
  /** How often its conversation was made shorter. */
  readonly compactions: number;
  /** Of the present run: whether a model has answered, and the tokens of its first and its last prompt. */
  readonly answered: boolean;
  readonly prompts?: { readonly first: number; readonly last: number };
  /** What it was refused and did not get by another way since, by the id of its wish. */
  readonly denied: Readonly<Record<string, Denied | "got">>;
  /** The windows of its account's rate limits, by name, and the one that is used up. */
  readonly quotas: Readonly<Record<string, Quota>>;
  readonly quota?: Quota;
  /** How often a request was refused because there were too many. */
  readonly throttled: number;
  /** What last went wrong with a request. */
  readonly trouble?: { readonly kind: FailureKind; readonly why: string };
  /** Its last words. */
  readonly said: string;
  /** Set once the present run has said how it ended. */
  readonly ending?: Ending;
};

/** The memory of an attempt whose agent has said nothing yet. `at` is the moment whose prices count. */
export const openMemory = (model: string, at: number): Memory => ({
  books: openBooks(model, at),
  payer: "key",
  tools: {},
  commands: [],
  failed: [],
  files: [],
  compactions: 0,
  answered: false,
  denied: {},
  quotas: {},
  throttled: 0,
  said: "",
});

/** An account keeps 20 of them. */
const mostCommands = 100;

/** So many failed commands and files are known by their names. */
const [mostFailed, mostFiles] = [3, 50];

/** Tools that write, by the names they have with one agent or another. */
const writes = /^(?:edit|multiedit|notebookedit|write)$/i;

const toolBegan = (memory: Memory, signal: Of<"tool_began">): Memory => {
  const { id, name, subject, command } = signal;
  const isWritten = command === undefined && writes.test(name) && subject !== "";
  const others = memory.files.filter((file) => file !== subject);
  const files = isWritten ? [subject, ...others].slice(0, mostFiles) : memory.files;
  return { ...memory, answered: true, files, tools: { ...memory.tools, [id]: signal } };
};

const toolEnded = (memory: Memory, { id, ok, output }: Of<"tool_ended">): Memory => {
  const { [id]: tool, ...tools } = memory.tools;
  if (tool === undefined) return memory;
  const { command, name } = tool;
  const commands =
    command === undefined ? memory.commands : [...memory.commands, { command, ok }].slice(-mostCommands);
  const failed =
    ok || command === undefined
      ? memory.failed
      : [...memory.failed.filter((one) => one.command !== command), { command, output }].slice(-mostFailed);
  const mended = Object.entries(memory.denied).map(
    ([key, was]) => [key, ok && was !== "got" && was.tool === name ? "got" : was] as const,
  );
  return { ...memory, tools, commands, failed, denied: Object.fromEntries(mended) };
};

const quotaTold = (memory: Memory, { quota }: Of<"quota">): Memory => {
  const known = memory.quota?.name === quota.name ? undefined : memory.quota;
  const { quota: _, ...rest } = memory;
  const hit = quota.state === "hit" ? quota : known;
  return {
    ...rest,
    payer: quota.billed ? "key" : "subscription",
    quotas: { ...memory.quotas, [quota.name]: quota },
    ...(hit === undefined ? {} : { quota: hit }),
  };
};

const failureOf = (
  { quota, trouble }: Memory,
  { kind, why }: { kind?: FailureKind; why: string },
): Failure => {
  const found = kind ?? trouble?.kind ?? "crashed";
  const retryAt = found === "rate_limited" ? quota?.resetsAt : undefined;
  return { kind: found, why, ...(retryAt === undefined ? {} : { retryAt }) };
};

/** Whoever is answered is let in again: what went wrong before is over. */
const used = (memory: Memory, { use, window }: Of<"used">): Memory => {
  const { trouble: _, ...rest } = memory;
  const books = enter(memory.books, use);
  const known = window === undefined ? books : { ...books, window };
  if (use.of !== "request" || !use.main) return { ...rest, books: known };
  const last = promptTokens(use.usage);
  const prompts = { first: memory.prompts?.first ?? last, last };
  return { ...rest, books: known, prompts, answered: true };
};

type Fold = { readonly [K in Signal["kind"]]: (memory: Memory, signal: Of<K>) => Memory };

const fold: Fold = {
  session: (memory, { id, payer = memory.payer }) => ({
    ...memory,
    session: id,
    payer,
    books: inSession(memory.books, id),
  }),
  said: (memory, { text }) => ({ ...memory, said: text, answered: true }),
  tool_began: toolBegan,
  tool_ended: toolEnded,
  used,
  window: (memory, { tokens }) => ({ ...memory, books: { ...memory.books, window: tokens } }),
  compacted: ({ prompts, ...memory }, { after }) => ({
    ...memory,
    compactions: memory.compactions + 1,
    // How long it is now where it does not say so, its next request tells.
    ...(prompts === undefined || after === undefined ? {} : { prompts: { first: after, last: after } }),
  }),
  quota: quotaTold,
  denied: (memory, { id, tool, subject }) => {
    if (Object.hasOwn(memory.denied, id)) return memory;
    const wish = { tool, subject: subject || (memory.tools[id]?.subject ?? "") };
    return { ...memory, denied: { ...memory.denied, [id]: wish } };
  },
  retrying: (memory, { failure, why, throttled }) => ({
    ...memory,
    trouble: { kind: failure, why },
    throttled: memory.throttled + (throttled === true ? 1 : 0),
  }),
  finished: (memory, { failure }) => ({
    ...memory,
    tools: {},
    answered: memory.answered || failure === undefined,
    ending: failure === undefined ? {} : { failure: failureOf(memory, failure) },
  }),
};

/** The memory after one more signal. */
export const remember = (memory: Memory, signal: Signal): Memory => {
  const after = fold[signal.kind] as (memory: Memory, signal: Signal) => Memory;
  return after(memory, signal);
};

/** Whether a request that may be billed may be under way: none is while a tool is at work, nor where nobody is let in. */
const mayBeAsking = ({ ending, session, tools, trouble }: Memory): boolean =>
  ending === undefined &&
  session !== undefined &&
  trouble?.kind !== "auth" &&
  Object.keys(tools).length === 0;

/** The run is over: where it said nothing of how, what was under way counts at its most. */
export const runOver = (memory: Memory): Memory =>
  mayBeAsking(memory) ? { ...memory, books: cutOff(memory.books) } : memory;

/** Another run begins, of the same session or of a new one. */
export const nextRun = (memory: Memory): Memory => {
  const { ending: _, trouble: __, prompts: ___, ...rest } = runOver(memory);
  return { ...rest, tools: {}, answered: false, books: nextStretch(rest.books) };
};

/** What the attempt has used, as far as its lines tell. */
export const meterOf = ({ books, payer, ending, compactions, throttled, quotas }: Memory): Meter => {
  const windows = Object.values(quotas);
  const { told, ...sum } = sumOf(books);
  const peak = peakOf(books);
  const window = books.window ?? priceOf(books.model, books.at)?.window;
  return {
    model: books.model,
    ...sum,
    context: contextOf(books),
    ...(window === undefined ? {} : { window }),
    ...(peak === 0 ? {} : { peak }),
    ...(compactions === 0 ? {} : { compactions }),
    ...(told && sum.microUsd > 0 ? { source: "agent" } : {}),
    ...(payer === "subscription" ? { payer } : {}),
    ...(ending === undefined ? {} : { final: true }),
    ...(throttled === 0 ? {} : { throttled }),
    ...(windows.length === 0 ? {} : { quotas: windows }),
  };
};
