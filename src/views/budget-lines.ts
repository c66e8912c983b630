import type { Unit } from "../core/budget/amounts.ts";
import type { Warning } from "../core/budget/forecast.ts";
import type { RunOut } from "../core/budget/run-out.ts";
import { amountText, budgetKey, budgetName } from "./budget-words.ts";
import { duration, roughly } from "./duration.ts";
import type { BudgetRow } from "./budgets.ts";
import { quotaName } from "./quota-words.ts";
import { outageText } from "./outage-words.ts";
import type { Limited } from "./limited.ts";

/** When it is used up, as surely as its paces say. */
const pace = ({ soonest, hit, latest }: Partial<RunOut>, now: number): string => {
  const first = soonest ?? hit;
  if (first === undefined) return "";
  if (first <= now) return ", used up";
  const earliest = `${roughly(first - now)} at the earliest`;
  if (hit === undefined) return `, used up in ${earliest}, if at all`;
  if (latest !== undefined)
    return `, used up in ${roughly(first - now)} to ${roughly(latest - now)} at this pace`;
  const about = `, used up in about ${roughly(hit - now)} at this pace`;
  return soonest === undefined ? about : `${about}, ${earliest}`;
};

/** What is used of a limit: of what is said once. */
const shareText = (unit: Unit, used: number, limit: number): string =>
  `${amountText(unit, used).replace(/ (?:of work|tokens)$/, "")} of ${amountText(unit, limit)}`;

/** What a person is warned of, once, while there is time. */
export const warningText = (warning: Warning, at: number): string => {
  const { budget, unit, used } = warning;
  const of = shareText(unit, used, budget.limit[unit] ?? 0);
  return `${budgetName(budget, unit)} is running out: ${of}${pace(warning, at)}; ${budgetKey(budget, unit)} raises it`;
};

/** How a budget stands and goes on, in one line. */
export const budgetLine = (row: BudgetRow, now: number): string => {
  const { name, unit, used, reserved, limit } = row;
  const kept = reserved === 0 ? "" : `, ${amountText(unit, reserved)} reserved`;
  return `${name}: ${shareText(unit, used, limit)}${kept}${pace(row, now)}`;
};

/** How a service or a window of rate limits stands, or how many may work with a model, in one line. */
export const limitedLine = (limited: Limited, now: number): string => {
  if (limited.kind === "pace") return `${limited.model}: ${limited.most} at a time for now`;
  if (limited.kind === "outage") return outageText(limited, now);
  const { account, quota } = limited;
  const used = quota.used === undefined ? "" : ` ${Math.round(100 * quota.used)} % used`;
  const shut = (quota.shutUntil ?? 0) > now ? `, shut for ${duration((quota.shutUntil ?? 0) - now)}` : "";
  return `${quotaName(quota)} of ${account}:${used || " seen"}${shut}`;
};
