import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutOff, enter, inSession, nextStretch, openBooks, sumOf, type Books } from "../../src/core/books.ts";
import { meterOf, nextRun, openMemory, remember, runOver } from "../../src/core/memory.ts";
import { charged, isExact, isLater, worth } from "../../src/core/meter.ts";
import { costOf, priceOf, type Price } from "../../src/core/prices.ts";
import type { Signal, Use } from "../../src/core/signal.ts";
import { addUsage, noUsage, promptTokens, type Usage } from "../../src/core/usage.ts";

const at = Date.parse("2026-11-21");
const haiku = "claude-haiku-5-5";
const luna = "gpt-6-luna";
const priced = (model: string): Price => priceOf(model, at) as Price;

const tokens = fc.nat({ max: 60_000 });
const usage = fc.record<Usage>({
  input: tokens,
  cacheWrite: tokens,
  cacheRead: tokens,
  output: fc.nat({ max: 30_000 }),
});

/** One run of an agent: its requests, whether it came to its last word, and whether it goes on with the session before. */
type Run = { readonly requests: readonly Usage[]; readonly told: boolean; readonly resumed: boolean };

const runs = fc.array(
  fc.record<Run>({
    requests: fc.array(usage, { minLength: 1, maxLength: 5 }),
    told: fc.boolean(),
    resumed: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

const sum = (all: readonly Usage[]): Usage => all.reduce(addUsage, noUsage);

const cost = (model: string, all: readonly Usage[]): number =>
  all.reduce((total, one) => total + costOf(priced(model), one), 0);

/** What an agent tells of its runs, as books are kept of it. `told` says what it tells of the run and of the session. */
const kept = (
  model: string,
  all: readonly Run[],
  say: (run: Run, known: { readonly id: number; readonly session: readonly Usage[] }) => readonly Use[],
): Books => {
  let books = openBooks(model, at);
  let [session, id] = [0, 0];
  let before: Usage[] = [];
  for (const [index, run] of all.entries()) {
    if (index > 0) books = nextStretch(books);
    if (!run.resumed || index === 0) {
      session += 1;
      before = [];
    }
    books = inSession(books, `s${session}`);
    before = [...before, ...run.requests];
    for (const use of say(run, { id, session: before })) books = enter(books, use);
    if (!run.told) books = cutOff(books);
    id += run.requests.length;
  }
  return books;
};

/** Each request when it begins, with a little of its reply, and when it is whole; at last what the run was billed. */
const byRun = (run: Run, { id }: { readonly id: number }): Use[] => [
  ...run.requests.flatMap((one, index): Use[] => [
    {
      of: "request",
      id: `m${id + index}`,
      model: haiku,
      usage: { ...one, output: Math.min(1, one.output) },
      whole: false,
      main: true,
    },
    { of: "reply", id: `m${id + index}`, usage: one },
  ]),
  ...(run.told
    ? [{ of: "stretch", bill: { usage: sum(run.requests), microUsd: cost(haiku, run.requests) } } as const]
    : []),
];

const record = (run: Run, { id }: { readonly id: number }): Use[] =>
  run.requests.map((one, index) => ({
    of: "request",
    id: `r${id + index}`,
    usage: one,
    whole: true,
    main: true,
  }));

/** The session's sum over all its runs, and nothing before it. */
const bySession = (run: Run, { session }: { readonly session: readonly Usage[] }): Use[] =>
  run.told ? [{ of: "session", bill: { usage: sum(session) } }] : [];

describe("each token counts once, however sums are told and runs follow each other", () => {
  test("sums of runs, in place of the requests they cover", () => {
    fc.assert(
      fc.property(runs, (all) => {
        const truth = all.flatMap(({ requests }) => requests);
        const found = sumOf(kept(haiku, all, byRun));
        expect(found.usage).toEqual(sum(truth));
        expect(found.microUsd).toBe(cost(haiku, truth));
        expect(found.turns).toBe(truth.length);
        expect(found.unsure > 0).toBe(all.some(({ told }) => !told));
      }),
    );
  });

  test("sums of sessions that go on: what was known before is no part of what comes", () => {
    fc.assert(
      fc.property(runs, (all) => {
        const known = all.filter((run, index) => {
          const next = all.slice(index).findIndex((one, ahead) => ahead > 0 && !one.resumed);
          return all.slice(index, next === -1 ? undefined : index + next).some(({ told }) => told);
        });
        const found = sumOf(kept(luna, all, bySession));
        expect(found.usage).toEqual(sum(known.flatMap(({ requests }) => requests)));
      }),
    );
  });

  test("a record of each request beside sums of sessions", () => {
    fc.assert(
      fc.property(runs, fc.boolean(), (all, late) => {
        const truth = all.flatMap(({ requests }) => requests);
        const say = (run: Run, known: { readonly id: number; readonly session: readonly Usage[] }): Use[] =>
          late
            ? [...bySession(run, known), ...record(run, known)]
            : [...record(run, known), ...bySession(run, known)];
        const found = sumOf(kept(luna, all, say));
        expect(found.usage).toEqual(sum(truth));
        expect(found.microUsd).toBe(cost(luna, truth));
      }),
    );
  });

  test("a record read again from its beginning in every run", () => {
    fc.assert(
      fc.property(runs, (all) => {
        const same = all.map((run) => ({ ...run, resumed: true }));
        const truth = same.flatMap(({ requests }) => requests);
        const say = (_: Run, { session }: { readonly session: readonly Usage[] }): Use[] =>
          session.map((one, index) => ({
            of: "request",
            id: `r${index}`,
            usage: one,
            whole: true,
            main: true,
          }));
        expect(sumOf(kept(luna, same, say)).usage).toEqual(sum(truth));
      }),
    );
  });
});

test("what is told of requests counts the same in whatever order and however often it is told", () => {
  fc.assert(
    fc.property(
      fc.array(usage, { minLength: 1, maxLength: 4 }),
      fc.infiniteStream(fc.nat()),
      (all, chance) => {
        const told = byRun({ requests: all, told: false, resumed: true }, { id: 0 });
        const begun = told.filter(({ of }) => of === "request");
        const again = [...told, ...told].map((use) => ({ use, at: chance.next().value }));
        const mixed = again.sort((a, b) => a.at - b.at).map(({ use }) => use);
        expect(sumOf([...begun, ...mixed].reduce(enter, openBooks(haiku, at)))).toEqual(
          sumOf(told.reduce(enter, openBooks(haiku, at))),
        );
      },
    ),
  );
});

test("a session's sum in dollars counts where that is all that is told; a run that was killed is not in it", () => {
  const bill = { usage: { ...noUsage, input: 100, output: 10 }, microUsd: 77 };
  const books = enter(inSession(openBooks("nobody-knows", at), "s"), { of: "session", bill });
  expect(sumOf(books)).toMatchObject({ microUsd: 77, unsure: 0, priced: true, told: true });
});

test("tokens whose prompts are not known each count at least as short ones, at most as one long one", () => {
  const long = { ...noUsage, input: 300_000 };
  const books = enter(openBooks(luna, at), { of: "session", bill: { usage: long } });
  expect(sumOf(books)).toMatchObject({ microUsd: 30_000, unsure: 30_000 });
});

test("what may have been billed when a run was cut off is at least what it was", () => {
  fc.assert(
    fc.property(fc.array(usage, { maxLength: 4 }), usage, fc.boolean(), (done, open, hasBegun) => {
      let books = openBooks(haiku, at);
      for (const [index, one] of done.entries())
        books = enter(books, { of: "request", id: `m${index}`, usage: one, whole: true, main: true });
      const context = promptTokens(done.at(-1) ?? noUsage);
      // A prompt holds what the last one held, and no more than so much beside it.
      const input = Math.min(open.input, 30_000);
      const real = { ...noUsage, input, cacheWrite: context, output: open.output };
      if (hasBegun)
        books = enter(books, {
          of: "request",
          id: "open",
          usage: { ...real, output: 1 },
          whole: false,
          main: true,
        });
      const { microUsd, unsure } = sumOf(cutOff(books));
      expect(microUsd + unsure).toBeGreaterThanOrEqual(cost(haiku, [...done, real]));
    }),
  );
});

test("a model whose price nobody knows is never taken for free", () => {
  const use = { of: "request", id: "m", usage: { ...noUsage, input: 5 }, whole: true, main: true } as const;
  expect(sumOf(enter(openBooks("nobody-knows", at), use))).toMatchObject({ microUsd: 0, priced: false });
  expect(sumOf(cutOff(openBooks("nobody-knows", at)))).toMatchObject({ priced: false });
});

const told = (...signals: readonly Signal[]) => signals.reduce(remember, openMemory(haiku, at));
const session = { kind: "session", id: "s" } as const;
const request = (id: string, whole = true): Signal => ({
  kind: "used",
  use: { of: "request", id, usage: { ...noUsage, input: 1000, output: 100 }, whole, main: true },
});

describe("the meter", () => {
  test("an agent's last word settles it, even where that is less; what was told before says nothing more", () => {
    const before = told(session, request("a"));
    const bill = { usage: { ...noUsage, input: 1000, output: 100 }, microUsd: 1 };
    const after = [{ kind: "used", use: { of: "stretch", bill } }, { kind: "finished" }] as const;
    const [live, last] = [meterOf(before), meterOf(after.reduce(remember, before))];
    expect(last).toMatchObject({ microUsd: 1, source: "agent", final: true });
    expect(isLater(last, live)).toBe(true);
    expect(isLater(live, last)).toBe(false);
    expect(isLater(last, last)).toBe(false);
  });

  test("another run after the last word goes on with it", () => {
    const bill = { usage: { ...noUsage, input: 1000 }, microUsd: 100 };
    const done = told(
      session,
      request("a"),
      { kind: "used", use: { of: "stretch", bill } },
      { kind: "finished" },
    );
    const next = [session, request("b")].reduce(remember, nextRun(done));
    expect(isLater(meterOf(next), meterOf(done))).toBe(true);
    expect(meterOf(next).turns).toBe(2);
  });

  test("a subscription's dollars are told and not charged", () => {
    const quota = { name: "five_hour", state: "open", billed: false } as const;
    const meter = meterOf(told(session, { kind: "quota", quota }, request("a")));
    expect(meter.payer).toBe("subscription");
    expect(worth(meter)).toBeGreaterThan(0);
    expect(charged(meter)).toBe(0);
  });

  test("beyond the plan it is billed", () => {
    const quota = { name: "overage", state: "open", billed: true } as const;
    const meter = meterOf(
      told({ ...session, payer: "subscription" }, { kind: "quota", quota }, request("a")),
    );
    expect(charged(meter)).toBe(worth(meter));
  });

  test("a run that ended without a word is not exact, unless a tool was at work or nobody was let in", () => {
    const tool = { kind: "tool_began", id: "t", name: "Bash", subject: "" } as const;
    const refused = { kind: "retrying", failure: "auth", why: "401" } as const;
    expect(isExact(meterOf(runOver(told(session, request("a")))))).toBe(false);
    expect(isExact(meterOf(runOver(told(session, request("a"), tool))))).toBe(true);
    expect(isExact(meterOf(runOver(told(session, refused))))).toBe(true);
    expect(isExact(meterOf(runOver(told())))).toBe(true);
  });
});
