import type { Terms } from "../core/attempt.ts";
import { isExact, worth, type Meter } from "../core/meter.ts";
import { units } from "../core/budget/amounts.ts";
import { isOver, type Per } from "../core/budget/budget.ts";
import type { Shortage } from "../core/budget/claim.ts";
import { pieceOf, reservedBy } from "../core/budget/fund.ts";
import { moneyGate, purseOf, type Day, type MoneyGate, type Purse } from "../core/spending.ts";
import type { State } from "../core/state.ts";
import type { Task } from "../core/task.ts";
import { dollars, tokensText } from "../core/sums.ts";
import { amountText, budgetKey, budgetName } from "./budget-words.ts";
import { until } from "./duration.ts";
import { outageText } from "./outage-words.ts";
import { quotaName } from "./quota-words.ts";
import { count, list } from "./words.ts";

/** What was spent, never told as less than it is: what was cut off may have cost more than is known. */
const costText = (meter: Meter): string => {
  const sum = isExact(meter) ? dollars(worth(meter)) : `at least ${dollars(meter.microUsd)}`;
  return meter.payer === "subscription" ? `${sum} of a subscription` : sum;
};

/** An attempt's turns, cost and how full its model is, in one line. */
export const meterText = (meter: Meter): string => {
  const { turns, context, window } = meter;
  const fill = window === undefined ? "" : `, context ${Math.round((100 * context) / window)} %`;
  return `${count(turns, "turn")}, ${costText(meter)}${fill}`;
};

/** What an attempt may use. */
export const limitText = ({ microUsd, tokens, turns }: Terms): string =>
  [
    microUsd === undefined ? "no limit in dollars" : dollars(microUsd),
    ...(tokens === undefined ? [] : [tokensText(tokens)]),
    count(turns, "turn"),
  ].join(", ");

const holders = (state: State, { fund: { budget } }: Shortage): string => {
  const keys = [...state.attempts.values()]
    .filter(({ task, spec: { agent, terms } }) =>
      isOver(budget, pieceOf(state.tasks.get(task), { agent, model: terms?.model })),
    )
    .filter((attempt) => units.some((unit) => reservedBy(attempt, state.fleet.config)[unit] > 0))
    .map(({ key }) => key);
  return keys.length === 0 ? "" : ` for ${list(keys)}`;
};

const ends: Readonly<Record<Per, string>> = { all: "", day: "midnight", week: "Monday" };

/** Until when a budget has no room: a moment, or that somebody does something. */
const untilText = (state: State, { fund, unit }: Shortage, now: number): string => {
  const { budget, until: end } = fund;
  const { timeZone } = state.fleet.config;
  const isHeld = fund.reserved[unit] > 0;
  if (end !== undefined)
    return `${isHeld ? "until those end, or " : ""}until ${ends[budget.per]}${timeZone === undefined ? "" : ` in ${timeZone}`}, ${until(end, now)}`;
  if (budget.per !== "all") return `the next run begins a ${budget.per}`;
  return isHeld ? "until those end" : `until ${budgetKey(budget, unit)} is raised`;
};

/** Why a budget has no room for a task, and until when. */
const shortageText = (state: State, shortage: Shortage, now: number): string => {
  const { fund, unit, wanted } = shortage;
  const { budget, used, reserved } = fund;
  const sum = (amount: number): string => amountText(unit, amount);
  const spent = unit === "microUsd" ? "spent" : "used";
  const kept = `${sum(used[unit])} ${spent}, ${sum(reserved[unit])} reserved${holders(state, shortage)}`;
  const name = `${budgetName(budget, unit)} of ${sum(budget.limit[unit] ?? 0)}`;
  return `it wants ${sum(wanted)}, and ${name} has no room (${kept}), ${untilText(state, shortage, now)}`;
};

/** What keeps a ready task waiting, in words. */
export const gateText = (state: State, gate: MoneyGate, now: number): string => {
  switch (gate.kind) {
    case "agreement":
      return "nobody has agreed to its cost yet: traffic run asks";
    case "budget":
      return shortageText(state, gate, now);
    case "quota":
      return `${quotaName(gate.quota)} of ${gate.account} is used up; it begins anew ${until(gate.quota.shutUntil, now)}`;
    case "outage":
      return outageText(gate, now);
    case "pace":
      return `the service refuses more at once: ${gate.most} at a time work with ${gate.model} for now`;
  }
};

/** What of a purse keeps a ready task waiting, in words; undefined when nothing does. */
export const purseReason = (
  state: State,
  task: Task,
  { purse, now }: { readonly purse: Purse; readonly now: number },
): string | undefined => {
  const gate = moneyGate(state, task, purse);
  return gate && gateText(state, gate, now);
};

/** What of its budgets keeps a ready task waiting, in words; undefined when nothing does. */
export const moneyReason = (state: State, task: Task, now: number): string | undefined =>
  purseReason(state, task, { purse: purseOf(state, now), now });

/** How the day's money stands, in one line. */
export const dayLine = ({ spent, reserved, cap }: Day): string => {
  const kept = reserved === 0 ? "" : `, ${dollars(reserved)} reserved`;
  return `${dollars(spent)} of ${dollars(cap)} spent today${kept}`;
};
