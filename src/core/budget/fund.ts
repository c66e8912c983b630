import { isAtWork } from "./time.ts";
import type { Attempt } from "../attempt.ts";
import type { Config } from "../config.ts";
import { charged } from "../meter.ts";
import type { State } from "../state.ts";
import type { Task } from "../task.ts";
import { countedTokens } from "../usage.ts";
import { worth } from "../meter.ts";
import { nothing, plus, type Amounts } from "./amounts.ts";
import { limitOf } from "./bounds.ts";
import { budgetsOf, isOver, overName, type Budget, type Piece } from "./budget.ts";
import { usedBy } from "./used.ts";
import { windowOf } from "./window.ts";

/** How a budget stands: what of it is used, what those in motion may still use, and when it begins anew. */
export type Fund = {
  readonly budget: Budget;
  readonly used: Amounts;
  readonly reserved: Amounts;
  /** When it began; missing for what is counted in all, and while no engine has told the day. */
  readonly from?: number;
  /** Midnight or Monday; missing for what is counted in all, and while no engine has told the day. */
  readonly until?: number;
};

/** A task's piece of work, by an agent with a model. */
export const pieceOf = (
  task: Pick<Task, "labels" | "milestone"> | undefined,
  { agent, model }: { readonly agent: string; readonly model?: string | undefined },
): Piece => ({
  agent,
  labels: task?.labels ?? [],
  ...(model === undefined ? {} : { model }),
  ...(task?.milestone === undefined ? {} : { milestone: task.milestone }),
});

/** Whether its agent is still to work, or may be told to go on. */
export const mayWork = (attempt: Attempt): boolean => {
  const { phase } = attempt.step;
  return (
    isAtWork(attempt) ||
    phase === "preparing" ||
    phase === "taking" ||
    phase === "taken" ||
    phase === "giving"
  );
};

const reservedUsd = (
  { meter }: Attempt,
  most: number | undefined,
  { countSubscriptions }: Pick<Config, "countSubscriptions">,
): number => {
  if (most === undefined) return 0;
  if (meter?.payer === "subscription" && !countSubscriptions) return 0;
  const used = meter === undefined ? 0 : countSubscriptions ? worth(meter) : charged(meter);
  return Math.max(0, most - used);
};

/**
 * What an attempt may still use: kept free for it. An attempt whose work is over keeps nothing: what its last turn used is told
 * then, and may be a turn more than was known.
 */
export const reservedBy = (attempt: Attempt, config: Pick<Config, "countSubscriptions">): Amounts => {
  if (!mayWork(attempt)) return nothing;
  const { meter, worked = 0 } = attempt;
  const { microUsd, tokens, ms = 0 } = limitOf(attempt);
  const counted = meter === undefined ? 0 : countedTokens(meter.usage);
  return {
    microUsd: reservedUsd(attempt, microUsd, config),
    tokens: tokens === undefined ? 0 : Math.max(0, tokens - counted),
    ms: Math.max(0, ms - worked),
  };
};

const standing = (
  fleet: State["fleet"],
  { budget, reserved }: Pick<Fund, "budget" | "reserved">,
  now: number,
): Fund => {
  const window = windowOf(fleet, budget.per, now);
  const isCounted = budget.per === "all" || window !== undefined;
  return {
    budget,
    used: isCounted ? usedBy(fleet.used, budget.per, overName(budget.over)) : nothing,
    reserved,
    ...(window === undefined ? {} : { from: window.from, until: window.until }),
  };
};

/** What is used of every budget, whatever is reserved: that is quickly told. */
export const usedOf = (fleet: State["fleet"], now: number): readonly Fund[] =>
  budgetsOf(fleet.config).map((budget) => standing(fleet, { budget, reserved: nothing }, now));

/** How every budget stands now. */
export const fundsOf = (state: State, now: number): readonly Fund[] => {
  const { fleet, attempts, tasks } = state;
  const holding = [...attempts.values()].map((attempt) => ({
    piece: pieceOf(tasks.get(attempt.task), {
      agent: attempt.spec.agent,
      model: attempt.spec.terms?.model,
    }),
    reserved: reservedBy(attempt, fleet.config),
  }));
  return budgetsOf(fleet.config).map((budget) => {
    const reserved = holding.reduce(
      (sum, { piece, reserved: kept }) => (isOver(budget, piece) ? plus(sum, kept) : sum),
      nothing,
    );
    return standing(fleet, { budget, reserved }, now);
  });
};
