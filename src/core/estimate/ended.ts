import type { Finding } from "../route/lesson.ts";
import type { TaskKind } from "../route/kind.ts";
import { tallyKey } from "../route/tally.ts";
import type { TaskId } from "../task.ts";
import { undoer } from "../undo.ts";

/** What is left of every attempt in git, by task. */
export type PastWork = ReadonlyMap<TaskId, readonly Finding[]>;

/** A task that was worked on until it was over: what it took in all. */
export type Ended = {
  /** Who worked on it, each with their model. */
  readonly by: readonly string[];
  readonly kind: TaskKind;
  readonly proved: boolean;
  readonly attempts: number;
  /** What it cost, in US dollars. */
  readonly usd: number;
  /** Nobody was charged that: a subscription paid. */
  readonly notional: boolean;
  /** From claims to ends, what lay between attempts left out. */
  readonly seconds: number;
  /** When the last attempt ended, in milliseconds since the epoch. */
  readonly at: number;
};

/** The name of somebody who works, with their model where there is one. */
export const workerKey = (agent: string, model = ""): string => tallyKey({ agent, model });

/** Whether somebody by such a name works with a model. */
export const isPaidWorker = (key: string): boolean => !key.endsWith("/");

/** What a task took that is over; undefined for one that nobody worked on, and for one that a person called off. */
export const endedOf = (results: readonly Finding[]): Ended | undefined => {
  // To take a landing back is no work at the task.
  const own = results.filter(({ agent }) => agent !== undoer);
  const inOrder = own.toSorted((a, b) => a.attempt - b.attempt);
  const last = inOrder.at(-1);
  if (last === undefined || last.outcome === "cancelled") return undefined;
  const sum = (of: (one: Finding) => number): number => inOrder.reduce((all, one) => all + of(one), 0);
  return {
    by: [...new Set(inOrder.map(({ agent, model }) => workerKey(agent, model)))],
    kind: last.kind,
    proved: last.outcome === "done",
    attempts: inOrder.length,
    usd: sum(({ usd }) => usd),
    notional:
      inOrder.every(({ usd, notional }) => usd === 0 || notional === true) &&
      inOrder.some(({ usd }) => usd > 0),
    seconds: sum(({ startedAt, endedAt }) => Math.max(0, endedAt - startedAt) / 1000),
    at: last.endedAt,
  };
};
