import { createHash } from "node:crypto";
import type { Oid } from "../../core/evidence.ts";
import { costOf, priceOf, pricesOf } from "../../core/prices.ts";
import type { AttemptResult } from "../../core/result.ts";
import { enough } from "../../core/route/choose.ts";
import { kindOf } from "../../core/route/kind.ts";
import type { Usage } from "../../core/usage.ts";
import { printResult } from "../../store/result.ts";
import { slug } from "../../store/slug.ts";

type Worker = { readonly agent: string; readonly model: string; readonly usage: Usage };

const quick: Worker = {
  agent: "quick",
  model: "claude-haiku-5-5",
  usage: { input: 6000, cacheWrite: 9000, cacheRead: 40_000, output: 1400 },
};
const careful: Worker = {
  agent: "careful",
  model: "claude-sonnet-5-5",
  usage: { input: 3000, cacheWrite: 4000, cacheRead: 30_000, output: 500 },
};
const best: Worker = {
  agent: "careful",
  model: "claude-opus-5-5",
  usage: { input: 8000, cacheWrite: 9000, cacheRead: 60_000, output: 1600 },
};

/** Work that landed before the demonstration begins, and who had to be asked until it did. */
const earlier: readonly (readonly [title: string, ...workers: readonly Worker[]])[] = [
  ["Count words", quick],
  ["Offer snake_case", quick],
  ["Make titles", quick],
  ["Hyphenate words", quick, careful],
  ["Trim blanks", quick],
  ["Reverse a text", quick],
  ["Repeat a text", quick],
  ["Justify a paragraph", quick, careful],
  ["Pad on the left", quick],
  ["Pad on the right", quick],
  ["Guess the plural", quick, careful],
  ["Centre a line", quick],
  ["Strip punctuation", quick],
  ["Break a paragraph into even lines", quick, careful, best],
  ["Count lines", quick],
  ["Spell a number", quick, careful],
  ["Swap cases", quick],
  ["Number the lines", quick],
  ["Compare two texts", quick, careful],
  ["Find the longest word", quick],
  ["Sort words", quick],
  ["Find palindromes", quick, careful],
  ["Drop repeated words", quick],
  ["Make acronyms", quick],
];

/** A task that landed before the demonstration begins: who worked on it in turn, the last of them to a proof. */
export type Earlier = { readonly id: string; readonly title: string; readonly workers: readonly Worker[] };

/** The past that is written for the demonstration, oldest first. */
export const earlierTasks: readonly Earlier[] = earlier.map(([title, ...workers]) => ({
  id: slug(title),
  title,
  workers,
}));

/** How many attempts the past has: each teaches something. */
export const pastOutcomes = earlierTasks.reduce((sum, { workers }) => sum + workers.length, 0);

const hour = 3_600_000;

/** When a landing of the past was: one an hour, the last of them a day ago. */
export const momentOf = (at: number, now: number): number => now - (24 + earlierTasks.length - at) * hour;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const rejected = {
  kind: "rejected",
  why: "Rejected by 1 of 2 checks: tests",
} as const;

/** What git made of the work that landed. */
export type Landed = { readonly base: Oid; readonly head: Oid; readonly tree: Oid };

type Telling = {
  /** The command that tests the library. */
  readonly test: string;
  /** How many outcomes there were before this task. */
  readonly known: number;
  /** When it landed. */
  readonly at: number;
} & Landed;

const costsOf = ({ model, usage }: Worker, at: number): AttemptResult["cost"] => {
  const price = priceOf(model, at);
  return {
    usd: price === undefined ? 0 : costOf(price, usage) / 1e6,
    source: `list prices of ${pricesOf}, of a past that was written for the demonstration`,
    notional: true,
  };
};

const resultOf = (
  { id, title, workers }: Earlier,
  n: number,
  { test, known, at, base, head, tree }: Telling,
): Omit<AttemptResult, "previous"> => {
  const worker = workers[n - 1] ?? quick;
  const endedAt = at - (workers.length - n) * 60_000;
  const kind = kindOf({ labels: [], touches: [], title });
  const isDone = n === workers.length;
  const seen = known + n - 1;
  return {
    task: id,
    attempt: n,
    title,
    agent: worker.agent,
    outcome: isDone ? "done" : "failed",
    startedAt: endedAt - 40_000,
    endedAt,
    base,
    ...(isDone ? { head, tree } : { failure: rejected }),
    checks: isDone
      ? [{ name: "tests", command: test, outcome: "passed", exit: 0, seconds: 0.3, digest: sha256(title) }]
      : [],
    judgesChanged: [],
    cost: costsOf(worker, at),
    model: worker.model,
    usage: worker.usage,
    ...(seen < enough
      ? {
          choice: {
            by: "ladder",
            kind,
            why: `too little data (${seen} of ${enough} outcomes): the ladder decides`,
          },
        }
      : {}),
  };
};

const confession =
  "This result belongs to a past that was written for the demonstration: nobody worked on it.";

/** The result files of a task of the past, in the words of the product, each naming the one before it. */
export const resultsOf = (task: Earlier, telling: Telling): Readonly<Record<string, string>> => {
  const files: Record<string, string> = {};
  let previous: string | null = null;
  for (let n = 1; n <= task.workers.length; n += 1) {
    const text: string = printResult({ ...resultOf(task, n, telling), previous }, [confession]);
    files[`results/${task.id}/${n}.md`] = text;
    previous = sha256(text);
  }
  return files;
};
