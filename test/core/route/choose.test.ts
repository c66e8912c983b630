import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choose, type Answer, type Question, type Tried } from "../../../src/core/route/choose.ts";
import { learn } from "../../../src/core/route/learn.ts";
import type { Cell, Tally } from "../../../src/core/route/tally.ts";
import { ask, random, tallied } from "./world.ts";

const models = ["small", "middle", "large"];

/** Who is chosen, by name. */
const chosen = (question: Question): string => question.candidates[choose(question).at]?.model ?? "nobody";

const outcomes = (question: Question): Extract<Answer, { by: "outcomes" }> => {
  const answer = choose(question);
  if (answer.by !== "outcomes") throw new Error(`chosen by ${answer.by}`);
  return answer;
};

describe("too little data", () => {
  test("below 20 outcomes the ladder decides, whatever they say", () => {
    const tallies = tallied({ model: "large", proved: 19, failed: 0, usd: 0.01 });
    expect(choose(ask(models, { tallies, rung: 1 }))).toEqual({ by: "ladder", at: 1, ofAll: 19 });
    const more = tallied({ model: "large", proved: 20, failed: 0, usd: 0.01 });
    expect(choose(ask(models, { tallies: more, rung: 1 })).by).toBe("outcomes");
  });

  test("outcomes of models that are no candidates do not count", () => {
    const tallies = tallied({ model: "elsewhere", proved: 100, failed: 0, usd: 0.01 });
    expect(choose(ask(models, { tallies })).by).toBe("ladder");
  });
});

describe("the expected cost to a proof", () => {
  test("cheap and good goes first, and what is dearer stands behind it", () => {
    const tallies = tallied(
      { model: "small", proved: 60, failed: 40, usd: 0.05 },
      { model: "middle", proved: 40, failed: 60, usd: 0.4 },
      { model: "large", proved: 80, failed: 20, usd: 0.8 },
    );
    const { at, plan } = outcomes(ask(models, { tallies }));
    expect(at).toBe(0);
    expect(plan.order).toContain(2);
    expect(plan.usd).toBeLessThan(0.8);
    expect(plan.right).toBeGreaterThan(0.6);
  });

  test("a cheap one that fails nearly always is passed over", () => {
    const tallies = tallied(
      { model: "small", proved: 12, failed: 88, usd: 0.3 },
      { model: "large", proved: 85, failed: 15, usd: 0.8 },
    );
    expect(chosen(ask(["small", "large"], { tallies }))).toBe("large");
  });

  test("a kind at which a model does badly has another choice than the others", () => {
    const tallies = tallied(
      { model: "small", proved: 95, failed: 5, usd: 0.1, kind: "docs" },
      { model: "small", proved: 10, failed: 90, usd: 0.3, kind: "security" },
      { model: "large", proved: 90, failed: 10, usd: 0.6, kind: "security" },
      { model: "large", proved: 90, failed: 10, usd: 0.6, kind: "docs" },
    );
    const of = (kind: Question["kind"]): string => chosen(ask(["small", "large"], { tallies, kind }));
    expect([of("docs"), of("security")]).toEqual(["small", "large"]);
  });

  test("a kind that was never seen has the choice that all kinds together speak for", () => {
    const tallies = tallied(
      { model: "small", proved: 8, failed: 92, usd: 0.3, kind: "fix" },
      { model: "large", proved: 90, failed: 10, usd: 0.6, kind: "fix" },
    );
    const answer = outcomes(ask(["small", "large"], { tallies, kind: "docs" }));
    expect([answer.at, answer.ofKind, answer.ofAll]).toEqual([1, 0, 200]);
  });

  test("who failed at the task is not asked again while another is left", () => {
    const tallies = tallied(
      { model: "small", proved: 90, failed: 10, usd: 0.01 },
      { model: "large", proved: 90, failed: 10, usd: 0.02 },
    );
    expect(chosen(ask(["small", "large"], { tallies, failed: [{ at: 0 }] }))).toBe("large");
    expect(["small", "large"]).toContain(
      chosen(ask(["small", "large"], { tallies, failed: [{ at: 0 }, { at: 1 }] })),
    );
  });

  test("a hard task makes another attempt not worth its price; a first attempt is always made", () => {
    const tallies = tallied(
      { model: "small", proved: 30, failed: 70, usd: 0.5 },
      { model: "large", proved: 32, failed: 68, usd: 0.6 },
    );
    const question = ask(["small", "large"], { tallies });
    expect(choose(question).by).toBe("outcomes");
    expect(choose({ ...question, failed: [0, 0, 0, 0].map((at) => ({ at })) }).by).toBe("nobody");
  });
});

describe("bounds", () => {
  const tallies = tallied(
    { model: "small", proved: 20, failed: 80, usd: 0.1 },
    { model: "large", proved: 95, failed: 5, usd: 1 },
  );
  const asked = (set: Partial<Question["bounds"]>): Question =>
    ask(["small", "large"], {
      tallies,
      bounds: { attempts: 3, usd: Infinity, seconds: Infinity, secondsEach: Infinity, ...set },
    });

  test("what is left of the budget decides what can be chosen, and too small a budget is said", () => {
    expect(chosen(asked({}))).toBe("large");
    expect(chosen(asked({ usd: 0.5 }))).toBe("small");
    expect(choose(asked({ usd: 0.01 }))).toMatchObject({ by: "outcomes", at: 0, exceeds: true });
  });

  test("so does the time until it is due", () => {
    const slow = tallies.map((tally) =>
      tally.model === "large"
        ? { ...tally, cells: tally.cells.map((cell) => ({ ...cell, seconds: 1e6 })) }
        : tally,
    );
    expect(chosen({ ...asked({ seconds: 3600 }), tallies: slow })).toBe("small");
    expect(chosen({ ...asked({ secondsEach: 3600 }), tallies: slow })).toBe("small");
  });

  test("what one attempt of an agent may cost shuts out its dear models", () => {
    const question = asked({});
    const candidates = question.candidates.map((one) => ({ ...one, most: 0.5 }));
    expect(chosen({ ...question, candidates })).toBe("small");
  });
});

const past = fc.record({
  model: fc.constantFrom(...models),
  proved: fc.nat(40),
  failed: fc.nat(40),
  usd: fc.double({ min: 0.001, max: 5, noNaN: true }),
});

const asking = fc.record({
  pasts: fc.array(past, { maxLength: 6 }),
  names: fc.shuffledSubarray(models, { minLength: 1 }),
  failed: fc.array(fc.nat(2), { maxLength: 4 }),
  attempts: fc.integer({ min: 1, max: 6 }),
  usd: fc.double({ min: 0.01, max: 20, noNaN: true }),
  seed: fc.string(),
});

type Asking = typeof asking extends fc.Arbitrary<infer T> ? T : never;

const question = ({ pasts, names, failed, attempts, usd, seed }: Asking): Question =>
  ask(names, {
    tallies: tallied(...pasts.filter(({ proved, failed: n }) => proved + n > 0)),
    failed: failed.filter((at) => at < names.length).map((at) => ({ at })),
    bounds: { attempts, usd, seconds: Infinity, secondsEach: Infinity },
    seed,
  });

test("where a task has proved dear so far, less more is tried than where it was cheap", () => {
  const tallies = tallied(
    { model: "small", proved: 40, failed: 40, usd: 0.5 },
    { model: "large", proved: 50, failed: 30, usd: 1 },
  );
  const goesOn = (usd: number): boolean =>
    choose(ask(["small", "large"], { tallies, failed: [{ at: 0, usd }] })).by === "outcomes";
  const expected = (usd: number): number =>
    outcomes(ask(["small", "large"], { tallies, failed: [{ at: 0, usd }] })).seen[1]?.usd ?? 0;
  expect([0.05, 1, 500].map(goesOn)).toEqual([true, true, false]);
  expect(expected(2)).toBeGreaterThan(1.5 * expected(0.2));
});

/** What so many times the outcomes of a cell come to. */
const many = (times: number, cell: Cell): Cell => ({
  ...cell,
  proved: cell.proved * times,
  failed: cell.failed * times,
  priced: cell.priced * times,
  usd: cell.usd * times,
  logUsd: cell.logUsd * times,
  seconds: cell.seconds * times,
});

describe("laws", () => {
  test("always one of the candidates, the same for the same seed", () => {
    const law = fc.property(asking, (given) => {
      const asked = question(given);
      const answer = choose(asked);
      expect(asked.candidates[answer.at]).toBeDefined();
      expect(choose(structuredClone(asked))).toEqual(answer);
    });
    fc.assert(law, { numRuns: 500 });
  });

  test("a plan keeps to attempts and budget, or says that none does; it names nobody twice", () => {
    const law = fc.property(asking, (given) => {
      const asked = question(given);
      const answer = choose(asked);
      if (answer.by !== "outcomes" || answer.exceeds === true) return;
      expect(answer.plan.order.length).toBeLessThanOrEqual(asked.bounds.attempts);
      expect(new Set(answer.plan.order).size).toBe(answer.plan.order.length);
      expect(answer.seen[answer.at]?.usd).toBeLessThanOrEqual(asked.bounds.usd);
      expect(answer.plan.right).toBeLessThanOrEqual(1);
    });
    fc.assert(law, { numRuns: 500 });
  });

  test("what is tried to be known better is tried ever more seldom", () => {
    const share = (times: number): number => {
      const once = tallied(
        { model: "small", proved: 10, failed: 10, usd: 0.2 },
        { model: "large", proved: 10, failed: 10, usd: 0.21 },
      );
      const tallies = once.map((tally) => ({
        ...tally,
        cells: tally.cells.map((cell) => many(times, cell)),
      }));
      const seeds = Array.from({ length: 400 }, (_, at) => `task-${at}@1`);
      const explored = seeds.filter(
        (seed) => outcomes(ask(["small", "large"], { tallies, seed })).insteadOf !== undefined,
      );
      return explored.length / seeds.length;
    };
    expect(share(1)).toBeGreaterThan(0.1);
    expect(share(5000)).toBe(0);
  });
});

/** A model's tally with one outcome more. */
const taught = (
  tallies: readonly Tally[],
  lesson: { model: string; depth: number; proved: boolean; usd: number; at: number },
): Tally => {
  const { model } = lesson;
  const known = tallies.find((one) => one.model === model);
  return learn(known ?? { agent: "builtin", model, cells: [], recent: [] }, {
    agent: "builtin",
    kind: "fix",
    seconds: 60,
    ...lesson,
  });
};

describe("a model that becomes worse", () => {
  const costs: Readonly<Record<string, number>> = { small: 0.4, large: 0.8 };
  const names = Object.keys(costs);

  /** Works on tasks one after another; from `turn` on the cheap model is right as often as `after` says. */
  const simulate = (seed: number, after: number, turn = 150) => {
    const next = random(seed);
    let tallies: Tally[] = [];
    const firsts: string[] = [];
    let noticed: number | undefined;
    let sinceTurn = 0;
    const watch = (task: number, tally: Tally): void => {
      if (task >= turn) sinceTurn += 1;
      if (tally.fall !== undefined) noticed ??= task < turn ? -1 : sinceTurn;
    };
    const attempt = (task: number, failed: readonly Tried[]): { at: number; proved: boolean } | undefined => {
      const n = failed.length + 1;
      const answer = choose(ask(names, { tallies, failed, rung: n - 1, seed: `t${seed}-${task}@${n}` }));
      if (answer.by === "nobody") return undefined;
      const model = names[answer.at] ?? "";
      if (n === 1) firsts.push(model);
      const cheap = task < turn ? 0.75 : after;
      const proved = next() < (model === "small" ? cheap : 0.85);
      const tally = taught(tallies, { model, depth: n - 1, proved, usd: costs[model] ?? 1, at: task });
      tallies = [...tallies.filter((one) => one.model !== model), tally];
      if (model === "small") watch(task, tally);
      return { at: answer.at, proved };
    };
    for (let task = 0; task < turn + 150; task += 1) {
      const failed: Tried[] = [];
      for (let n = 1; n <= 2; n += 1) {
        const tried = attempt(task, failed);
        if (tried === undefined || tried.proved) break;
        failed.push(tried);
      }
    }
    return { firsts, noticed };
  };

  test("is noticed within 30 of its outcomes, and no longer goes first", () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { firsts, noticed } = simulate(seed, 0.05);
      expect(noticed).toBeGreaterThan(0);
      expect(noticed).toBeLessThanOrEqual(30);
      const late = firsts.slice(-80);
      expect(late.filter((model) => model === "large").length).toBeGreaterThan(60);
    }
  });

  test("one that stays as it was is hardly ever taken for worse", () => {
    const alarms = Array.from({ length: 40 }, (_, seed) => simulate(seed + 1, 0.75).noticed);
    expect(alarms.filter((alarm) => alarm !== undefined).length).toBeLessThanOrEqual(1);
  });

  test("what it was before counts no more, what it costs does", () => {
    const good = tallied({ model: "small", proved: 90, failed: 10, usd: 0.4 })[0] as Tally;
    const bad = Array.from({ length: 20 }, (_, at) => at).reduce(
      (tally, at) =>
        learn(tally, {
          agent: "builtin",
          model: "small",
          kind: "fix",
          depth: 0,
          proved: false,
          usd: 0.4,
          seconds: 60,
          at: 1000 + at,
        }),
      good,
    );
    const answer = outcomes(
      ask(["small", "large"], {
        tallies: [bad, ...tallied({ model: "large", proved: 8, failed: 2, usd: 0.5 })],
      }),
    );
    expect(answer.at).toBe(1);
    expect(answer.seen[0]?.fall).toMatchObject({ of: 12 });
    expect(answer.seen[0]?.right).toBeLessThan(0.3);
    expect(answer.seen[0]?.usd).toBeCloseTo(0.4, 1);
    const lesson = { model: "small", depth: 0, proved: true, usd: 0.4, at: 2000 };
    const over = Array.from({ length: 12 }, () => lesson).reduce((tally, one) => taught([tally], one), bad);
    expect(bad.fall).toBeDefined();
    expect(over.fall).toBeUndefined();
  });
});
