import type { Unit } from "../core/budget/amounts.ts";
import type { Warning } from "../core/budget/forecast.ts";
import { amountText, budgetKey, budgetName } from "./budget-words.ts";
import { duration } from "./duration.ts";
import type { BudgetRow } from "./budgets.ts";
import { quotaName } from "./quota-words.ts";
import type { Limited } from "./limited.ts";

const pace = (hit: number | undefined, now: number): string =>
  hit === undefined ? "" : hit <= now ? ", used up" : `, used up in ${duration(hit - now)} at this pace`;

/** What is used of a limit: of what is said once. */
const shareText = (unit: Unit, used: number, limit: number): string =>
  `${amountText(unit, used).replace(/ (?:of work|tokens)$/, "")} of ${amountText(unit, limit)}`;

/** What a person is warned of, once, while there is time. */
export const warningText = ({ budget, unit, used, hit }: Warning, at: number): string => {
  const limit = budget.limit[unit] ?? 0;
  const of = shareText(unit, used, limit);
  return `${budgetName(budget, unit)} is nearly used up: ${of}${pace(hit, at)}; ${budgetKey(budget, unit)} raises it`;
};

/** How a budget stands and goes on, in one line. */
export const budgetLine = ({ name, unit, used, reserved, limit, hit }: BudgetRow, now: number): string => {
  const kept = reserved === 0 ? "" : `, ${amountText(unit, reserved)} reserved`;
  return `${name}: ${shareText(unit, used, limit)}${kept}${pace(hit, now)}`;
};

/** How a window of rate limits stands, or how many may work with a model, in one line. */
export const limitedLine = (limited: Limited, now: number): string => {
  if (limited.kind === "pace") return `${limited.model}: ${limited.most} at a time for now`;
  const { account, quota } = limited;
  const used = quota.used === undefined ? "" : ` ${Math.round(100 * quota.used)} % used`;
  const shut = (quota.shutUntil ?? 0) > now ? `, shut for ${duration((quota.shutUntil ?? 0) - now)}` : "";
  return `${quotaName(quota)} of ${account}:${used || " seen"}${shut}`;
};
