import type { Unit } from "../core/budget/amounts.ts";
import type { Budget, Per } from "../core/budget/budget.ts";
import { dollars, tokensText } from "../core/sums.ts";
import { duration } from "./duration.ts";

/** So much of something that a budget limits. */
export const amountText = (unit: Unit, amount: number): string => {
  switch (unit) {
    case "microUsd":
      return dollars(amount);
    case "tokens":
      return tokensText(amount);
    case "ms":
      return `${duration(amount)} of work`;
  }
};

const whens: Readonly<Record<Per, string>> = { all: "", day: " today", week: " this week" };
const fleets: Readonly<Record<Per, string>> = {
  all: "the fleet's budget",
  day: "today's budget",
  week: "this week's budget",
};

/** Whose budget it is, and for when. */
export const budgetName = ({ over, per }: Budget, unit: Unit): string => {
  if (over.kind === "fleet") return per === "day" && unit === "microUsd" ? "today's cap" : fleets[per];
  if (over.kind === "task") return "the task's budget";
  return `the budget of ${over.kind} ${over.name}${whens[per]}`;
};

const keys: Readonly<Record<Unit, string>> = { microUsd: "usd", tokens: "tokens", ms: "minutes" };

/** Where a budget is written: in `traffic.yaml`, unless a roadmap is named. */
export const budgetKey = ({ over, per, file }: Budget, unit: Unit): string => {
  if (over.kind === "fleet" && per === "day" && unit === "microUsd") return "caps.day_usd";
  if (over.kind === "fleet") return `budgets.${per === "all" ? "fleet" : per}.${keys[unit]}`;
  if (over.kind === "task") return `budgets.task.${keys[unit]}`;
  return file === undefined
    ? `budgets.${over.kind}s.${over.name}.${keys[unit]}`
    : `budgets.${over.name.slice(over.name.indexOf("#") + 1)}.${keys[unit]} in ${file}`;
};
