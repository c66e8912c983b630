import { fundsOf, type Fund } from "../../../core/budget/fund.ts";
import type { Unit } from "../../../core/budget/amounts.ts";
import { amountText, budgetName } from "../../../views/budget-words.ts";
import { limitedLine } from "../../../views/budget-lines.ts";
import { limitedIn, type Limited } from "../../../views/limited.ts";
import type { Box } from "../compose/block.ts";
import { gauge } from "../compose/gauge.ts";
import { row, type Row } from "../compose/span.ts";
import { newMemo, verySlowly } from "../screen/memo.ts";
import type { Pane } from "../screen/screen.ts";
import type { View } from "../screen/view.ts";

const memo = newMemo<readonly Fund[]>();

const funds = ({ scene: { state, now } }: View): readonly Fund[] =>
  memo([state, verySlowly(now)], () => fundsOf(state, now));

const limitedMemo = newMemo<readonly Limited[]>();

const limited = ({ scene: { state, now } }: View): readonly Limited[] =>
  limitedMemo([state, verySlowly(now)], () => limitedIn(state, now));

/** How many rows the limits need. */
export const limitsCount = (view: View): number =>
  funds(view).reduce((sum, { budget }) => sum + Object.keys(budget.limit).length, limited(view).length);

const gaugesOf = (view: View, { budget, used, reserved }: Fund, width: number): readonly Row[] =>
  Object.entries(budget.limit).map(([name, most]) => {
    const unit = name as Unit;
    const value = most === 0 ? 0 : (used[unit] + reserved[unit]) / most;
    const text = `${amountText(unit, used[unit])} of ${amountText(unit, most)}`;
    const label = budgetName(budget, unit).replace(/^the budget of /, "");
    return gauge(view.look, { label, value, text }, { width, label: Math.min(26, Math.floor(width / 3)) });
  });

/** What a service lets the fleet do; what it keeps from it stands out. */
const limitedRow = ({ scene: { now } }: View, one: Limited): Row => {
  const isShut = one.kind !== "quota" || (one.quota.shutUntil ?? 0) > now;
  return row([limitedLine(one, now), isShut ? "warn" : "plain"]);
};

/** Every budget with what is used and kept free of it, and what services let the fleet do. */
export const limitsPane = (view: View, box: Box): Pane => ({
  name: "limits",
  box,
  title: "Limits",
  body: ({ width }) => [
    ...funds(view).flatMap((fund) => gaugesOf(view, fund, width)),
    ...limited(view).map((one) => limitedRow(view, one)),
  ],
});
