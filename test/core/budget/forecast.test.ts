import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nothing } from "../../../src/core/budget/amounts.ts";
import type { Budget } from "../../../src/core/budget/budget.ts";
import { addLately, hourly, type Lately } from "../../../src/core/budget/lately.ts";
import { defaultConfig } from "../../../src/core/config.ts";
import { judge } from "../../../src/core/judge.ts";
import { emptyMeter, type Meter } from "../../../src/core/meter.ts";
import { agreementOf } from "../../../src/core/agreement.ts";
import type { Task } from "../../../src/core/task.ts";
import { budgetRows } from "../../../src/views/budgets.ts";
import { eventLine } from "../../../src/views/event-line.ts";
import { grow, type Grown, start } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";

const [minute, hour] = [60_000, 3_600_000];

const week = { from: start - hour, until: start + 100 * hour };

const paid = (id: string): Task => {
  const { command: _, ...task } = makeTask(id, { agent: "builtin", labels: ["x"] });
  return task;
};

const fleet = (dayUsd: number, budgets: readonly Budget[] = []): Grown => {
  const config = { ...defaultConfig, caps: { taskUsd: 100, dayUsd }, budgets };
  const grown = grow(paid("a")).fold(
    { kind: "config.changed", config },
    { kind: "day.began", from: start - hour, until: start + 12 * hour, week },
  );
  return grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) }).schedule();
};

/** The attempt has spent so much by a moment, and the fleet decides. */
const spend = (grown: Grown, microUsd: number, at: number): Grown => {
  const meter: Meter = { ...emptyMeter("claude-haiku-5-5", { window: 1 }), microUsd, turns: microUsd };
  grown.now = at;
  const report = { attempt: "a@1", turn: 0, kind: "metered", meter } as const;
  return grown.fold(...judge(grown.state, { kind: "report", report }, grown.now)).schedule();
};

const warnings = ({ events }: Grown) =>
  events.flatMap(({ event }) => (event.kind === "budget.near" ? [event.warning] : []));

describe("a person is warned of a budget", () => {
  test("once, when four fifths of it are used, and again in the next day", () => {
    const grown = fleet(10);
    for (const [at, usd] of [1, 3, 5, 7, 8, 9].entries()) spend(grown, usd * 1e6, start + at * hour);
    expect(warnings(grown).map(({ used }) => used)).toEqual([8e6]);
    grown.fold({ kind: "day.began", from: start + 12 * hour, until: start + 36 * hour });
    spend(grown, 17.5e6, start + 13 * hour);
    expect(warnings(grown).map(({ used }) => used)).toEqual([8e6, 8.5e6]);
  });

  test("half an hour ahead at this pace", () => {
    const grown = fleet(20);
    spend(grown, 1e6, start + minute);
    expect(warnings(grown)).toEqual([]);
    spend(grown, 7e6, start + 15 * minute);
    const [warning] = warnings(grown);
    expect((warning?.hit ?? 0) - grown.now).toBeLessThan(30 * minute);
    const told = grown.events.findLast(({ event }) => event.kind === "budget.near");
    const line = told && eventLine(told, grown.state);
    expect(line?.text).toMatch(/^today's cap is nearly used up: \$7\.00 of \$20\.00, used up in \d+ min/);
    expect(line?.text).toContain("caps.day_usd raises it");
  });

  test("of one in all again once it was raised", () => {
    const over = { kind: "label", name: "x" } as const;
    const label = (usd: number): Budget => ({ over, per: "all", limit: { microUsd: usd * 1e6 } });
    const grown = fleet(1000, [label(10)]);
    spend(grown, 9e6, start + hour);
    const config = { ...grown.state.fleet.config, budgets: [label(20)] };
    grown.fold({ kind: "config.changed", config });
    spend(grown, 10e6, start + 8 * hour);
    expect(warnings(grown)).toHaveLength(1);
    spend(grown, 17e6, start + 11 * hour);
    expect(warnings(grown).map(({ used }) => used)).toEqual([9e6, 17e6]);
  });
});

test("rows tell how each limit stands, and when it is used up at this pace", () => {
  const budget: Budget = { over: { kind: "fleet" }, per: "week", limit: { microUsd: 100e6, tokens: 5e6 } };
  const grown = fleet(20, [budget]);
  spend(grown, 4e6, start + hour);
  const rows = budgetRows(grown.state, start + hour + minute);
  expect(rows.map(({ key, used, hit }) => [key, used, hit === undefined])).toEqual([
    ["caps.day_usd", 4e6, false],
    ["budgets.week.usd", 4e6, false],
    ["budgets.week.tokens", 0, true],
  ]);
});

test("an hour's pace: nothing is invented, nothing of the last hour is left out, and it fades", () => {
  const uses = fc.array(fc.record({ wait: fc.nat(40 * minute), usd: fc.nat(1e6) }), { maxLength: 30 });
  const law = fc.property(uses, (uses) => {
    let [at, lately] = [0, undefined as Lately | undefined];
    const all: { at: number; usd: number }[] = [];
    for (const { wait, usd } of uses) {
      at += wait;
      lately = addLately(lately, { names: ["fleet"], amounts: { ...nothing, microUsd: usd }, at });
      all.push({ at, usd });
      const pace = hourly(lately, "fleet", at).microUsd;
      const within = (span: number): number =>
        all.reduce((sum, one) => (one.at > at - span ? sum + one.usd : sum), 0);
      expect(pace).toBeLessThanOrEqual(6 * within(2 * hour) + 1);
      expect(hourly(lately, "fleet", at + 2 * hour).microUsd).toBe(0);
    }
  });
  fc.assert(law, { numRuns: 500 });
});
