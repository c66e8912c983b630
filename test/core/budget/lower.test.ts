import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agreementOf } from "../../../src/core/agreement.ts";
import { loweredTo } from "../../../src/core/allowance.ts";
import type { Attempt } from "../../../src/core/attempt.ts";
import { units, type Unit } from "../../../src/core/budget/amounts.ts";
import { claimedLimit, limitOf } from "../../../src/core/budget/bounds.ts";
import type { Budget, Over, Per } from "../../../src/core/budget/budget.ts";
import { fundsOf } from "../../../src/core/budget/fund.ts";
import { defaultConfig, type Config } from "../../../src/core/config.ts";
import type { Input } from "../../../src/core/input.ts";
import { judge } from "../../../src/core/judge.ts";
import { emptyMeter, type Meter } from "../../../src/core/meter.ts";
import type { TellOrder } from "../../../src/core/order.ts";
import { plan } from "../../../src/core/plan.ts";
import { priceOf } from "../../../src/core/prices.ts";
import { routeOf } from "../../../src/core/route/route.ts";
import type { Task } from "../../../src/core/task.ts";
import { eventLine } from "../../../src/views/event-line.ts";
import { moneyReason } from "../../../src/views/money.ts";
import { whyOf } from "../../../src/views/why.ts";
import { grow, type Grown, start } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";

const hour = 3_600_000;
const midnight = start + 12 * hour;
const haiku = "claude-haiku-5-5";

const paid = (id: string, set: Partial<Task> = {}): Task => {
  const { command: _, ...task } = makeTask(id, { agent: "builtin", ...set });
  return task;
};

const base: Config = {
  ...defaultConfig,
  slots: { agents: 4, verification: 1 },
  caps: { taskUsd: 3, dayUsd: 10 },
};

/** Judges an input and folds what it means, and what follows. */
const hear = (grown: Grown, input: Input): Grown =>
  grown.fold(...judge(grown.state, input, grown.now)).schedule();

const settle = (grown: Grown, set: Partial<Config>): Grown =>
  hear(grown, { kind: "config", config: { ...grown.state.fleet.config, ...set } });

/** A fleet at work, all of it on a day that ends at midnight. */
const atWork = (tasks: readonly Task[], set: Partial<Config> = {}): Grown => {
  const grown = grow(...tasks).fold(
    { kind: "config.changed", config: { ...base, ...set } },
    { kind: "day.began", from: midnight - 24 * hour, until: midnight },
  );
  grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) }).schedule();
  for (const key of grown.state.attempts.keys())
    grown.fold({ kind: "attempt.prepared", key, base: "b", path: "/w" });
  return grown;
};

const meter = (microUsd: number, tokens = 0): Meter => ({
  ...emptyMeter(haiku, priceOf(haiku, start)),
  usage: { input: tokens, cacheWrite: 0, cacheRead: 0, output: 0 },
  microUsd,
  turns: 1,
});

const report = (grown: Grown, key: string, of: Meter): Grown => {
  const { turn = 0 } = grown.state.attempts.get(key) ?? {};
  return hear(grown, { kind: "report", report: { attempt: key, turn, kind: "metered", meter: of } });
};

const attemptIn = (grown: Grown, key: string): Attempt => grown.state.attempts.get(key) as Attempt;
const mayUse = (grown: Grown, key: string, unit: Unit = "microUsd"): number | undefined =>
  limitOf(attemptIn(grown, key))[unit];
const told = (grown: Grown): TellOrder[] =>
  plan(grown.state).filter((order): order is TellOrder => order.kind === "tell");
const lastLine = (grown: Grown, kind: string): string => {
  const event = grown.events.findLast((one) => one.event.kind === kind);
  return (event && eventLine(event, grown.state)?.text) ?? "";
};

describe("a cap that is lowered while attempts work", () => {
  test("holds for those at work: who was claimed first keeps its own first, and each is told", () => {
    const grown = atWork([paid("a"), paid("b"), paid("c")]);
    report(grown, "a@1", meter(1e6));
    settle(grown, { caps: { taskUsd: 3, dayUsd: 4 } });
    // One is spent: three are left, two of them for a, and b has the last one.
    expect(["a@1", "b@1", "c@1"].map((key) => mayUse(grown, key))).toEqual([3e6, 1e6, 0]);
    expect(told(grown)).toMatchObject([
      { attempt: "b@1", messages: [], halt: false, limit: { microUsd: 1e6 } },
      { attempt: "c@1", limit: { microUsd: 0 } },
    ]);
    expect(lastLine(grown, "attempt.limited")).toBe(
      "may use at most $0.00 in all from its next turn on: today's cap is $4.00 now",
    );
    expect(whyOf(grown.state, paid("b"), grown.now).limited).toContain("may use at most $1.00 in all");
    expect(whyOf(grown.state, paid("a"), grown.now).limited).toBeUndefined();
  });

  test("who is stopped by it waits for room in it and says until when; it is no failure of the task's own", () => {
    const grown = atWork([paid("a")]);
    report(grown, "a@1", meter(1e6));
    settle(grown, { caps: { taskUsd: 3, dayUsd: 1 } });
    const failure = { kind: "budget", why: "Another turn might exceed the $1.00 it may use" } as const;
    const { turn } = attemptIn(grown, "a@1");
    hear(grown, { kind: "report", report: { attempt: "a@1", turn, kind: "failed", failure } });
    expect(lastLine(grown, "attempt.failed")).toContain("its task waits for room in its budgets");
    hear(grown.fold({ kind: "attempt.ended", key: "a@1" }), {
      kind: "day",
      from: midnight - 24 * hour,
      until: midnight,
    });
    expect(grown.state.records.get("a")?.rest).toEqual({ kind: "free" });
    expect([...grown.state.attempts.keys()]).toEqual([]);
    expect(moneyReason(grown.state, paid("a"), grown.now)).toMatch(
      /today's cap of \$1\.00 .* until midnight/,
    );
    expect(whyOf(grown.state, paid("a"), grown.now).attemptsLeft).toContain("No failure so far");
    expect(grown.state.records.get("a")?.past[0]?.outcome).toMatchObject({ failure: { shared: true } });
    expect(routeOf(grown.state, paid("a"), { now: grown.now })?.question.failed).toEqual([]);
    settle(grown, { caps: { taskUsd: 3, dayUsd: 10 } });
    grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) }).schedule();
    expect([...grown.state.attempts.keys()]).toEqual(["a@2"]);
  });

  test("raised again it gives back what it took, and no more than they were claimed with", () => {
    const grown = atWork([paid("a"), paid("b")]);
    settle(grown, { caps: { taskUsd: 3, dayUsd: 4 } });
    expect(mayUse(grown, "b@1")).toBe(1e6);
    settle(grown, { caps: { taskUsd: 3, dayUsd: 5 } });
    expect(mayUse(grown, "b@1")).toBe(2e6);
    expect(lastLine(grown, "attempt.limited")).toContain("at most $2.00 in all");
    settle(grown, { caps: { taskUsd: 3, dayUsd: 50 } });
    expect(attemptIn(grown, "b@1").bounds).toEqual({ limit: claimedLimit(attemptIn(grown, "b@1")) });
    expect(lastLine(grown, "attempt.limited")).toBe("may use all again that it began with");
    // What lies there is still the lower limit: the new one has to take its place.
    expect(told(grown)).toMatchObject([{ attempt: "b@1", limit: {} }]);
  });

  test("what others leave over goes to who was cut", () => {
    const grown = atWork([paid("a"), paid("b")]);
    settle(grown, { caps: { taskUsd: 3, dayUsd: 4 } });
    const { turn } = attemptIn(grown, "a@1");
    hear(grown, { kind: "report", report: { attempt: "a@1", turn, kind: "worked", head: "h" } });
    expect(mayUse(grown, "b@1")).toBe(3e6);
  });

  test("a cap of tasks, a task's own budget and its agent's are the task's own: then a person is asked, as ever", () => {
    const task = paid("a");
    const asked = (change: (grown: Grown) => Grown): unknown => {
      const grown = change(atWork([task]));
      expect(mayUse(grown, "a@1")).toBe(500_000);
      expect(lastLine(grown, "attempt.limited")).toContain("a limit of its task or agent was lowered");
      const failure = { kind: "budget", why: "no more" } as const;
      const { turn } = attemptIn(grown, "a@1");
      hear(grown, { kind: "report", report: { attempt: "a@1", turn, kind: "failed", failure } });
      const rest = grown.state.records.get("a")?.rest;
      return rest?.kind === "person" ? rest.ask.answer : rest?.kind;
    };
    expect(asked((grown) => settle(grown, { caps: { taskUsd: 0.5, dayUsd: 10 } }))).toBe(
      "raise `budget: { usd: … }` in tasks/a.md, then traffic retry a",
    );
    const cheaper = { ...task, budget: { usd: 0.5 } };
    expect(asked((grown) => hear(grown, { kind: "tasks", set: [cheaper], gone: [] }))).toBe(
      "raise `budget: { usd: … }` in tasks/a.md, then traffic retry a",
    );
    const frugal = { name: "builtin", driver: "builtin", usd: 0.5, file: "agents/builtin.md" } as const;
    expect(asked((grown) => hear(grown, { kind: "agents", agents: [frugal] }))).toBe(
      "raise `budget: { usd: … }` in agents/builtin.md, then traffic retry a",
    );
  });

  test("what answers names the limit that is used up, where it is written", () => {
    const answer = (set: Partial<Task>, used: Meter, seconds = 0): unknown => {
      const grown = report(atWork([paid("a", set)]), "a@1", used);
      grown.now += seconds * 1000;
      const failure = { kind: "budget", why: "no more" } as const;
      const { turn } = attemptIn(grown, "a@1");
      hear(grown, { kind: "report", report: { attempt: "a@1", turn, kind: "failed", failure } });
      const rest = grown.state.records.get("a")?.rest;
      return rest?.kind === "person" ? rest.ask.answer : rest;
    };
    const budget = { tokens: 9000, minutes: 2 };
    expect(answer({ budget }, meter(1000, 8900))).toContain(
      "raise `budget: { tokens: … }` in tasks/a.md, then",
    );
    expect(answer({ budget }, meter(1000, 1000), 120)).toContain(
      "raise `budget: { minutes: … }` in tasks/a.md",
    );
    expect(answer({}, meter(2_900_000, 9000))).toContain("raise `budget: { usd: … }` in tasks/a.md");
  });

  test("a label that a task gets puts it under that label's budget; minutes are cut for commands too", () => {
    const labels: Budget = { over: { kind: "label", name: "x" }, per: "all", limit: { ms: 60_000 } };
    const command = makeTask("a", { command: "sleep 9" });
    const grown = atWork([command, makeTask("b", { command: "true" })], { budgets: [labels] });
    expect(mayUse(grown, "a@1", "ms")).toBe(base.minutes * 60_000);
    hear(grown, { kind: "tasks", set: [{ ...command, labels: ["x"] }], gone: [] });
    expect(mayUse(grown, "a@1", "ms")).toBe(60_000);
    expect(told(grown)).toMatchObject([{ attempt: "a@1", driver: "shell", limit: { ms: 60_000 } }]);
  });

  test("tokens that nothing limited are limited once a budget names them, to an even share, and free again without it", () => {
    const grown = atWork([paid("a"), paid("b")]);
    report(grown, "a@1", meter(0, 2000));
    const tokens: Budget = { over: { kind: "fleet" }, per: "day", limit: { tokens: 40_000 } };
    settle(grown, { budgets: [tokens] });
    expect([mayUse(grown, "a@1", "tokens"), mayUse(grown, "b@1", "tokens")]).toEqual([12_000, 10_000]);
    settle(grown, { budgets: [] });
    expect(mayUse(grown, "a@1", "tokens")).toBeUndefined();
  });

  test("turns hold for those at work as well, and are given back; commands have none", () => {
    const grown = atWork([paid("a"), makeTask("b", { command: "true" })], { turns: 50 });
    const turnsOf = () => told(grown).map(({ attempt, limit }) => [attempt, limit?.turns]);
    settle(grown, { turns: 7 });
    expect(turnsOf()).toEqual([["a@1", 7]]);
    const text = "may use at most 7 turns in all from its next turn on: turns in traffic.yaml were lowered";
    expect(lastLine(grown, "attempt.limited")).toBe(text);
    settle(grown, { turns: 20 });
    expect(turnsOf()).toEqual([["a@1", 20]]);
    settle(grown, { turns: 300 });
    expect(turnsOf()).toEqual([["a@1", undefined]]);
    expect(lastLine(grown, "attempt.limited")).toBe("may use all again that it began with");
    expect(loweredTo({ turns: 50 }, { turns: 7 })).toEqual({ turns: 7 });
  });

  test("turns that are lowered beside a cap leave that its own: who fails by it has not failed by itself", () => {
    const grown = atWork([paid("a")]);
    settle(grown, { caps: { taskUsd: 3, dayUsd: 1 } });
    settle(grown, { turns: 7 });
    expect(attemptIn(grown, "a@1").bounds).toMatchObject({ turns: 7, by: { kind: "budget" } });
    settle(grown, { caps: { taskUsd: 3, dayUsd: 9 } });
    expect(mayUse(grown, "a@1")).toBe(3e6);
    expect(told(grown)).toMatchObject([{ limit: { turns: 7 } }]);
    expect(lastLine(grown, "attempt.limited")).toContain("turns in traffic.yaml were lowered");
  });

  test("other settings take nothing away, even where somebody used more than they might", () => {
    const grown = atWork([paid("a"), paid("b"), paid("c")], { caps: { taskUsd: 3, dayUsd: 9 } });
    report(grown, "a@1", meter(5e6));
    settle(grown, {
      turns: 700,
      budgets: [{ over: { kind: "label", name: "x" }, per: "all", limit: { ms: 0 } }],
    });
    expect(grown.events.filter(({ event }) => event.kind === "attempt.limited")).toEqual([]);
  });
});

const kinds = fc.constantFrom<Over>(
  { kind: "fleet" },
  { kind: "label", name: "x" },
  { kind: "label", name: "y" },
  { kind: "agent", name: "codex" },
);

const sums = fc.record(
  {
    microUsd: fc.integer({ min: 0, max: 9_000_000 }),
    tokens: fc.integer({ min: 0, max: 400_000 }),
    ms: fc.integer({ min: 0, max: 4 * hour }),
  },
  { requiredKeys: [] },
);

const budget = fc.record({ over: kinds, per: fc.constantFrom<Per>("all", "day"), limit: sums });

const tasks = [
  paid("a", { labels: ["x"] }),
  paid("b", { labels: ["x", "y"], agent: "codex" }),
  paid("c", { labels: ["y"], budget: { tokens: 100_000 } }),
  makeTask("d", { command: "true", labels: ["x"] }),
];

const change = fc.record({
  budgets: fc.array(budget, { maxLength: 3 }),
  dayUsd: fc.integer({ min: 0, max: 12 }),
  spends: fc.array(fc.nat(1_000_000), { minLength: 4, maxLength: 4 }),
});

/** What an agent has used after it used a little more, but no more than it may. */
const further = ({ meter: before, ...attempt }: Attempt, more: number): Meter => {
  const { microUsd: had, usage, turns } = before ?? meter(0);
  const { microUsd = 0, tokens = Infinity } = limitOf(attempt);
  const used = Math.max(usage.input, Math.min(tokens, Math.floor(more / 100)));
  return { ...meter(Math.max(had, Math.min(microUsd, more)), used), turns: turns + 1 };
};

const spend = (grown: Grown, spends: readonly number[]): void => {
  const paid = [...grown.state.attempts.values()].filter(({ spec }) => spec.terms !== undefined);
  for (const [at, attempt] of paid.entries()) report(grown, attempt.key, further(attempt, spends[at] ?? 0));
};

/** What is kept of every budget for those at work fits into it. */
const fits = ({ state, now }: Grown): boolean =>
  fundsOf(state, now).every(({ budget: { limit }, used, reserved }) =>
    units.every((unit) => reserved[unit] <= Math.max(0, (limit[unit] ?? Infinity) - used[unit])),
  );

/** What each may use at most, of everything. */
const sumsIn = ({ state }: Grown): readonly number[] =>
  [...state.attempts.values()].flatMap((one) => units.map((unit) => limitOf(one)[unit] ?? Infinity));

const claimedIn = ({ state }: Grown): readonly number[] =>
  [...state.attempts.values()].flatMap((one) => units.map((unit) => claimedLimit(one)[unit] ?? Infinity));

const noneLess = (sums: readonly number[], than: readonly number[]): boolean =>
  sums.every((sum, at) => sum >= (than[at] ?? 0));

test("whatever limits become, what is kept for those at work fits into them, and what is raised takes nothing from anybody", () => {
  const law = fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
    const grown = atWork(tasks, { budgets: [] });
    for (const { budgets, dayUsd, spends } of changes) {
      spend(grown, spends);
      settle(grown, { budgets, caps: { taskUsd: 3, dayUsd } });
      expect(fits(grown)).toBe(true);
      const before = sumsIn(grown);
      expect(noneLess(claimedIn(grown), before)).toBe(true);
      settle(grown, { budgets: [], caps: { taskUsd: 3, dayUsd: 99 } });
      expect(noneLess(sumsIn(grown), before)).toBe(true);
      expect(noneLess(claimedIn(grown), sumsIn(grown))).toBe(true);
    }
  });
  fc.assert(law, { numRuns: 300 });
});
