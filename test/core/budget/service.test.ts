import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { claudeCodeDriver } from "../../../src/agents/claude-code.ts";
import { codexDriver } from "../../../src/agents/codex.ts";
import { defaultConfig } from "../../../src/core/config.ts";
import type { AgentDriver } from "../../../src/core/driver.ts";
import type { Failure } from "../../../src/core/failure.ts";
import { judge } from "../../../src/core/judge.ts";
import { LiveState } from "../../../src/core/live.ts";
import { meterOf, openMemory, remember } from "../../../src/core/memory.ts";
import { emptyMeter, type Meter } from "../../../src/core/meter.ts";
import { isQuiet } from "../../../src/core/quiet.ts";
import { nextWake } from "../../../src/core/schedule.ts";
import { agreementOf } from "../../../src/core/agreement.ts";
import type { Task } from "../../../src/core/task.ts";
import { moneyReason } from "../../../src/views/money.ts";
import { grow, type Grown, start } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";

const hour = 3_600_000;
const resetsAt = 1_795_228_275_000;
const year = 366 * 24 * hour;

const paid = (id: string, set: Partial<Task> = {}): Task => {
  const { command: _, ...task } = makeTask(id, { agent: "claude-code", ...set });
  return task;
};

const fleet = (agents: number, ...tasks: readonly Task[]): Grown => {
  const config = {
    ...defaultConfig,
    slots: { agents, verification: 1 },
    caps: { taskUsd: 1, dayUsd: 1000 },
  };
  const grown = grow(...tasks).fold(
    { kind: "config.changed", config },
    { kind: "day.began", from: start - 24 * hour, until: start + year },
  );
  // Two hours before the window of the recorded streams begins anew.
  grown.now = resetsAt - 2 * hour;
  return grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) });
};

const report = (grown: Grown, key: string, meter: Meter): Grown => {
  const told = { attempt: key, turn: 0, kind: "metered", meter } as const;
  return grown.fold(...judge(grown.state, { kind: "report", report: told }, grown.now));
};

/** What a recorded stream tells, line by line. */
const metersIn = (name: string, driver: AgentDriver, model: string): Meter => {
  const lines = readFileSync(`test/agents/streams/${name}.jsonl`, "utf8").split("\n");
  const memory = lines.flatMap((line) => driver.read(line)).reduce(remember, openMemory(model, start));
  return meterOf(memory);
};

const claimed = ({ state }: Grown): string[] => [...state.attempts.keys()];

const reload = ({ state }: Grown): LiveState => {
  const { seq, fleet, tasks, records, attempts, tallies } = state;
  return new LiveState(structuredClone({ seq, fleet, tasks, records, attempts, tallies }));
};

const fail = (grown: Grown, key: string, failure: Failure): Grown =>
  grown.fold(
    { kind: "attempt.failed", key, failure, rest: { kind: "free" } },
    { kind: "attempt.ended", key },
  );

describe("a window of an account's rate limits", () => {
  const hit = metersIn("claude-oauth-5h-limit-rejected", claudeCodeDriver, "claude-haiku-5-5");

  test("that is used up lets nobody of that account in until it begins anew, also after a restart; then all go on", () => {
    const grown = fleet(1, paid("a"), paid("b"), paid("c", { agent: "codex" })).schedule();
    expect(claimed(grown)).toEqual(["a@1"]);
    report(grown, "a@1", hit);
    fail(grown, "a@1", { kind: "rate_limited", why: "limit", retryAt: resetsAt }).schedule();
    expect(claimed(grown)).toEqual(["c@1"]);
    expect(moneyReason(grown.state, paid("b"), grown.now)).toContain(
      "the 5-hour limit of claude-code is used up; it begins anew in",
    );
    fail(grown, "c@1", { kind: "auth", why: "it ended" }).fold({
      kind: "task.rested",
      task: "c",
      rest: { kind: "person", ask: { what: "?", answer: "!" } },
    });
    const loaded = reload(grown.schedule());
    expect(nextWake(loaded, grown.now)).toBe(resetsAt);
    expect(isQuiet(loaded, grown.now)).toBe(false);
    expect(moneyReason(loaded, paid("b"), resetsAt)).toBeUndefined();
    grown.now = resetsAt;
    expect(claimed(grown.schedule())).toHaveLength(1);
  });

  test("that is open, or whose overrun is billed, lets everybody in", () => {
    const open = metersIn("claude-oauth-rate-limit-event", claudeCodeDriver, "claude-haiku-5-5");
    for (const meter of [
      open,
      { ...hit, quotas: hit.quotas?.map((one) => ({ ...one, billed: true })) ?? [] },
    ]) {
      const grown = fleet(1, paid("a"), paid("b")).schedule();
      report(grown, "a@1", meter);
      expect(moneyReason(grown.state, paid("b"), grown.now)).toBeUndefined();
      expect(grown.state.fleet.quotas?.["claude-code"]).toHaveProperty("five_hour");
    }
  });

  test("for one line of models lets the others in", () => {
    const grown = fleet(1, paid("a"), paid("b", { model: "opus" })).schedule();
    const quota = { name: "seven_day_opus", state: "hit", resetsAt, billed: false } as const;
    report(grown, "a@1", { ...hit, quotas: [quota] });
    expect(moneyReason(grown.state, paid("b", { model: "opus" }), grown.now)).toContain(
      "weekly limit for opus",
    );
    expect(moneyReason(grown.state, paid("a"), grown.now)).toBeUndefined();
  });

  test("says nothing of how many may ask at once", () => {
    const grown = fleet(4, paid("a"), paid("b"), paid("c")).schedule();
    report(grown, "a@1", hit);
    expect(hit.throttled).toBeGreaterThan(0);
    expect(grown.state.fleet.paces ?? {}).toEqual({});
  });

  test("is tried at once where a person retries a task", () => {
    const grown = fleet(1, paid("a"), paid("b")).schedule();
    report(grown, "a@1", hit);
    grown.fold({ kind: "task.reopened", task: "a" });
    expect(moneyReason(grown.state, paid("b"), grown.now)).toBeUndefined();
  });

  test("of codex is told by its own record", () => {
    const lines = readFileSync("test/agents/streams/codex-record.jsonl", "utf8");
    const nearer = '"primary":{"used_percent":100,"window_minutes":300,"resets_at":1795228275}';
    const used = lines
      .replaceAll('"primary":null', nearer)
      .replaceAll('"plan_type":null', '"plan_type":"plus"');
    const signals = used.split("\n").flatMap((line) => codexDriver.read(line));
    const meter = meterOf(signals.reduce(remember, openMemory("gpt-6-luna", start)));
    const grown = fleet(1, paid("a", { agent: "codex" }), paid("b", { agent: "codex" })).schedule();
    report(grown, "a@1", meter);
    expect(moneyReason(grown.state, paid("b", { agent: "codex" }), grown.now)).toContain("codex is used up");
  });
});

test("a service that names a moment lets nobody else ask that model before it", () => {
  const grown = fleet(1, paid("a", { agent: "builtin" }), paid("b", { agent: "builtin" })).schedule();
  fail(grown, "a@1", { kind: "rate_limited", why: "too many", retryAt: grown.now + hour }).schedule();
  expect(claimed(grown)).toEqual([]);
  expect(moneyReason(grown.state, paid("b", { agent: "builtin" }), grown.now)).toContain("begins anew in");
  expect(moneyReason(grown.state, paid("b", { agent: "builtin", model: "opus" }), grown.now)).toBeUndefined();
});

describe("a service that gives no answers", () => {
  const answers = (turns: number): Meter => ({ ...emptyMeter("claude-haiku-5-5", { window: 1 }), turns });
  const away = { kind: "transient", why: "Nobody is there.", service: "away" } as const;

  /** An attempt fails as its agent says, and is over. */
  const fails = (grown: Grown, key: string, failure: Failure = away): Grown => {
    const { turn } = grown.state.attempts.get(key) ?? { turn: 0 };
    const told = { attempt: key, turn, kind: "failed", failure } as const;
    return grown.fold(...judge(grown.state, { kind: "report", report: told }, grown.now), {
      kind: "attempt.ended",
      key,
    });
  };

  const working = (grown: Grown, key: string): Grown =>
    grown.fold({ kind: "attempt.prepared", key, base: "ba5e", path: `/w/${key}` });

  const begun = (grown: Grown): string[] => {
    const keys = claimed(grown.schedule());
    for (const key of keys) working(grown, key);
    return keys;
  };

  test("costs a task nothing where it used nothing, and lets nobody begin but one, after a wait, who finds out for all", () => {
    const grown = fleet(3, ...["a", "b", "c", "d"].map((id) => paid(id)));
    expect(begun(grown)).toEqual(["a@1", "b@1", "c@1"]);
    const at = grown.now;
    for (const key of ["a@1", "b@1", "c@1"]) {
      grown.now = at;
      fails(grown, key);
    }
    expect(begun(grown)).toEqual([]);
    expect(grown.state.records.get("a")).toMatchObject({ spent: {}, rest: { kind: "free" } });
    expect(moneyReason(grown.state, paid("d"), grown.now)).toMatch(
      /^the service of claude-code has given no answer for .* \(Nobody is there\); asked again in/,
    );
    expect(isQuiet(grown.state, grown.now)).toBe(false);
    grown.now = nextWake(reload(grown), grown.now) ?? 0;
    expect(begun(grown)).toEqual(["a@2"]);
    expect(moneyReason(grown.state, paid("d"), grown.now)).toContain("a@2 asks it now");
    report(grown, "a@2", answers(1));
    expect(claimed(grown.schedule())).toEqual(["a@2", "b@2", "c@2"]);
  });

  test("is asked ever less often, and never as if it had been ten minutes", () => {
    const grown = fleet(1, paid("a"), paid("b"));
    const waits: number[] = [];
    for (let n = 1; n <= 12; n += 1) {
      expect(begun(grown)).toEqual([`a@${n}`]);
      fails(grown, `a@${n}`).schedule();
      const next = nextWake(grown.state, grown.now) ?? 0;
      waits.push(next - grown.now);
      grown.now = next;
    }
    expect(waits[0]).toBeLessThan(7_000);
    expect(waits.slice(0, 6)).toEqual(waits.slice(0, 6).toSorted((a, b) => a - b));
    expect(Math.max(...waits)).toBeLessThanOrEqual(1.2 * 10 * 60_000);
  });

  test("does not keep those out who ask another, and those who began before go on", () => {
    const grown = fleet(
      3,
      paid("a"),
      paid("b"),
      paid("c", { agent: "codex" }),
      paid("d", { agent: "codex" }),
    );
    expect(begun(grown)).toEqual(["a@1", "b@1", "c@1"]);
    fails(grown, "a@1");
    expect(claimed(grown.schedule())).toEqual(["b@1", "c@1", "d@1"]);
    grown.now = grown.state.fleet.outages?.["claude-code"]?.until ?? 0;
    fails(grown, "d@1", { kind: "auth", why: "it ended" }).schedule();
    // Who works all the while may be busy with a long command: that finds out nothing.
    expect(claimed(grown)).toEqual(["b@1", "c@1", "a@2"]);
  });

  test("counts for a task that had answers, so that each retry that costs is counted", () => {
    const grown = fleet(1, paid("a"));
    begun(grown);
    report(grown, "a@1", answers(3));
    fails(grown, "a@1");
    expect(grown.state.records.get("a")?.spent).toEqual({ transient: 1 });
    expect(grown.state.fleet.outages).toHaveProperty("claude-code");
  });

  test("is counted where it answers with errors: they may be the task's", () => {
    const grown = fleet(1, paid("a"), paid("b"));
    begun(grown);
    fails(grown, "a@1", { ...away, service: "failing" }).schedule();
    expect(grown.state.records.get("a")?.spent).toEqual({ transient: 1 });
    expect(claimed(grown)).toEqual([]);
  });

  test("is asked at once where a person retries a task, and by whoever starts the fleet", () => {
    for (const again of [
      (grown: Grown) => grown.fold({ kind: "task.reopened", task: "b" }),
      (grown: Grown) => grown.fold(...judge(grown.state, { kind: "payers", unpaid: [] }, grown.now)),
    ]) {
      const grown = fleet(2, paid("a"), paid("b"));
      begun(grown);
      fails(fails(grown, "a@1"), "b@1");
      expect(claimed(grown.schedule())).toEqual([]);
      expect(claimed(again(grown).schedule())).toHaveLength(2);
    }
  });

  test("is waited for by a run for half an hour", () => {
    const grown = fleet(1, paid("a"));
    for (let n = 1; n === 1 || (n < 50 && !isQuiet(grown.state, grown.now)); n += 1) {
      if (n > 1) grown.now = nextWake(grown.state, grown.now) ?? Infinity;
      begun(grown);
      fails(grown, `a@${n}`).schedule();
    }
    const since = grown.state.fleet.outages?.["claude-code"]?.since ?? Infinity;
    expect(grown.now - since).toBeGreaterThanOrEqual(30 * 60_000);
    expect(grown.now - since).toBeLessThan(60 * 60_000);
  });
});

test("refusals for too many requests leave half of them at work; turns that go well bring them back", () => {
  const tasks = ["a", "b", "c", "d", "e", "f"].map((id) => paid(id));
  const grown = fleet(4, ...tasks).schedule();
  const meter = (turns: number, throttled: number): Meter => ({
    ...emptyMeter("claude-haiku-5-5", { window: 1 }),
    turns,
    throttled,
  });
  report(grown, "a@1", meter(1, 0));
  expect(grown.state.fleet.paces ?? {}).toEqual({});
  report(grown, "a@1", meter(1, 3));
  report(grown, "b@1", meter(1, 1));
  expect(grown.state.fleet.paces?.["claude-haiku-5-5"]?.limit).toBe(2);
  fail(grown, "a@1", { kind: "auth", why: "it ended" }).schedule();
  expect(claimed(grown)).toEqual(["b@1", "c@1", "d@1"]);
  expect(moneyReason(grown.state, paid("e"), grown.now)).toContain("2 at a time work with claude-haiku-5-5");
  expect(moneyReason(grown.state, paid("e", { model: "opus" }), grown.now)).toBeUndefined();
  for (let turns = 2; turns < 20; turns += 1) report(grown, "b@1", meter(turns, 1));
  expect(grown.state.fleet.paces).toEqual({});
  expect(claimed(grown.schedule())).toHaveLength(4);
});
