import type { Attempt } from "../core/attempt.ts";
import { units } from "../core/budget/amounts.ts";
import { lessened, type Bound } from "../core/budget/bounds.ts";
import { amountText, budgetName } from "./budget-words.ts";
import { count, list } from "./words.ts";

const cause = (by: Bound): string => {
  if (by.kind === "turns") return "turns in traffic.yaml were lowered";
  if (by.kind === "own") return "a limit of its task or agent was lowered";
  const { budget } = by;
  const unit = units.find((one) => budget.limit[one] !== undefined) ?? "microUsd";
  return `${budgetName(budget, unit)} is ${amountText(unit, budget.limit[unit] ?? 0)} now`;
};

/** What an attempt may use since a limit was changed while it was in motion, and why. */
export const boundsText = (attempt: Pick<Attempt, "spec" | "bounds">): string => {
  const { by } = attempt.bounds ?? {};
  const limit = lessened(attempt);
  if (by === undefined) return "may use all again that it began with";
  const sums = units.flatMap((unit) =>
    limit[unit] === undefined ? [] : [amountText(unit, Math.max(0, limit[unit]))],
  );
  const turns = limit.turns === undefined ? [] : [count(limit.turns, "turn")];
  const from = attempt.spec.terms === undefined ? "from now on" : "from its next turn on";
  return `may use at most ${list([...sums, ...turns])} in all ${from}: ${cause(by)}`;
};
