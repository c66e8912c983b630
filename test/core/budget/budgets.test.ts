import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Amounts } from "../../../src/core/budget/amounts.ts";
import type { Budget, Over, Per } from "../../../src/core/budget/budget.ts";
import { usedBy } from "../../../src/core/budget/used.ts";
import { defaultConfig, type Config } from "../../../src/core/config.ts";
import type { Event } from "../../../src/core/event.ts";
import type { Input } from "../../../src/core/input.ts";
import { judge } from "../../../src/core/judge.ts";
import { LiveState } from "../../../src/core/live.ts";
import { charged, emptyMeter, type Meter } from "../../../src/core/meter.ts";
import { priceOf } from "../../../src/core/prices.ts";
import { agreementOf } from "../../../src/core/agreement.ts";
import { standingOf } from "../../../src/core/standing.ts";
import type { Task } from "../../../src/core/task.ts";
import { moneyReason } from "../../../src/views/money.ts";
import { must } from "../../world/must.ts";
import { runs } from "../../world/runs.ts";
import { grow, type Grown, start } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";

const hour = 3_600_000;
const day = 24 * hour;
const midnight = start + 12 * hour;
const monday = midnight + day;
const haiku = "claude-haiku-5-5";

const paid = (id: string, set: Partial<Task> = {}): Task => {
  const { command: _, ...task } = makeTask(id, { agent: "builtin", ...set });
  return task;
};

/** `label x`, or `fleet`. */
const over = (what: string, limit: Budget["limit"], per: Per = "all"): Budget => {
  const [kind, name = ""] = what.split(" ") as [Over["kind"], string?];
  return { over: kind === "fleet" || kind === "task" ? { kind } : { kind, name }, per, limit };
};

const windows = {
  kind: "day.began",
  from: midnight - day,
  until: midnight,
  week: { from: monday - 7 * day, until: monday },
} as const;

/** A fleet with these budgets, whose spending was agreed to. */
const fleet = (tasks: readonly Task[], budgets: readonly Budget[], set: Partial<Config> = {}): Grown => {
  const slots = { agents: 8, verification: 1 };
  const caps = { taskUsd: 3, dayUsd: 1000 };
  const config = { ...defaultConfig, slots, caps, budgets, ...set };
  const grown = grow(...tasks).fold({ kind: "config.changed", config }, windows);
  return grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) });
};

const meter = (microUsd: number, tokens = 0, turns = 1): Meter => ({
  ...emptyMeter(haiku, priceOf(haiku, start)),
  usage: { input: tokens, cacheWrite: 0, cacheRead: 0, output: 0 },
  microUsd,
  turns,
});

const report = (grown: Grown, key: string, of: Meter): Grown => {
  const told = { attempt: key, turn: 0, kind: "metered", meter: of } as const;
  return grown.fold(...judge(grown.state, { kind: "report", report: told }, grown.now));
};

const end = (key: string): Event[] => [
  {
    kind: "attempt.failed",
    key,
    failure: { kind: "auth", why: "it ended" },
    rest: { kind: "person", ask: { what: "?", answer: "!" } },
  },
  { kind: "attempt.ended", key },
];

const claimed = ({ state }: Grown): string[] => [...state.attempts.keys()];
const reason = ({ state, now }: Grown, task: Task): string => moneyReason(state, task, now) ?? "";

describe("a budget is over what it names, and over nothing else", () => {
  const labelled = paid("a", { labels: ["x"] });

  test.each([
    ["label x", labelled],
    ["milestone core#m1", paid("a", { milestone: "core#m1" })],
    ["model claude-opus-5-5", paid("a", { model: "opus" })],
    ["agent codex", paid("a", { agent: "codex" })],
  ] as const)("%s: the first waits, the one behind it does not", (what, first) => {
    const grown = fleet([first, paid("b")], [over(what, { microUsd: 0 })]).schedule();
    expect(claimed(grown)).toEqual(["b@1"]);
    expect(reason(grown, first)).toContain(`the budget of ${what} of $0.00 has no room`);
    expect(reason(grown, first)).toContain(`until budgets.${what.replace(" ", "s.")}.usd is raised`);
  });

  test("what was used of a label counts for all its tasks, and what is raised lets them go on", () => {
    const tasks = ["a", "b", "c"].map((id) => paid(id, { labels: ["x"] }));
    const budget = over("label x", { microUsd: 4_000_000 });
    const grown = fleet(tasks, [budget]).schedule();
    expect(claimed(grown)).toEqual(["a@1"]);
    expect(reason(grown, tasks[1] as Task)).toContain("reserved for a@1), until those end");
    report(grown, "a@1", meter(3_995_000))
      .fold(...end("a@1"))
      .schedule();
    expect(claimed(grown)).toEqual([]);
    expect(reason(grown, tasks[1] as Task)).toContain("until budgets.labels.x.usd is raised");
    const more = { ...grown.state.fleet.config, budgets: [over("label x", { microUsd: 5e6 })] };
    grown.fold({ kind: "config.changed", config: more }).schedule();
    expect(grown.state.attempts.get("b@1")?.spec.terms).toMatchObject({ microUsd: 1_005_000 });
  });
});

describe("windows", () => {
  test("a day waits for midnight, a week for Monday, each of the zone that is named", () => {
    const tasks = [paid("a"), paid("b")];
    const set = { timeZone: "Europe/Berlin" };
    const grown = fleet(tasks, [over("fleet", { microUsd: 3e6 }, "week")], set).schedule();
    expect(claimed(grown)).toEqual(["a@1"]);
    expect(reason(grown, paid("b"))).toContain("until Monday in Europe/Berlin, in 1 d");
    report(grown, "a@1", meter(1e6))
      .fold(...end("a@1"))
      .schedule();
    grown.now = midnight;
    grown.fold({ kind: "day.began", from: midnight, until: monday, week: windows.week }).schedule();
    expect(claimed(grown)).toEqual([]);
    const week = { from: monday, until: monday + 7 * day };
    grown.fold({ kind: "day.began", from: monday, until: monday + day, week });
    expect(claimed(grown.schedule())).toEqual(["b@1"]);
  });

  test("another time zone gives nothing back", () => {
    const grown = fleet([paid("a")], []).schedule();
    report(grown, "a@1", meter(1e6));
    grown.fold({ kind: "day.began", from: midnight - 6 * hour, until: midnight + 18 * hour });
    expect(usedBy(grown.state.fleet.used, "day", "fleet").microUsd).toBe(1e6);
    grown.fold({ kind: "day.began", from: midnight + 18 * hour, until: midnight + 42 * hour });
    expect(usedBy(grown.state.fleet.used, "day", "fleet").microUsd).toBe(0);
    expect(usedBy(grown.state.fleet.used, "all", "fleet").microUsd).toBe(1e6);
  });
});

describe("tokens and minutes", () => {
  test("where nothing of its own limits an attempt's tokens it has an even share of them", () => {
    const tasks = ["a", "b", "c"].map((id) => paid(id, { budget: id === "c" ? { tokens: 900_000 } : {} }));
    const grown = fleet(tasks, [over("fleet", { tokens: 1_600_000 }, "day")]).schedule();
    expect(grown.state.attempts.get("a@1")?.spec.terms?.tokens).toBe(200_000);
    expect(claimed(grown)).toEqual(["a@1", "b@1", "c@1"]);
    report(grown, "a@1", meter(0, 150_000));
    expect(usedBy(grown.state.fleet.used, "day", "agent builtin").tokens).toBe(150_000);
  });

  test("once some are used the last slot has what is left, if that is half a share", () => {
    const first = ["a", "b", "c", "d", "e", "f", "g", "h"].map((id) => paid(id));
    const more = ["i", "j", "k"].map((id) => paid(id));
    const grown = fleet(first, [over("fleet", { tokens: 1_600_000 }, "day")]).schedule();
    report(grown, "a@1", meter(0, 80_000)).fold(...end("a@1"));
    grown.fold({ kind: "tasks.changed", set: more, gone: [] }).schedule();
    expect(grown.state.attempts.get("i@1")?.spec.terms?.tokens).toBe(120_000);
    report(grown, "b@1", meter(0, 180_000)).fold(...end("b@1"));
    grown.schedule();
    expect(claimed(grown)).not.toContain("j@1");
    expect(reason(grown, paid("j"))).toContain("tokens");
  });

  test("minutes are limited whoever works; what the machine slept through is no work", () => {
    const tasks = [makeTask("a", { budget: { minutes: 50 } }), makeTask("b"), makeTask("c")];
    const grown = fleet(tasks, [over("fleet", { ms: 100 * 60_000 }, "day")]).schedule();
    expect(claimed(grown)).toEqual(["a@1"]);
    expect(reason(grown, tasks[1] as Task)).toContain("today's budget of 1 h 40 min of work has no room");
    grown.fold({ kind: "attempt.prepared", key: "a@1", base: "b", path: "/" });
    grown.fold({
      kind: "clock.gap",
      gap: { from: grown.now, until: grown.now + hour, why: "slept" },
    });
    grown.now += hour + 30 * 60_000;
    grown.fold({ kind: "attempt.worked", key: "a@1", head: "c" });
    expect(usedBy(grown.state.fleet.used, "day", "fleet").ms).toBeCloseTo(30 * 60_000, -4);
    expect(claimed(grown.schedule())).toContain("b@1");
  });

  test("a task's tokens are used up over all its attempts; then a person is asked", () => {
    const grown = fleet([paid("a")], [over("task", { tokens: 100_000 })]).schedule();
    expect(grown.state.attempts.get("a@1")?.spec.terms?.tokens).toBe(100_000);
    report(grown, "a@1", meter(0, 99_500)).fold(...end("a@1"));
    grown.fold({ kind: "task.rested", task: "a", rest: { kind: "free" } }).schedule();
    expect(standingOf(grown.state, paid("a"))).toMatchObject({
      kind: "person",
      ask: {
        what: "its budget is used up: 99.5k tokens of 100k tokens",
        answer: "raise `budgets.task.tokens` in traffic.yaml",
      },
    });
  });
});

test("a task's minutes are those of all its attempts", () => {
  const grown = fleet([makeTask("a")], [over("task", { ms: 70 * 60_000 })]).schedule();
  grown.fold({ kind: "attempt.prepared", key: "a@1", base: "b", path: "/" });
  grown.now += 30 * 60_000;
  grown.fold(...end("a@1"), { kind: "task.rested", task: "a", rest: { kind: "free" } }).schedule();
  expect(grown.state.attempts.get("a@2")?.spec.minutes).toBeCloseTo(40, 0);
});

test("dollars of a subscription are counted only where that is asked for", () => {
  const used = (countSubscriptions: boolean): number => {
    const grown = fleet([paid("a")], [], { countSubscriptions }).schedule();
    report(grown, "a@1", { ...meter(2e6), payer: "subscription" });
    return usedBy(grown.state.fleet.used, "all", "model claude-haiku-5-5").microUsd;
  };
  expect([used(false), used(true)]).toEqual([0, 2e6]);
});

test("a journal from before budgets is added up from what its attempts used", () => {
  const grown = fleet([paid("a", { labels: ["x"] })], []).schedule();
  report(grown, "a@1", meter(1e6, 5000)).fold(...end("a@1"));
  const { used, week: _, day: today, ...old } = grown.state.fleet;
  const before = { ...old, day: { from: 0, until: midnight, ...today, spent: 1e6 } };
  const { seq, tasks, records, attempts, tallies } = grown.state;
  const loaded = new LiveState({ seq, tasks, records, attempts, tallies, fleet: before });
  expect(loaded.fleet.used?.all).toEqual(used?.all);
  expect(usedBy(loaded.fleet.used, "day", "fleet").microUsd).toBe(1e6);
});

const [slots, mostUsd, mostTokens] = [4, 300_000, 50_000];

const limit = fc.record(
  {
    microUsd: fc.integer({ min: 0, max: 6_000_000 }),
    tokens: fc.integer({ min: 0, max: 1_000_000 }),
    ms: fc.integer({ min: 0, max: 6 * hour }),
  },
  { requiredKeys: [] },
);

const budget: fc.Arbitrary<Budget> = fc
  .record({
    over: fc.constantFrom<Over>(
      { kind: "fleet" },
      { kind: "label", name: "x" },
      { kind: "milestone", name: "m" },
      { kind: "agent", name: "codex" },
      { kind: "model", name: haiku },
    ),
    per: fc.constantFrom<Per>("all", "day", "week"),
    limit,
  })
  .filter(({ limit }) => Object.keys(limit).length > 0);

const step = fc.oneof(
  fc.record({
    kind: fc.constant("turn" as const),
    at: fc.nat(9),
    usd: fc.nat(mostUsd),
    tokens: fc.nat(mostTokens),
    ms: fc.nat(hour),
  }),
  fc.record({ kind: fc.constant("end" as const), at: fc.nat(9) }),
  fc.record({ kind: fc.constant("midnight" as const) }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const everyone: readonly Task[] = [
  paid("a", { labels: ["x"] }),
  paid("b", { agent: "codex", labels: ["x", "y"] }),
  paid("c", { milestone: "m" }),
  paid("d", { milestone: "m", agent: "codex" }),
  paid("e"),
  makeTask("f", { labels: ["x"] }),
  makeTask("g"),
];

/** Whether a budget is over a task, told anew: the rungs here stay the lowest. */
const concerns = ({ over: of }: Budget, { agent, labels, milestone, command }: Task): boolean => {
  if (of.kind === "fleet") return true;
  if (of.kind === "label") return labels.includes(of.name);
  if (of.kind === "milestone") return milestone === of.name;
  if (of.kind === "agent") return agent === of.name;
  return of.kind === "model" && agent === "builtin" && command === undefined;
};

/** A fleet at random, and beside it what the world billed, by day. */
class World {
  readonly grown: Grown;
  readonly billed: { readonly task: Task; readonly day: number; readonly amounts: Amounts }[] = [];
  readonly #told = new Map<string, Meter>();
  #days = 0;

  constructor(budgets: readonly Budget[]) {
    this.grown = fleet(everyone, budgets, {
      slots: { agents: slots, verification: 1 },
      caps: { taskUsd: 2, dayUsd: 20 },
    });
    this.#go();
  }

  take(one: Step): void {
    if (one.kind === "midnight") this.#turnDay();
    else this.#touch(one);
    this.#go();
  }

  /** What a budget's present window was billed. */
  used({ per, ...budget }: Budget): Amounts {
    const week = (n: number): number => Math.floor((n + 5) / 7);
    const now = this.billed.filter(
      ({ task, day: on }) =>
        concerns({ per, ...budget }, task) &&
        (per === "all" || (per === "day" ? on === this.#days : week(on) === week(this.#days))),
    );
    const sum = (of: keyof Amounts): number => now.reduce((all, { amounts }) => all + amounts[of], 0);
    return { microUsd: sum("microUsd"), tokens: sum("tokens"), ms: sum("ms") };
  }

  #go(): void {
    this.grown.schedule();
    for (const [key, { step: at }] of this.grown.state.attempts)
      if (at.phase === "preparing") this.grown.fold({ kind: "attempt.prepared", key, base: "b", path: "/" });
  }

  #turnDay(): void {
    this.#days += 1;
    const from = midnight + (this.#days - 1) * day;
    const week = { from: monday + (Math.floor((this.#days + 5) / 7) - 1) * 7 * day, until: 0 };
    const news: Extract<Input, { kind: "day" }> = {
      kind: "day",
      from,
      until: from + day,
      week: { ...week, until: week.from + 7 * day },
    };
    this.grown.now = Math.max(this.grown.now, from);
    this.grown.fold(...judge(this.grown.state, news, this.grown.now));
  }

  #touch(one: Exclude<Step, { kind: "midnight" }>): void {
    const keys = claimed(this.grown);
    const key = keys[one.at % Math.max(1, keys.length)];
    if (key !== undefined && (one.kind === "end" || this.#work(key, one))) this.#end(key);
  }

  /** One turn, however much it is; says whether a limit was reached, where an agent is stopped. */
  #work(key: string, { usd, tokens }: Extract<Step, { kind: "turn" }>): boolean {
    const { spec, task } = this.grown.state.attempts.get(key) ?? {};
    const wish = everyone.find(({ id }) => id === task);
    if (spec?.terms === undefined || wish === undefined) return false;
    const before = this.#told.get(key) ?? meter(0, 0, 0);
    const next = meter(before.microUsd + usd, before.usage.input + tokens, before.turns + 1);
    this.#told.set(key, { ...next, model: spec.terms.model });
    this.billed.push({ task: wish, day: this.#days, amounts: { microUsd: usd, tokens, ms: 0 } });
    report(this.grown, key, { ...next, model: spec.terms.model });
    return (
      charged(next) >= (spec.terms.microUsd ?? Infinity) ||
      next.usage.input >= (spec.terms.tokens ?? Infinity)
    );
  }

  /** Whoever ends has worked for a while, but no longer than it may. */
  #end(key: string): void {
    const attempt = this.grown.state.attempts.get(key);
    const wish = everyone.find(({ id }) => id === attempt?.task);
    if (attempt === undefined || wish === undefined) return;
    this.grown.now = attempt.since + attempt.spec.minutes * 60_000 - 1000;
    const ms = this.grown.now + 1000 - attempt.since;
    this.billed.push({ task: wish, day: this.#days, amounts: { microUsd: 0, tokens: 0, ms } });
    this.grown.fold(...end(key), { kind: "task.rested", task: wish.id, rest: { kind: "free" } });
  }
}

test("no budget of a random fleet is exceeded by more than one turn of each agent at work, and none in minutes", () => {
  const law = fc.property(
    fc.array(budget, { minLength: 1, maxLength: 4 }),
    fc.array(step, { maxLength: 30 }),
    (budgets, steps) => {
      const world = new World(budgets);
      for (const one of steps) {
        world.take(one);
        for (const budget of budgets) {
          const used = world.used(budget);
          const { microUsd = Infinity, tokens = Infinity, ms = Infinity } = budget.limit;
          must(used.microUsd <= microUsd + slots * mostUsd, () => [budget, used]);
          must(used.tokens <= tokens + slots * mostTokens, () => [budget, used]);
          must(used.ms <= ms, () => [budget, used]);
        }
      }
    },
  );
  fc.assert(law, { numRuns: runs(300) });
});
