import { createHash } from "node:crypto";
import type { Oid } from "../../core/evidence.ts";
import { costOf, priceOf, pricesOf } from "../../core/prices.ts";
import type { AttemptResult } from "../../core/result.ts";
import { enough } from "../../core/route/choose.ts";
import { kindOf } from "../../core/route/kind.ts";
import type { Usage } from "../../core/usage.ts";
import { printResult } from "../../store/result.ts";
import { slug } from "../../store/slug.ts";

/** Work that landed before the demonstration begins; what was rejected at first was done by who takes over. */
const earlier: readonly (readonly [title: string, by: "quick" | "careful"])[] = [
  ["Count words", "quick"],
  ["Offer snake_case", "quick"],
  ["Make titles", "quick"],
  ["Trim blanks", "quick"],
  ["Reverse a text", "quick"],
  ["Hyphenate words", "careful"],
  ["Repeat a text", "quick"],
  ["Pad on the left", "quick"],
  ["Pad on the right", "quick"],
  ["Centre a line", "quick"],
  ["Strip punctuation", "quick"],
  ["Justify a paragraph", "careful"],
  ["Count lines", "quick"],
  ["Swap cases", "quick"],
  ["Number the lines", "quick"],
  ["Find the longest word", "quick"],
  ["Sort words", "quick"],
  ["Guess the plural", "careful"],
  ["Drop repeated words", "quick"],
  ["Indent a block", "quick"],
  ["Quote a text", "quick"],
  ["Join with commas", "quick"],
  ["Find palindromes", "quick"],
  ["Make acronyms", "quick"],
];

type Worker = { readonly agent: string; readonly model: string; readonly usage: Usage };

const quick: Worker = {
  agent: "quick",
  model: "claude-haiku-5-5",
  usage: { input: 6000, cacheWrite: 9000, cacheRead: 40_000, output: 1400 },
};
const careful: Worker = {
  agent: "careful",
  model: "claude-sonnet-5-5",
  usage: { input: 5000, cacheWrite: 8000, cacheRead: 50_000, output: 1600 },
};

/** An attempt of the past. */
type Trial = { readonly worker: Worker; readonly outcome: "done" | "failed" };

/** A task that landed before the demonstration begins. */
export type Earlier = { readonly id: string; readonly title: string; readonly trials: readonly Trial[] };

/** The past that is written for the demonstration, oldest first. */
export const earlierTasks: readonly Earlier[] = earlier.map(([title, by]) => ({
  id: slug(title),
  title,
  trials:
    by === "quick"
      ? [{ worker: quick, outcome: "done" }]
      : [
          { worker: quick, outcome: "failed" },
          { worker: careful, outcome: "done" },
        ],
}));

/** How many attempts the past has: each teaches something. */
export const pastOutcomes = earlierTasks.reduce((sum, { trials }) => sum + trials.length, 0);

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
  { id, title, trials }: Earlier,
  n: number,
  { test, known, at, base, head, tree }: Telling,
): Omit<AttemptResult, "previous"> => {
  const { worker, outcome } = trials[n - 1] ?? { worker: quick, outcome: "failed" };
  const endedAt = at - (trials.length - n) * 60_000;
  const kind = kindOf({ labels: [], touches: [], title });
  const isDone = outcome === "done";
  const seen = known + n - 1;
  return {
    task: id,
    attempt: n,
    title,
    agent: worker.agent,
    outcome,
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
  for (let n = 1; n <= task.trials.length; n += 1) {
    const text: string = printResult({ ...resultOf(task, n, telling), previous }, [confession]);
    files[`results/${task.id}/${n}.md`] = text;
    previous = sha256(text);
  }
  return files;
};
