import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { halts, listens, type AttemptSpec } from "../../src/core/attempt.ts";
import { defaultConfig, type Config } from "../../src/core/config.ts";
import type { Event } from "../../src/core/event.ts";
import { judge } from "../../src/core/judge.ts";
import { charged, emptyMeter, type Meter, type Stall } from "../../src/core/meter.ts";
import { priceOf } from "../../src/core/prices.ts";
import type { FailureKind } from "../../src/core/failure.ts";
import { agreementOf } from "../../src/core/agreement.ts";
import { dayOf, purseOf, moneyGate, spentOn } from "../../src/core/spending.ts";
import { standingOf } from "../../src/core/standing.ts";
import type { Task } from "../../src/core/task.ts";
import { moneyReason } from "../../src/views/money.ts";
import { reasonOf } from "../../src/views/reason.ts";
import { situationOf } from "../../src/views/phase.ts";
import { must } from "../world/must.ts";
import { runs } from "../world/runs.ts";
import { grow, Grown, start, toWorking } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const hour = 3_600_000;
const midnight = start + 12 * hour;
const haiku = "claude-haiku-5-5";

const paid = (id: string, set: Partial<Task> = {}): Task => {
  const { command: _, ...task } = makeTask(id, { agent: "builtin", ...set });
  return task;
};

const settings = (set: Partial<Config> = {}): Event => ({
  kind: "config.changed",
  config: { ...defaultConfig, slots: { agents: 20, verification: 1 }, ...set },
});

/** A fleet whose spending was agreed to, on a day that ends at midnight. */
const fleet = (tasks: readonly Task[], set: Partial<Config> = {}): Grown => {
  const grown = grow(...tasks).fold(settings(set), {
    kind: "day.began",
    from: midnight - 24 * hour,
    until: midnight,
  });
  return grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) });
};

const meter = (microUsd: number, turns = 1): Meter => ({
  ...emptyMeter(haiku, priceOf(haiku, start)),
  microUsd,
  turns,
});

/** What a report of a meter brings about. */
const report = (grown: Grown, key: string, of: Meter): void => {
  const told = { attempt: key, turn: 0, kind: "metered", meter: of } as const;
  grown.fold(...judge(grown.state, { kind: "report", report: told }, grown.now));
};

const end = (key: string, kind: FailureKind): Event[] => [
  { kind: "attempt.failed", key, failure: { kind, why: "it failed" }, rest: { kind: "free" } },
  { kind: "attempt.ended", key },
];

const claimed = ({ state }: Grown): string[] => [...state.attempts.keys()];
const spent = ({ state, now }: Grown): number => dayOf(state, now).spent;

test("a service that does not answer: each try is told once, none takes back what was used, and an answer ends it", () => {
  const task = paid("a");
  const grown = fleet([task]).fold(...toWorking(task));
  const stall = (n: number): Stall => ({
    why: "Nobody there",
    since: start,
    until: start + n * 1000,
  });
  const told = (): string =>
    reasonOf(grown.state, task, { situation: situationOf(grown.state, task), now: start + 4000 });
  report(grown, "a@1", { ...meter(70), unsure: 5 });
  const answers = (of: Meter): number =>
    judge(
      grown.state,
      { kind: "report", report: { attempt: "a@1", turn: 0, kind: "metered", meter: of } },
      start,
    ).length;
  report(grown, "a@1", { ...meter(70), stalled: stall(1) });
  report(grown, "a@1", { ...meter(70), stalled: stall(6) });
  expect(told()).toBe("has waited 4 s for its model: Nobody there; asks again in 2 s");
  expect(spent(grown)).toBe(75);
  for (const late of [stall(1), stall(6), undefined])
    expect(answers({ ...meter(70), ...(late && { stalled: late }) })).toBe(0);
  report(grown, "a@1", meter(90, 2));
  expect(told()).toMatch(/^shell began|^builtin began/);
});

test("what a failed attempt waited for is forgotten with it", () => {
  const task = paid("a");
  const grown = fleet([task]).fold(...toWorking(task));
  report(grown, "a@1", { ...meter(70), stalled: { why: "Nobody there", since: start, until: start } });
  grown.fold(...end("a@1", "transient"));
  const [past] = grown.state.records.get("a")?.past ?? [];
  expect(past?.meter).toMatchObject({ microUsd: 70 });
  expect(past?.meter).not.toHaveProperty("stalled");
});

describe("before anything is spent", () => {
  test("nothing paid starts until a person agreed; work of the shell does", () => {
    const grown = grow(paid("a"), makeTask("b", { command: "true" })).fold(settings(), {
      kind: "day.began",
      from: 0,
      until: midnight,
    });
    expect(claimed(grown.schedule())).toEqual(["b@1"]);
    expect(moneyReason(grown.state, paid("a"), grown.now)).toContain("nobody has agreed");
    grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) });
    expect(claimed(grown.schedule())).toEqual(["b@1", "a@1"]);
  });

  test("an agreement ends when caps, models or agents change", () => {
    for (const change of [
      settings({ caps: { taskUsd: 4, dayUsd: 10 } }),
      settings({ models: ["claude-opus-5-5"] }),
      { kind: "agents.changed", agents: [{ name: "x", driver: "builtin", model: "opus" }] } as const,
    ])
      expect(
        claimed(
          fleet([paid("a")])
            .fold(change)
            .schedule(),
        ),
      ).toEqual([]);
    for (const change of [settings({ minutes: 5 }), settings({ caps: { taskUsd: 1, dayUsd: 10 } })])
      expect(
        claimed(
          fleet([paid("a")])
            .fold(change)
            .schedule(),
        ),
      ).toEqual(["a@1"]);
  });

  test("a wish to agree is written down for what it names", () => {
    const grown = grow(paid("a")).fold(settings());
    const wish = { kind: "agree", agreement: agreementOf(grown.state) } as const;
    const events = judge(grown.state, { kind: "intent", intent: { id: "i", wish } }, grown.now);
    expect(grown.fold(...events).state.fleet.agreed).toBe(agreementOf(grown.state));
  });

  test("no engine has told the day: nothing paid starts", () => {
    const grown = grow(paid("a")).fold(settings());
    grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) });
    expect(claimed(grown.schedule())).toEqual([]);
  });

  test("a model without a known price waits for a person, unless that is allowed", () => {
    const task = paid("a", { model: "claude-next" });
    const grown = fleet([task]);
    expect(standingOf(grown.state, task)).toMatchObject({ kind: "person" });
    const allowed = fleet([task], { allowUnknownPrice: true }).schedule();
    expect(allowed.state.attempts.get("a@1")?.spec.terms).toMatchObject({ model: "claude-next", turns: 100 });
    expect(allowed.state.attempts.get("a@1")?.spec.terms).not.toHaveProperty("microUsd");
  });
});

describe("the day's cap", () => {
  test("what may be spent is reserved at the claim, and the next waits until midnight", () => {
    const tasks = ["a", "b", "c", "d"].map((id) => paid(id));
    const grown = fleet(tasks).schedule();
    expect(claimed(grown)).toEqual(["a@1", "b@1", "c@1"]);
    expect(dayOf(grown.state, grown.now)).toMatchObject({ spent: 0, reserved: 9_000_000 });
    const d = paid("d");
    expect(moneyGate(grown.state, d, purseOf(grown.state, grown.now))).toMatchObject({ kind: "budget" });
    const reason = reasonOf(grown.state, d, { situation: situationOf(grown.state, d), now: grown.now });
    expect(reason).toContain("reserved for a@1, b@1, c@1");
    expect(reason).toContain("), until those end, or until midnight");
  });

  test("settled, an attempt gives back what it did not use", () => {
    const grown = fleet(["a", "b", "c", "d"].map((id) => paid(id))).schedule();
    report(grown, "a@1", meter(500_000));
    expect(dayOf(grown.state, grown.now)).toMatchObject({ spent: 500_000, reserved: 8_500_000 });
    grown.fold(...end("a@1", "auth"), {
      kind: "task.rested",
      task: "a",
      rest: { kind: "person", ask: { what: "?", answer: "!" } },
    });
    expect(dayOf(grown.state, grown.now)).toMatchObject({ spent: 500_000, reserved: 6_000_000 });
    expect(claimed(grown.schedule())).toEqual(["b@1", "c@1", "d@1"]);
  });

  test("a report that comes twice, late, or after the end counts once", () => {
    const grown = fleet([paid("a")]).schedule();
    report(grown, "a@1", meter(300_000, 2));
    report(grown, "a@1", meter(300_000, 2));
    report(grown, "a@1", meter(100_000, 1));
    expect(spent(grown)).toBe(300_000);
    grown.fold(...end("a@1", "auth"));
    report(grown, "a@1", meter(400_000, 3));
    report(grown, "a@1", meter(400_000, 3));
    expect(spent(grown)).toBe(400_000);
    expect(spentOn(grown.state.records.get("a"))).toBe(400_000);
  });

  test("what was cut off counts at its most", () => {
    const grown = fleet([paid("a")]).schedule();
    report(grown, "a@1", { ...meter(300_000), unsure: 200_000 });
    expect(dayOf(grown.state, grown.now)).toMatchObject({ spent: 500_000, reserved: 2_500_000 });
  });

  test("a new day begins with what is still reserved; a clock that goes back gives nothing back", () => {
    const grown = fleet(["a", "b", "c", "d"].map((id) => paid(id))).schedule();
    report(grown, "a@1", meter(1_000_000));
    const next = { kind: "day", from: midnight, until: midnight + 24 * hour } as const;
    grown.now = midnight;
    grown.fold(...judge(grown.state, next, grown.now));
    expect(dayOf(grown.state, grown.now)).toMatchObject({ spent: 0, reserved: 8_000_000 });
    expect(claimed(grown.schedule())).toHaveLength(3);
    report(grown, "a@1", meter(1_500_000, 2));
    expect(spent(grown)).toBe(500_000);
    expect(judge(grown.state, { kind: "day", from: midnight - hour, until: midnight }, grown.now)).toEqual(
      [],
    );
    expect(judge(grown.state, next, grown.now)).toEqual([]);
  });
});

describe("a task's cap", () => {
  test("holds over all its attempts, and then a person is asked; a larger budget lets it go on", () => {
    const grown = fleet([paid("a")]).schedule();
    report(grown, "a@1", meter(2_000_000));
    grown.fold(...end("a@1", "rejected")).schedule();
    expect(grown.state.attempts.get("a@2")?.spec.terms).toMatchObject({ microUsd: 1_000_000 });
    report(grown, "a@2", meter(995_000));
    grown.fold(...end("a@2", "rejected")).schedule();
    expect(claimed(grown)).toEqual([]);
    expect(standingOf(grown.state, paid("a"))).toMatchObject({
      kind: "person",
      ask: { answer: expect.stringContaining("budget") },
    });
    grown.fold({ kind: "tasks.changed", set: [paid("a", { budget: { usd: 5 } })], gone: [] }).schedule();
    expect(grown.state.attempts.get("a@3")?.spec.terms).toMatchObject({ microUsd: 2_005_000 });
  });

  test("its own budget, its agent's and the day's cap lower what an attempt may use", () => {
    const agent = { name: "thrifty", driver: "builtin", usd: 0.25 } as const;
    const limit = (task: Task, set: Partial<Config> = {}): number | undefined => {
      const grown = grow(task).fold(settings(set), { kind: "agents.changed", agents: [agent] });
      grown.fold({ kind: "day.began", from: 0, until: midnight });
      grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) }).schedule();
      return grown.state.attempts.get("a@1")?.spec.terms?.microUsd;
    };
    expect(limit(paid("a", { budget: { usd: 1 } }))).toBe(1_000_000);
    expect(limit(paid("a", { agent: "thrifty" }))).toBe(250_000);
    expect(limit(paid("a"), { caps: { taskUsd: 5, dayUsd: 2 } })).toBe(2_000_000);
  });
});

describe("the ladder", () => {
  const after = (task: Task, ...kinds: readonly FailureKind[]): string | undefined => {
    const grown = fleet([task], { caps: { taskUsd: 3, dayUsd: 100 } });
    for (const [at, kind] of kinds.entries()) grown.schedule().fold(...end(`a@${at + 1}`, kind));
    grown.schedule();
    return grown.state.attempts.get(`a@${kinds.length + 1}`)?.spec.terms?.model;
  };

  test.each([
    [[], haiku],
    [["rejected"], "claude-sonnet-5-5"],
    [["rejected", "timeout"], "claude-opus-5-5"],
    [["rejected", "context", "timeout", "rejected"], "claude-opus-5-5"],
    [["conflict"], haiku],
    [["conflict", "conflict"], "claude-sonnet-5-5"],
    [["transient", "crashed", "rate_limited"], haiku],
  ] as const)("after %o it is %s", (kinds, model) => {
    expect(after(paid("a", { maxAttempts: 9 }), ...kinds)).toBe(model);
  });

  test("a model that the task names stays", () => {
    expect(after(paid("a", { model: "haiku" }), "rejected", "rejected")).toBe(haiku);
  });
});

const at = fc.nat(9);

/** What may happen to a fleet at random: turns, reports that come again, attempts that end, midnights. */
const step = fc.oneof(
  // Who uses up all that it may have is whom the caps are there for.
  fc.record({
    kind: fc.constant("turn" as const),
    at,
    share: fc.oneof(fc.constantFrom(1, 0.5), fc.double({ min: 0, max: 1, noNaN: true })),
  }),
  fc.record({ kind: fc.constantFrom("again" as const, "end" as const), at }),
  fc.record({ kind: fc.constant("midnight" as const) }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A fleet and, beside it, what the world billed it. */
class Billed {
  readonly grown: Grown;
  today = 0;
  readonly told = new Map<string, Meter>();
  #until = midnight;

  constructor(grown: Grown) {
    this.grown = grown.schedule();
  }

  take(one: Step): void {
    if (one.kind === "midnight") this.#begin();
    else this.#touch(one);
    this.grown.schedule();
  }

  #begin(): void {
    const day = { kind: "day", from: this.#until, until: this.#until + 24 * hour } as const;
    this.grown.now = this.#until;
    this.#until = day.until;
    this.today = 0;
    this.grown.fold(...judge(this.grown.state, day, this.grown.now));
  }

  #touch(one: Exclude<Step, { kind: "midnight" }>): void {
    const keys = claimed(this.grown);
    const key = keys[one.at % Math.max(1, keys.length)];
    if (key === undefined) return;
    if (one.kind === "end") this.grown.fold(...end(key, "crashed"));
    else report(this.grown, key, one.kind === "turn" ? this.#turn(key, one.share) : this.#last(key));
  }

  #last(key: string): Meter {
    return this.told.get(key) ?? meter(0, 0);
  }

  #turn(key: string, share: number): Meter {
    const before = this.#last(key);
    const limit = this.grown.state.attempts.get(key)?.spec.terms?.microUsd ?? 0;
    const cost = Math.floor((limit - charged(before)) * share);
    const next = meter(before.microUsd + cost, before.turns + 1);
    this.told.set(key, next);
    this.today += cost;
    return next;
  }
}

test("whatever is spent, no random day exceeds its cap, and no task its own", () => {
  const steps = fc.array(step, { maxLength: 25, size: "max" });
  const law = fc.property(steps, fc.integer({ min: 1, max: 6 }), (steps, dayUsd) => {
    const tasks = ["a", "b", "c", "d", "e"].map((id) => paid(id, { maxAttempts: 99 }));
    const billed = new Billed(fleet(tasks, { caps: { taskUsd: 2, dayUsd } }));
    for (const one of steps) {
      billed.take(one);
      const { today, grown } = billed;
      must(today <= dayUsd * 1_000_000 && spent(grown) === today, () => [today, spent(grown)]);
    }
    for (const { id } of tasks) {
      const sums = [...billed.told].filter(([key]) => key.startsWith(`${id}@`));
      must(sums.reduce((sum, [, one]) => sum + charged(one), 0) <= 2_000_000, () => sums);
    }
  });
  fc.assert(law, { numRuns: runs(600) });
});

describe("agents with programs of their own", () => {
  test.each([
    ["claude-code", "claude-haiku-5-5"],
    ["codex", "gpt-6-luna"],
  ] as const)("%s is paid like the built-in one: agreed to, reserved, by its own ladder", (agent, model) => {
    const grown = fleet([paid("a", { agent })]).schedule();
    expect(grown.state.attempts.get("a@1")?.spec.terms).toMatchObject({
      driver: agent,
      model,
      microUsd: 3_000_000,
    });
    expect(dayOf(grown.state, grown.now).reserved).toBe(3_000_000);
    const fresh = grow(paid("a", { agent })).fold(settings());
    expect(claimed(fresh.schedule())).toEqual([]);
  });

  test("what a subscription pays is charged to no cap, and nothing is kept free for it", () => {
    const grown = fleet([paid("a", { agent: "claude-code" })]).schedule();
    report(grown, "a@1", { ...meter(2_000_000), payer: "subscription" });
    expect(dayOf(grown.state, grown.now)).toMatchObject({ spent: 0, reserved: 0 });
    report(grown, "a@1", { ...meter(2_500_000, 2), unsure: 1 });
    expect(dayOf(grown.state, grown.now)).toMatchObject({ spent: 2_500_001, reserved: 499_999 });
  });

  test("an agent's last word counts although it is less than what was told before", () => {
    const grown = fleet([paid("a", { agent: "claude-code" })]).schedule();
    report(grown, "a@1", meter(2_000_000));
    report(grown, "a@1", { ...meter(1_500_000), final: true, source: "agent" });
    report(grown, "a@1", meter(2_000_000));
    grown.fold(...end("a@1", "rejected"));
    expect(spentOn(grown.state.records.get("a"))).toBe(1_500_000);
  });

  test("an attempt from before there were other drivers is the built-in agent's", () => {
    const grown = fleet([paid("a")]).schedule();
    const { driver: _, ...terms } = grown.state.attempts.get("a@1")?.spec.terms ?? { model: "" };
    expect(listens({ terms } as AttemptSpec)).toBe(true);
    expect(halts({ terms } as AttemptSpec)).toBe(true);
    const codex = { terms: { ...terms, driver: "codex" } } as AttemptSpec;
    expect([listens(codex), halts(codex)]).toEqual([true, false]);
  });
});
