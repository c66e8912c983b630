import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Event } from "../../src/core/event.ts";
import { charged, emptyMeter } from "../../src/core/meter.ts";
import { priceOf } from "../../src/core/prices.ts";
import { reachOf, reported, reportOf, type Report } from "../../src/views/report.ts";
import { spanning } from "../../src/views/spent.ts";
import { claim, finalRest, grow, start, toDone, toFailed, toReview, type Grown } from "../world/state.ts";
import { effortOf } from "../world/effort.ts";
import { makeTask } from "../world/tasks.ts";

const minute = 60_000;
const hour = 60 * minute;

/** The report as the command makes it: of the events that it asks the journal for. */
const told = (grown: Grown, since = start): Report => {
  const { state, events, now } = grown;
  const from = reachOf(state, since);
  const kinds: readonly string[] = reported;
  const asked = events.filter(({ at, event }) => at >= from && kinds.includes(event.kind));
  const before = new Map(
    spanning(state, since).flatMap(({ key }) => {
      const last = events.findLast(
        ({ at, event }) => at < since && event.kind === "attempt.metered" && event.key === key,
      )?.event;
      return last?.kind === "attempt.metered" ? [[key, last.meter] as const] : [];
    }),
  );
  return reportOf(state, { events: asked, before }, { since, now });
};

/** Lets time pass between events. */
const wait = (grown: Grown, ms: number): Grown => {
  grown.now += ms;
  return grown;
};

const [a, b, c] = [makeTask("a"), makeTask("b", { dependsOn: ["a"] }), makeTask("c")];

test("what landed since then is told with its commit, and what landed before is not", () => {
  const grown = wait(grow(a, c).fold(...toDone(a)), hour);
  const since = grown.now;
  grown.fold(...toDone(c));
  expect(told(grown).landed.map(({ task }) => task)).toEqual(["a", "c"]);
  expect(told(grown, since).landed).toEqual([
    {
      task: "c",
      attempt: 1,
      title: "Do c",
      at: grown.now - 1000,
      commit: "1a2b3c4d5e6f",
      seconds: 4,
    },
  ]);
});

test("how long something took does not count the time in which the machine slept", () => {
  const grown = grow(a).fold(claim(a));
  const from = grown.now;
  wait(grown, 8 * hour).fold({ kind: "clock.gap", gap: { from, until: grown.now + 1000, why: "slept" } });
  const [, ...rest] = toDone(a);
  grown.fold(...rest);
  const { landed, stopped } = told(grown, grown.now - hour);
  expect(landed[0]?.seconds).toBe(4);
  expect(stopped).toEqual([
    {
      kind: "slept",
      from,
      until: from + 8 * hour + 1000,
      text: "the machine slept for 8 h; no time limit counts it",
    },
  ]);
});

test("what our own attempts landed did not come by other ways; what another clone landed did", () => {
  const seen = (task: string, attempt: number): Event => ({
    kind: "target.observed",
    news: { branch: "main", tip: "7190", landed: [{ task, attempt }], vanished: [] },
  });
  const grown = grow(a, c).fold(
    ...toDone(a).slice(0, -2),
    seen("a", 1),
    ...toDone(a).slice(-2),
    seen("c", 4),
  );
  expect(told(grown).elsewhere).toEqual(["c"]);
});

test("a task failed for good is told once, with what answers; one that landed after all is not", () => {
  const again = { kind: "free" } as const;
  const grown = grow(a, c).fold(...toFailed(a, again), ...toFailed(c, finalRest()));
  const { failed, retried } = told(grown);
  expect(failed).toMatchObject([
    { task: "c", kind: "rejected", attempts: 1, answer: "traffic logs c, then traffic retry c" },
  ]);
  expect(retried).toEqual(new Map([["rejected", 1]]));
  grown.fold({ kind: "task.reopened", task: "c" });
  expect(told(grown).failed).toEqual([]);
});

describe("waiting for you", () => {
  test("what lets most others begin comes first, then what waits longest", () => {
    const tasks = [
      makeTask("late"),
      makeTask("early"),
      makeTask("root"),
      makeTask("child", { dependsOn: ["root"] }),
      makeTask("grandchild", { dependsOn: ["child", "root"] }),
    ];
    const [late, early, root] = tasks as [typeof a, typeof a, typeof a];
    const grown = grow(...tasks).fold(...toReview(early), ...toReview(late), ...toReview(root));
    expect(told(grown).waiting).toMatchObject([
      {
        task: "root",
        unblocks: 2,
        answer: expect.stringMatching(/^traffic diff root, then traffic approve root/),
      },
      { task: "early", unblocks: 0 },
      { task: "late", unblocks: 0 },
    ]);
  });

  test("what has failed or is held asks only where others wait behind it", () => {
    const held = makeTask("held", { hold: true });
    const grown = grow(a, b, c, held).fold(...toFailed(a, finalRest()), ...toFailed(c, finalRest()));
    expect(told(grown).waiting).toMatchObject([
      { task: "a", unblocks: 1, answer: "traffic logs a, then traffic retry a" },
    ]);
    expect(told(grow(held, makeTask("d", { dependsOn: ["held"] }))).waiting).toMatchObject([
      { task: "held", answer: "traffic release held" },
    ]);
  });

  test("a pause is asked about while something could start", () => {
    const grown = grow(a).fold({ kind: "fleet.paused" });
    expect(told(grown).waiting).toMatchObject([{ answer: "traffic resume", unblocks: 1 }]);
    expect(told(grow().fold({ kind: "fleet.paused" })).waiting).toEqual([]);
  });

  test("a chain of thousands is counted to a hundred, and quickly", () => {
    const chain = Array.from({ length: 3000 }, (_, at) =>
      makeTask(`t${at}`, { hold: at % 2 === 0, dependsOn: at === 0 ? [] : [`t${at - 1}`] }),
    );
    const effort = effortOf(() => expect(told(grow(...chain)).waiting[0]).toMatchObject({ unblocks: 100 }));
    expect(effort).toBeLessThan(5000);
  });
});

describe("stopped", () => {
  const pause: Event = { kind: "fleet.paused" };
  const resume: Event = { kind: "fleet.resumed" };

  test("a pause is told with its length, also one that began before or goes on", () => {
    const grown = wait(grow(a).fold(pause), hour);
    const middle = grown.now;
    wait(grown, hour).fold(resume);
    expect(told(grown).stopped).toMatchObject([{ kind: "paused", from: start + 3000, until: grown.now }]);
    expect(told(grown, middle).stopped).toMatchObject([{ from: middle, until: grown.now }]);
    wait(grown, hour).fold(pause);
    const still = grown.now;
    wait(grown, hour);
    expect(told(grown, middle).stopped.at(-1)).toMatchObject({ from: still });
    expect(told(grown, middle).stopped.at(-1)).not.toHaveProperty("until");
    expect(told(grown, still + minute).stopped).toMatchObject([{ from: still + minute }]);
  });

  test("faults of our own and limits of services are told together, with the last reason", () => {
    const limited = { kind: "rate_limited", why: "the service asks for patience" } as const;
    const grown = grow(a, c).fold(claim(a), claim(c, 1));
    for (const message of ["disk full", "git failed"])
      grown.fold({ kind: "attempt.faulted", key: "a@1", message, until: grown.now });
    const rest = { kind: "until", at: grown.now + hour, failure: limited } as const;
    grown.fold({ kind: "attempt.failed", key: "c@1", failure: limited, rest });
    grown.fold({ kind: "attempt.ended", key: "c@1" });
    expect(told(grown).stopped.map(({ kind, text }) => [kind, text])).toEqual([
      ["fault", "a fault of our own, free of charge, 2 times (a): git failed"],
      ["limited", "the service limited the rate (c): the service asks for patience"],
    ]);
    expect(told(grown).next.later).toEqual([{ task: "c", at: rest.at }]);
  });
});

describe("spent", () => {
  const model = "claude-haiku-5-5";
  const metered = (key: string, microUsd: number, unsure = 0): Event => ({
    kind: "attempt.metered",
    key,
    meter: { ...emptyMeter(model, priceOf(model, start)), microUsd, unsure, turns: 1 },
  });

  test("of an attempt that began before, what came after", () => {
    const grown = grow(a).fold(claim(a), metered("a@1", 700));
    const since = grown.now + 1;
    grown.fold(metered("a@1", 900), metered("a@1", 1000));
    expect(told(grown, since).spent).toMatchObject({
      usd: 0.0003,
      exact: true,
      agents: [{ name: "shell", usd: 0.0003 }],
      models: [{ name: model, usd: 0.0003 }],
    });
  });

  test("what may have cost more is never told as exact, and of an earlier time it may still be", () => {
    const grown = grow(a).fold(claim(a), metered("a@1", 700, 50));
    expect(told(grown).spent).toMatchObject({ usd: 0.00075, exact: false });
    const since = grown.now + 1;
    grown.fold(metered("a@1", 900, 50));
    expect(told(grown, since).spent).toMatchObject({ usd: 0.0002, exact: true });
  });

  test("any two spans that meet add up to the whole, whatever was spent when", () => {
    const use = fc.record({ task: fc.constantFrom("a", "c"), more: fc.nat(5000), unsure: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(use, { minLength: 1, maxLength: 30 }), fc.nat(40), (uses, cut) => {
        const grown = grow(a, c).fold(claim(a), claim(c, 1));
        const since = grown.now + cut * 1000 + 500;
        let before = 0;
        for (const { task, more, unsure } of uses) {
          const meter = grown.state.attempts.get(`${task}@1`)?.meter;
          grown.fold(metered(`${task}@1`, (meter?.microUsd ?? 0) + more, (meter?.unsure ?? 0) + unsure));
          if (grown.now < since) before += more + unsure;
        }
        const all = [...grown.state.attempts.values()].reduce((sum, one) => sum + charged(one.meter), 0);
        expect(told(grown).spent.usd).toBeCloseTo(all / 1e6, 9);
        expect(told(grown, since).spent.usd).toBeCloseTo((all - before) / 1e6, 9);
      }),
    );
  });
});

test("what comes next is in the order in which it will start", () => {
  const grown = grow(a, b, c, makeTask("first", { priority: 0 })).fold(claim(c));
  const { next } = told(grown);
  expect(next).toMatchObject({ ready: ["first", "a"], blocked: 1, later: [] });
  expect(next.busy).toMatchObject([{ task: "c", phase: "preparing" }]);
});
