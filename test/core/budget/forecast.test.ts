import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nothing } from "../../../src/core/budget/amounts.ts";
import type { Budget } from "../../../src/core/budget/budget.ts";
import type { Warning } from "../../../src/core/budget/forecast.ts";
import type { RunOut } from "../../../src/core/budget/run-out.ts";
import { addLately, hourly, type Lately } from "../../../src/core/budget/lately.ts";
import { defaultConfig } from "../../../src/core/config.ts";
import { judge } from "../../../src/core/judge.ts";
import { emptyMeter, type Meter } from "../../../src/core/meter.ts";
import { agreementOf } from "../../../src/core/agreement.ts";
import type { Task } from "../../../src/core/task.ts";
import { warningText } from "../../../src/views/budget-lines.ts";
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

type Steady = { readonly hourly: number; readonly hours: number; readonly spent?: number };

/** So much is spent an hour for so long, every six minutes. */
const steadily = (grown: Grown, { hourly, hours, spent = 0 }: Steady): void => {
  const from = grown.now;
  for (let turn = 1; turn <= hours * 10; turn += 1)
    spend(grown, spent + (turn * hourly) / 10, from + 6 * turn * minute);
};

const warnings = ({ events }: Grown) =>
  events.flatMap(({ event }) => (event.kind === "budget.near" ? [event.warning] : []));

describe("a person is warned of a budget", () => {
  test("once, an hour before it may be used up, and again in the next day", () => {
    const grown = fleet(20);
    steadily(grown, { hourly: 4e6, hours: 4.5 });
    const [warning] = warnings(grown);
    expect(warnings(grown)).toHaveLength(1);
    expect(warning?.used).toBeLessThan(15e6);
    expect(warning?.soonest).toBeLessThanOrEqual((warning?.hit ?? 0) - 20 * minute);
    grown.fold({ kind: "day.began", from: start + 12 * hour, until: start + 36 * hour });
    spend(grown, 37.5e6, start + 13 * hour);
    expect(warnings(grown).map(({ used }) => used)).toEqual([warning?.used, 19.5e6]);
  });

  test("by the pace of the day so far too, though less was used of late", () => {
    const grown = fleet(20);
    steadily(grown, { hourly: 4e6, hours: 3 });
    expect(warnings(grown)).toEqual([]);
    steadily(grown, { hourly: 1e6, hours: 7, spent: 12e6 });
    // At the last hour's pace alone: of what is left when $18.50 are used.
    expect(warnings(grown).map(({ used }) => used < 18e6)).toEqual([true]);
  });

  test("not of a day that is over before it is used up, however much of it is used", () => {
    const grown = fleet(20);
    steadily(grown, { hourly: 1.5e6, hours: 11.9 });
    expect(budgetRows(grown.state, grown.now)[0]?.used).toBeGreaterThan(17e6);
    expect(warnings(grown)).toEqual([]);
  });

  test("in words that say how sure it is", () => {
    const grown = fleet(20);
    spend(grown, 1e6, start + minute);
    expect(warnings(grown)).toEqual([]);
    spend(grown, 7e6, start + 30 * minute);
    const told = grown.events.findLast(({ event }) => event.kind === "budget.near");
    const line = told && eventLine(told, grown.state);
    expect(line?.text).toBe(
      "today's cap is running out: $7.00 of $20.00, used up in 35 min to 5 h 30 min at this pace; caps.day_usd raises it",
    );
    const text = (out: Partial<RunOut>): string => {
      const budget: Budget = { over: { kind: "fleet" }, per: "day", limit: { microUsd: 20e6 } };
      return warningText({ budget, unit: "microUsd", used: 7e6, ...out }, start);
    };
    expect(text({ soonest: start + hour, hit: start + 2 * hour })).toContain(
      "used up in about 2 h at this pace, 1 h at the earliest;",
    );
    expect(text({ soonest: start + hour })).toContain("used up in 1 h at the earliest, if at all;");
    // As a journal from before ranges has it.
    expect(text({ hit: start + 25 * minute })).toContain("used up in about 25 min at this pace;");
    expect(text({ soonest: start, hit: start, latest: start })).toContain("$7.00 of $20.00, used up;");
  });

  test("of what never begins anew once four fifths of it are used, and again once it was raised", () => {
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

type Use = { readonly wait: number; readonly usd: number };

const streams: fc.Arbitrary<Use[]> = fc.array(
  fc.record({ wait: fc.integer({ min: 1, max: 90 * minute }), usd: fc.nat(2e6) }),
  { maxLength: 20 },
);

/** What a fleet is warned of that uses these, one after the other. */
const warnedBy = (uses: readonly Use[], by = 1, limits: readonly Budget[] = []): readonly Warning[] => {
  const grown = fleet(20, limits);
  let [at, spent] = [start, 0];
  for (const { wait, usd } of uses) spend(grown, (spent += usd * by), (at += wait));
  return warnings(grown);
};

describe("whatever is used,", () => {
  test("nobody is warned of what is not limited, nor twice of one limit in one day", () => {
    const week: Budget = { over: { kind: "fleet" }, per: "week", limit: { microUsd: 30e6 } };
    const law = fc.property(streams, (uses) => {
      const told = warnedBy(uses, 1, [week]).map(({ budget, unit }) => `${budget.per} ${unit}`);
      expect(new Set(told).size).toBe(told.length);
      for (const one of told) expect(["day microUsd", "week microUsd"]).toContain(one);
    });
    fc.assert(law, { numRuns: 100 });
  });

  test("who uses more is warned no later", () => {
    const first = (told: readonly Warning[], uses: readonly Use[], by: number): number => {
      const used = told[0]?.used;
      let sum = 0;
      const at = uses.findIndex(({ usd }) => (sum += usd * by) === used);
      return at === -1 ? Infinity : at;
    };
    const law = fc.property(streams, fc.integer({ min: 2, max: 5 }), (uses, by) => {
      const [less, more] = [first(warnedBy(uses), uses, 1), first(warnedBy(uses, by), uses, by)];
      expect(more).toBeLessThanOrEqual(less);
    });
    fc.assert(law, { numRuns: 100 });
  });
});

test("rows tell how each limit stands, and when it is used up at this pace", () => {
  const budget: Budget = { over: { kind: "fleet" }, per: "week", limit: { microUsd: 100e6, tokens: 5e6 } };
  const grown = fleet(20, [budget]);
  spend(grown, 4e6, start + hour);
  const rows = budgetRows(grown.state, start + hour + minute);
  expect(rows.map(({ key, used, soonest }) => [key, used, soonest === undefined])).toEqual([
    ["caps.day_usd", 4e6, false],
    ["budgets.week.usd", 4e6, false],
    ["budgets.week.tokens", 0, true],
  ]);
});

test("of what is counted in all nothing is foretold that is farther away than a week", () => {
  const budget: Budget = { over: { kind: "fleet" }, per: "all", limit: { microUsd: 1000e6, tokens: 1 } };
  const soonestOf = (usd: number): number | undefined => {
    const grown = fleet(1000, [budget]);
    spend(grown, usd * 1e6, start + hour);
    return budgetRows(grown.state, grown.now).find(({ key }) => key === "budgets.fleet.usd")?.soonest;
  };
  expect(soonestOf(2)).toBeUndefined();
  expect(soonestOf(10)).toBeLessThan(start + 7 * 24 * hour);
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
