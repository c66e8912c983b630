import type { FailureKind } from "../failure.ts";
import type { AttemptResult } from "../result.ts";
import type { TaskKind } from "./kind.ts";

/** What one attempt teaches about the agent and model that made it. */
export type Lesson = {
  readonly agent: string;
  readonly model: string;
  readonly kind: TaskKind;
  /** How often others had failed at the same task before: what is tried late is tried on hard tasks. */
  readonly depth: number;
  readonly proved: boolean;
  /** What it cost; missing where nobody knows. */
  readonly usd?: number;
  readonly seconds: number;
  /** When it ended. */
  readonly at: number;
};

/** What of a result file lessons are drawn from. */
export type Finding = Pick<AttemptResult, "attempt" | "agent" | "outcome" | "startedAt" | "endedAt"> & {
  /** Missing where none was paid: that teaches nothing of models. */
  readonly model?: string;
  readonly kind: TaskKind;
  readonly failure?: FailureKind;
  readonly usd: number;
  /** Nobody was charged what it cost. */
  readonly notional?: boolean;
};

/** Failures that a better model might not have had. Of the others nobody can tell whose they were. */
const verdicts: ReadonlySet<FailureKind> = new Set(["rejected", "context", "timeout", "budget"]);

/** Whether a failure says something about the model that worked. */
export const isVerdict = (failure: FailureKind): boolean => verdicts.has(failure);

const isFailed = ({ failure }: Finding): boolean => failure !== undefined && isVerdict(failure);

/** What the results of one task teach; what did not come to a verdict teaches nothing. */
export const lessonsOf = (results: readonly Finding[]): Lesson[] => {
  const lessons: Lesson[] = [];
  let depth = 0;
  for (const result of results.toSorted((a, b) => a.attempt - b.attempt)) {
    const { agent, model, kind, outcome, usd, startedAt, endedAt } = result;
    const proved = outcome === "done";
    if (model === undefined) continue;
    if (!proved && !isFailed(result)) continue;
    const seconds = Math.max(0, endedAt - startedAt) / 1000;
    const cost = usd > 0 ? { usd } : {};
    lessons.push({ agent, model, kind, depth, proved, ...cost, seconds, at: endedAt });
    if (!proved) depth += 1;
  }
  return lessons;
};
