import { costsOf, type Cost, type Costs } from "../../../views/costs.ts";
import { usdText } from "../../../core/sums.ts";
import { budgetLine } from "../../../views/budget-lines.ts";
import { besideDay, budgetRows, type BudgetRow } from "../../../views/budgets.ts";
import { dayLine } from "../../../views/money.ts";
import type { Quality } from "../../../views/quality.ts";
import { dayOf as moneyOf } from "../../../core/spending.ts";
import type { NoOptions, Spec } from "../command.ts";
import { styled, type Line, type Span } from "../text/line.ts";
import { table } from "../text/table.ts";
import { dayOf } from "../when.ts";

const columns = [
  { name: "", least: 8, yields: 0 },
  { name: "cost", least: 8, yields: 0 },
  { name: "attempts", least: 4, yields: 1 },
  { name: "turns", least: 4, yields: 2 },
  { name: "tokens in", least: 6, yields: 4 },
  { name: "from cache", least: 6, yields: 5 },
  { name: "out", least: 4, yields: 3 },
];

/** What it cost, and what it would have cost beside that. */
const sum = ({ usd, notional, exact }: Cost): string => {
  const charged = `${exact ? "" : "≤ "}${usdText(usd)}`;
  return notional === 0 ? charged : `${charged} (+${usdText(notional)})`;
};

const row = (cost: Cost): Span[] => {
  const { name, attempts, turns, usage } = cost;
  return [
    `  ${name}`,
    sum(cost),
    String(attempts),
    String(turns),
    String(usage.input + usage.cacheWrite + usage.cacheRead),
    String(usage.cacheRead),
    String(usage.output),
  ];
};

const section = (title: string, costs: readonly Cost[], width: number): Line[] => [
  "",
  [styled(title, "strong")],
  ...table(columns, costs.map(row), width),
];

const qualityLine = ({ model, proved, attempted, worse }: Quality): Line => [
  `  ${model}  ${proved} of ${attempted} proved (${Math.round((100 * proved) / attempted)} %)`,
  ...(worse.length === 0 ? [] : [styled("  worse than it was", "bad")]),
];

const qualityLines = (quality: readonly Quality[]): Line[] =>
  quality.length === 0 ? [] : ["", [styled("Quality by model", "strong")], ...quality.map(qualityLine)];

const screen = (costs: Costs, today: string, width: number): Line[] =>
  costs.total.attempts === 0
    ? [`Nothing was spent here so far: ${today}.`, ...qualityLines(costs.quality)]
    : [
        `${usdText(costs.total.usd)} in all; ${today}.`,
        ...section("By day", costs.days, width),
        ...section("By task", costs.tasks, width),
        ...section("By agent", costs.agents, width),
        ...section("By model", costs.models, width),
        ...(costs.total.notional === 0
          ? []
          : ["", "(+…): what the work of subscriptions would have cost; nobody was charged for it."]),
        ...qualityLines(costs.quality),
        ...(costs.total.exact
          ? []
          : ["", "≤: turns that were cut off are counted at their most, or a price is not known."]),
      ];

/** The day's own line is at the top. */
const budgetLines = (budgets: readonly BudgetRow[], now: number): Line[] => {
  const some = besideDay(budgets);
  return some.length === 0
    ? []
    : ["", [styled("Budgets", "strong")], ...some.map((row): Line => `  ${budgetLine(row, now)}`)];
};

/** `traffic costs`: what was spent, by day, task, agent and model. */
export const costs: Spec<NoOptions> = {
  define: (command) => command,
  examples: [
    ["traffic costs", "what was spent, by day, task, agent and model, and what each model is worth"],
    ["traffic costs --json | jq .total.usd", "for scripts"],
  ],
  run: async ({ doors, page }) => {
    const { state, now } = await (await doors()).learned();
    const found = costsOf(state, now, dayOf);
    const budgets = budgetRows(state, now);
    const lines = [...screen(found, dayLine(moneyOf(state, now)), page.width), ...budgetLines(budgets, now)];
    return { schema: "costs", json: { ...found, budgets }, lines };
  },
};
