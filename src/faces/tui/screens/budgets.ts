import { costsOf, type Cost, type Costs } from "../../../views/costs.ts";
import { spendOf, type Spend } from "../../../views/spend.ts";
import { clockTime, dayOf } from "../../cli/when.ts";
import { countedTokens } from "../../../core/usage.ts";
import { bands, columns, whole, widthClass } from "../compose/boxes.ts";
import type { Box, Size } from "../compose/block.ts";
import { row, span, type Row } from "../compose/span.ts";
import { gridOf, tableHead, tableRow, type Column } from "../compose/table.ts";
import { newMemo, verySlowly } from "../screen/memo.ts";
import type { Pane, Screen } from "../screen/screen.ts";
import type { View } from "../screen/view.ts";
import { budgetPane, capacityPane, flowPane } from "./gauges.ts";
import { limitsCount, limitsPane } from "./limits.ts";
import { listPane } from "./list-rows.ts";
import { spendPlot } from "./spend-plot.ts";
import { cents, shortCount } from "./words.ts";
import { newPlace } from "../screen/ui.ts";

const tick = ({ scene }: View): readonly unknown[] => [scene.state, verySlowly(scene.now)];

const costsMemo = newMemo<Costs>();
const costs = (view: View): Costs =>
  costsMemo(tick(view), () => costsOf(view.scene.state, view.scene.now, dayOf));

const spendMemo = newMemo<Spend | undefined>();
const spend = (view: View): Spend | undefined =>
  spendMemo(tick(view), () => spendOf(view.scene.state, view.scene.now));

const tableColumns = (name: string): readonly Column[] => [
  { name, width: 10, grows: true, yields: 0 },
  { name: "tries", width: 5, align: "right", yields: 2 },
  { name: "tokens", width: 6, align: "right", yields: 1 },
  { name: "cost", width: 9, align: "right", yields: 0 },
];

const costRow = (cost: Cost, grid: ReturnType<typeof gridOf>, name: string): Row => {
  const { usage } = cost;
  return tableRow(grid, {
    [name]: cost.name,
    tries: span(String(cost.attempts), "dim"),
    tokens: span(shortCount(countedTokens(usage)), "dim"),
    cost: span(`${cost.exact ? "" : "~"}${cents(cost.usd * 1e6)}`),
  });
};

const costsPane = (box: Box, name: string, all: readonly Cost[]): Pane => ({
  name,
  box,
  title: `By ${name}`,
  body: ({ width, height }) => {
    const grid = gridOf(tableColumns(name), width);
    const rows = all.slice(0, Math.max(0, height - 1)).map((cost) => costRow(cost, grid, name));
    return all.length === 0 ? [row(["  nothing was paid for yet", "dim"])] : [tableHead(grid), ...rows];
  },
});

const tasksPane = (view: View, box: Box): Pane => {
  const all = costs(view).tasks;
  return listPane(view, {
    name: "costs",
    title: "By task, dearest first",
    box,
    list: {
      of: "task",
      count: all.length,
      idAt: (at) => all[at]?.name,
      indexOf: (id) => all.findIndex(({ name }) => name === id),
    },
    none: "nothing was paid for yet",
    line: (at, width) => {
      const cost = all[at];
      const grid = gridOf(tableColumns("task"), width);
      return cost === undefined ? [] : costRow(cost, grid, "task");
    },
  });
};

const forecastWords = (found: Spend, isNarrow: boolean): Row =>
  row(
    cents(found.points.at(-1)?.spent ?? 0),
    [` of ${cents(found.cap)}  `, "dim"],
    [isNarrow ? "" : `${cents(found.hourly)} an hour  `, "dim"],
    [`by midnight ${cents(found.forecast)}`, "busy"],
    found.exhausted === undefined
      ? ["  within the cap", "good"]
      : [`  ${isNarrow ? "cap" : "the cap is reached"} at ${clockTime(found.exhausted).slice(0, 5)}`, "warn"],
  );

const plotPane = (view: View, box: Box): Pane => {
  const found = spend(view);
  return {
    name: "spend",
    box,
    title: "Spent today",
    right: found === undefined ? [] : forecastWords(found, !isRoomy(box)),
    body: (size) =>
      found === undefined
        ? [row(["  no day has begun here: an engine has yet to run", "dim"])]
        : spendPlot(view, found, size),
  };
};

const isRoomy = (size: Size): boolean => widthClass(size) === "wide" || widthClass(size) === "huge";

/** Panes side by side, each with its share of the width. */
const beside = (
  box: Box,
  panes: readonly { readonly share: number; readonly pane: (box: Box) => Pane }[],
): readonly Pane[] => {
  const boxes = columns(box, panes);
  return panes.flatMap(({ pane }, at) => {
    const own = boxes[at];
    return own === undefined || own.width === 0 || own.height === 0 ? [] : [pane(own)];
  });
};

const gauges = (view: View): Parameters<typeof beside>[1] =>
  [budgetPane, capacityPane, flowPane].map((pane) => ({ share: 1, pane: (box) => pane(view, box) }));

const tables = (view: View, body: Size): Parameters<typeof beside>[1] => [
  { share: 2, pane: (box) => tasksPane(view, box) },
  { share: isRoomy(body) ? 1 : 0, pane: (box) => costsPane(box, "agent", costs(view).agents) },
  { share: 1, pane: (box) => costsPane(box, "model", costs(view).models) },
];

/** What is spent, by whom and on what; where it goes; and how much of the machine is taken. */
export const budgets: Screen = {
  name: "budgets",
  title: "Budgets",
  short: "Budget",
  digit: "5",
  hints: ["open", "next_pane", "zoom", "pause"],
  crumb: () => "budgets",
  deeper: (_, id) => newPlace("task", id),
  panes: (view, body) => {
    const limits = limitsCount(view);
    const heights = [
      { cells: isRoomy(body) ? 5 : 0 },
      { share: 1 },
      // One limit, the day's cap, is in the plot.
      { cells: limits < 2 ? 0 : Math.min(limits + 2, Math.floor(body.height / 4)) },
      { share: 1 },
    ];
    const [above, middle, limit, below] = bands(whole(body), heights);
    if (above === undefined || middle === undefined || limit === undefined || below === undefined) return [];
    return [
      ...beside(above, gauges(view)),
      plotPane(view, middle),
      ...(limit.height === 0 ? [] : [limitsPane(view, limit)]),
      ...beside(below, tables(view, body)),
    ];
  },
};
