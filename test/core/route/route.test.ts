import { describe, expect, test } from "vitest";
import type { AgentProfile } from "../../../src/core/agent.ts";
import { defaultConfig, type Config } from "../../../src/core/config.ts";
import type { Event } from "../../../src/core/event.ts";
import type { FailureKind } from "../../../src/core/failure.ts";
import { judge } from "../../../src/core/judge.ts";
import { LiveState } from "../../../src/core/live.ts";
import { emptyMeter } from "../../../src/core/meter.ts";
import { priceOf } from "../../../src/core/prices.ts";
import { gatesOf } from "../../../src/views/gates.ts";
import { askedOf, rungsOf } from "../../../src/core/rung.ts";
import { standingOf } from "../../../src/core/standing.ts";
import { learn } from "../../../src/core/route/learn.ts";
import { routeOf } from "../../../src/core/route/route.ts";
import { agreementOf } from "../../../src/core/agreement.ts";
import type { Tally } from "../../../src/core/route/tally.ts";
import type { Task } from "../../../src/core/task.ts";
import { eventLine } from "../../../src/views/event-line.ts";
import { MemoryJournal } from "../../world/journal.ts";
import { takeIn } from "../../../src/engine/step.ts";
import { grow, type Grown } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { tallied } from "./world.ts";

const [haiku, sonnet, opus] = ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5"] as const;

const paid = (id: string, set: Partial<Task> = {}): Task => {
  const { command: _, ...task } = makeTask(id, { agent: "builtin", title: "Fix it", maxAttempts: 9, ...set });
  return task;
};

/** Outcomes that speak for the middle of the ladder, against its lowest rung. */
const forSonnet = (agent = "builtin"): Tally[] =>
  tallied(
    { model: haiku, proved: 3, failed: 57, usd: 0.4, agent },
    { model: sonnet, proved: 55, failed: 5, usd: 0.4, agent },
    { model: opus, proved: 18, failed: 2, usd: 0.9, agent },
  );

const learned = (tallies: readonly Tally[]): Event => ({
  kind: "tallies.changed",
  set: tallies,
  gone: [],
  fallen: [],
});

const fleet = (
  task: Task,
  {
    tallies = forSonnet(),
    agents = [],
    config = {},
  }: { tallies?: readonly Tally[]; agents?: readonly AgentProfile[]; config?: Partial<Config> } = {},
): Grown => {
  const grown = grow(task).fold(
    { kind: "config.changed", config: { ...defaultConfig, caps: { taskUsd: 20, dayUsd: 100 }, ...config } },
    { kind: "agents.changed", agents },
    { kind: "day.began", from: 0, until: Number.MAX_SAFE_INTEGER },
    learned(tallies),
  );
  return grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) });
};

const specOf = (grown: Grown, n = 1) => grown.schedule().state.attempts.get(`t@${n}`)?.spec;

const meter = (model: string, usd: number) => ({
  ...emptyMeter(model, priceOf(model, 0)),
  microUsd: usd * 1e6,
  turns: 1,
});

/** The attempt has spoken to its model, and fails. */
const fail = (grown: Grown, n: number, { kind, usd }: { kind: FailureKind; usd: number }): Grown => {
  const key = `t@${n}`;
  const model = grown.state.attempts.get(key)?.spec.terms?.model ?? "";
  grown.fold({ kind: "attempt.metered", key, meter: meter(model, usd) });
  const turn = grown.state.attempts.get(key)?.turn ?? 0;
  const report = { attempt: key, turn, kind: "failed", failure: { kind, why: "no" } } as const;
  grown.fold(...judge(grown.state, { kind: "report", report }, grown.now));
  return grown.fold({ kind: "attempt.ended", key });
};

/** The attempt ends, and a person is asked about its task. */
const putAway = (grown: Grown, key: string): Grown => {
  const failure = { kind: "rejected", why: "no" } as const;
  const rest = { kind: "person", ask: { what: "no", answer: "" }, failure } as const;
  return grown.fold({ kind: "attempt.failed", key, failure, rest }, { kind: "attempt.ended", key });
};

describe("who works next", () => {
  test("is whom outcomes speak for, and the attempt says why", () => {
    expect(specOf(fleet(paid("t")))?.terms).toMatchObject({
      model: sonnet,
      choice: { by: "outcomes", kind: "fix", why: expect.stringContaining("140 outcomes") },
    });
  });

  test("is whom the ladder has next while there is too little data, and that is said", () => {
    const few = tallied({ model: sonnet, proved: 12, failed: 0, usd: 0.1 });
    expect(specOf(fleet(paid("t"), { tallies: few }))?.terms).toMatchObject({
      model: haiku,
      choice: { by: "ladder", why: expect.stringContaining("too little data (12 of 20 outcomes)") },
    });
  });

  test("a person's word goes before outcomes; that it overruled them is kept", () => {
    expect(specOf(fleet(paid("t", { model: "opus" })))?.terms).toMatchObject({
      model: opus,
      choice: { by: "pin", why: expect.stringContaining("names the model"), insteadOf: sonnet },
    });
    expect(specOf(fleet(paid("t", { model: "sonnet" })))?.terms?.choice).not.toHaveProperty("insteadOf");
    const agents: AgentProfile[] = [
      { name: "old", driver: "builtin", file: "agents/o.md", models: ["haiku", "opus"] },
      { name: "new", driver: "builtin", file: "agents/n.md", models: ["sonnet"] },
    ];
    expect(specOf(fleet(paid("t", { agent: "old" }), { agents }))?.terms).toMatchObject({
      model: opus,
      choice: { by: "outcomes", insteadOf: `new with ${sonnet}` },
    });
  });

  test("an agent's own models are all there is to choose from", () => {
    const agents: AgentProfile[] = [
      { name: "cheap", driver: "builtin", file: "agents/cheap.md", models: ["haiku", "opus"] },
      { name: "one", driver: "builtin", file: "agents/one.md", model: "haiku" },
    ];
    expect(specOf(fleet(paid("t", { agent: "cheap" }), { agents }))?.terms?.model).toBe(opus);
    expect(specOf(fleet(paid("t", { agent: "one" }), { agents }))?.terms).toMatchObject({
      model: haiku,
      choice: { by: "pin", why: expect.stringContaining("one works with") },
    });
  });

  test("of a team, agent and model are chosen together; whose slots are taken is passed over", () => {
    const agents: AgentProfile[] = [
      { name: "builder", driver: "builtin", file: "agents/b.md", models: ["haiku"], slots: 3 },
      { name: "fixer", driver: "builtin", file: "agents/f.md", models: ["sonnet"], slots: 1 },
    ];
    const tallies = [
      ...tallied({ model: haiku, proved: 2, failed: 28, usd: 0.4, agent: "builder" }),
      ...tallied({ model: sonnet, proved: 28, failed: 2, usd: 0.4, agent: "fixer" }),
    ];
    const grown = fleet(paid("t", { agent: "makers" }), {
      agents,
      tallies,
      config: { teams: { makers: ["builder", "fixer"] } },
    });
    grown
      .fold({ kind: "tasks.changed", set: [paid("u", { agent: "makers", priority: 4 })], gone: [] })
      .schedule();
    const who = (key: string) => grown.state.attempts.get(key)?.spec.agent;
    expect([who("t@1"), who("u@1")]).toEqual(["fixer", "builder"]);
  });

  test("a dearer one never takes the place of whom it was chosen for: the task waits, and the next may begin", () => {
    const agents: AgentProfile[] = [
      { name: "builder", driver: "builtin", file: "agents/b.md", models: ["haiku"], slots: 1 },
      { name: "fixer", driver: "builtin", file: "agents/f.md", models: ["opus"] },
    ];
    const tallies = [
      ...tallied({ model: haiku, proved: 29, failed: 1, usd: 0.1, agent: "builder" }),
      ...tallied({ model: opus, proved: 29, failed: 1, usd: 2, agent: "fixer" }),
    ];
    const config = { teams: { makers: ["builder", "fixer"] } };
    const grown = fleet(paid("t", { agent: "makers" }), { agents, tallies, config });
    const u = paid("u", { agent: "makers", priority: 3 });
    const v = paid("v", { agent: "fixer", priority: 4 });
    grown.fold({ kind: "tasks.changed", set: [u, v], gone: [] }).schedule();
    const who = [...grown.state.attempts.values()].map(({ task, spec }) => [task, spec.agent]);
    expect(who).toEqual([
      ["t", "builder"],
      ["v", "fixer"],
    ]);
    const gate = gatesOf(grown.state, u, grown.now).find(({ name }) => name === "agent");
    expect(gate).toMatchObject({ open: false, text: "builder works on 1 already, its limit" });
    putAway(grown, "t@1").schedule();
    expect(grown.state.attempts.get("u@1")?.spec.agent).toBe("builder");
  });

  test("money is asked for the one who is chosen, not for whom the ladder has next", () => {
    const agents: AgentProfile[] = [
      { name: "builder", driver: "builtin", file: "agents/b.md", models: ["haiku"], usd: 1 },
      { name: "fixer", driver: "builtin", file: "agents/f.md", models: ["sonnet"], usd: 15 },
    ];
    const config = { teams: { makers: ["builder", "fixer"] }, caps: { taskUsd: 20, dayUsd: 20 } };
    const tallies = [
      ...tallied({ model: haiku, proved: 1, failed: 59, usd: 0.6, agent: "builder" }),
      ...tallied({ model: sonnet, proved: 58, failed: 2, usd: 0.5, agent: "fixer" }),
    ];
    const grown = fleet(paid("t", { agent: "makers" }), { agents, tallies, config });
    grown.fold({ kind: "tasks.changed", set: [paid("u", { agent: "makers", priority: 3 })], gone: [] });
    grown.schedule();
    expect([...grown.state.attempts.values()].map(({ key, spec }) => [key, spec.agent])).toEqual([
      ["t@1", "fixer"],
    ]);
    putAway(grown, "t@1").schedule();
    expect(grown.state.attempts.get("u@1")?.spec.agent).toBe("fixer");
  });

  test("a task that names neither agent nor command is worked on by whoever is in a team, else by who can write", () => {
    const agents: AgentProfile[] = [
      { name: "reader", driver: "builtin", file: ".claude/agents/r.md", models: ["haiku"], tools: ["Read"] },
      { name: "maker", driver: "builtin", file: "agents/m.md", models: ["sonnet"], tools: ["Read", "Edit"] },
      { name: "tester", driver: "builtin", file: "agents/t.md", models: ["haiku"] },
    ];
    const { agent: _, ...open } = paid("t");
    const who = (set: Parameters<typeof fleet>[1]) =>
      rungsOf(fleet(open, set).state, open).map(({ agent, model }) => `${agent.name} ${model}`);
    expect(who({ agents })).toEqual([`tester ${haiku}`, `maker ${sonnet}`]);
    expect(who({ agents, config: { teams: { makers: ["maker"] } } })).toEqual([`maker ${sonnet}`]);
    expect(specOf(fleet(open, { agents, tallies: [] }))).toMatchObject({
      agent: "tester",
      terms: { model: haiku, choice: { by: "ladder" } },
    });
    expect(standingOf(fleet(open).state, open)).toMatchObject({ kind: "broken" });
    const { state } = fleet({ ...open, command: "make" }, { agents });
    expect(askedOf(state.fleet, { command: "make" })).toBe("shell");
  });

  test("a ladder with the shell on it keeps its order", () => {
    const config = { teams: { mixed: ["shell", "builtin"] } };
    const grown = fleet({ ...paid("t", { agent: "mixed" }), command: "make" }, { config });
    expect(specOf(grown)).toMatchObject({ agent: "shell" });
    const report = { attempt: "t@1", turn: grown.state.attempts.get("t@1")?.turn ?? 0 } as const;
    const failure = { kind: "rejected", why: "no" } as const;
    grown.fold(
      ...judge(grown.state, { kind: "report", report: { ...report, kind: "failed", failure } }, grown.now),
      { kind: "attempt.ended", key: "t@1" },
    );
    expect(specOf(grown, 2)).toMatchObject({
      agent: "builtin",
      terms: { model: haiku, choice: { why: "the shell is on its ladder, so its order decides" } },
    });
  });

  test("agent auto means everyone who is paid; without any agent file, the builtin one", () => {
    const agents: AgentProfile[] = [
      { name: "solo", driver: "builtin", file: "agents/solo.md", models: ["sonnet"] },
    ];
    expect(specOf(fleet(paid("t", { agent: "auto" }), { agents }))).toMatchObject({
      agent: "solo",
      terms: { model: sonnet },
    });
    expect(specOf(fleet(paid("t", { agent: "auto" })))).toMatchObject({
      agent: "builtin",
      terms: { model: sonnet },
    });
  });

  test("models whose price nobody knows are no candidates unless that is allowed", () => {
    const tallies = tallied(
      { model: "strange", proved: 40, failed: 0, usd: 0.01 },
      { model: haiku, proved: 20, failed: 20, usd: 0.4 },
    );
    const models = ["haiku", "strange"];
    expect(specOf(fleet(paid("t"), { tallies, config: { models } }))?.terms?.model).toBe(haiku);
    expect(
      specOf(fleet(paid("t"), { tallies, config: { models, allowUnknownPrice: true } }))?.terms?.model,
    ).toBe("strange");
  });
});

describe("after a failure", () => {
  test("another than the one who failed is chosen, whatever failed of nobody's fault", () => {
    const grown = fleet(paid("t"));
    grown.schedule();
    fail(grown, 1, { kind: "rejected", usd: 0.4 });
    const second = specOf(grown, 2)?.terms?.model;
    expect(second).toBe(opus);
    const other = fleet(paid("t"));
    other.schedule();
    fail(other, 1, { kind: "transient", usd: 0.4 });
    other.now += 3_600_000;
    expect(specOf(other, 2)?.terms?.model).toBe(sonnet);
  });

  test("a person is asked where no further attempt is worth its price, and may have it all the same", () => {
    const tallies = tallied(
      { model: haiku, proved: 20, failed: 60, usd: 1 },
      { model: sonnet, proved: 20, failed: 60, usd: 1 },
      { model: opus, proved: 20, failed: 60, usd: 1.1 },
    );
    const grown = fleet(paid("t"), { tallies });
    for (let n = 1; n <= 3 && grown.schedule().state.attempts.has(`t@${n}`); n += 1)
      fail(grown, n, { kind: "rejected", usd: 2 });
    const rest = grown.state.records.get("t")?.rest;
    expect(rest).toMatchObject({
      kind: "person",
      ask: { what: expect.stringContaining("no further attempt is worth it"), answer: "traffic retry t" },
    });
    const attempts = grown.state.records.get("t")?.attempts ?? 0;
    grown.fold({ kind: "task.reopened", task: "t" });
    expect(specOf(grown, attempts + 1)?.terms?.choice?.by).toBe("outcomes");
  });
});

describe("what is learned", () => {
  const heard = (grown: Grown, tallies: readonly Tally[]): Event[] =>
    judge(grown.state, { kind: "tallies", tallies }, grown.now);

  test("counts once, and only what changed is written down", () => {
    const grown = fleet(paid("t"), { tallies: [] });
    const events = heard(grown, forSonnet());
    expect(events).toMatchObject([{ kind: "tallies.changed", gone: [], fallen: [] }]);
    grown.fold(...events);
    expect(heard(grown, structuredClone(forSonnet()))).toEqual([]);
    const [, ...others] = forSonnet();
    expect(heard(grown, others)).toEqual([
      { kind: "tallies.changed", set: [], gone: [`builtin/${haiku}`], fallen: [] },
    ]);
  });

  test("outlives a restart", () => {
    const journal = new MemoryJournal();
    const state = new LiveState();
    journal.append(takeIn(state, [{ kind: "tallies", tallies: forSonnet() }], 1));
    expect([...new LiveState(journal.load()).tallies.values()]).toEqual(forSonnet());
    journal.append(takeIn(state, [{ kind: "tallies", tallies: [] }], 2));
    expect(new LiveState(journal.load()).tallies.size).toBe(0);
  });

  test("a model that has become worse is said once, in plain words", () => {
    const grown = fleet(paid("t"), { tallies: [] });
    const [good] = tallied({ model: haiku, proved: 40, failed: 5, usd: 0.1 }) as [Tally];
    grown.fold(...heard(grown, [good]));
    const failed = (tally: Tally, at: number): Tally =>
      learn(tally, {
        agent: "builtin",
        model: haiku,
        kind: "fix",
        depth: 0,
        proved: false,
        seconds: 60,
        at: 1000 + at,
      });
    const bad = Array.from({ length: 12 }, (_, at) => at).reduce(failed, good);
    const [event] = heard(grown, [bad]) as [Event];
    const line = eventLine({ seq: 1, at: 0, event }, grown.state);
    expect(line).toMatchObject({ who: "routing", tone: "bad" });
    expect(line?.text).toContain(
      `builtin with ${haiku} has become worse: 4 of its last 12 were proved, about 10`,
    );
    grown.fold(event);
    const again = { ...bad, cells: bad.cells.map((cell) => ({ ...cell, usd: cell.usd + 1 })) };
    expect(heard(grown, [again])).toMatchObject([{ fallen: [] }]);
    expect(routeOf(grown.state, paid("t"), { now: grown.now })?.choice.why).toContain("has become worse");
  });
});
