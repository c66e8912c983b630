import fc from "fast-check";
import { expect, test } from "vitest";
import { courseOf, type Agenda, type Bounds, type Taking } from "../../../src/core/estimate/course.ts";

const free: Bounds["day"] = { usd: Infinity, spent: 0, left: 86_400 };

/** Tasks that need some of those before them. */
const agendaOf = (needs: readonly (readonly number[])[], moving: readonly number[] = []): Agenda => ({
  size: needs.length,
  children: (task) => needs.flatMap((own, at) => (own.includes(task) ? [at] : [])),
  parents: (task) => needs[task]?.length ?? 0,
  moving,
});

const tasks = fc
  .array(
    fc.record({ needs: fc.array(fc.nat(30)), seconds: fc.integer({ min: 1, max: 50_000 }), usd: fc.nat(5) }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((all) =>
    all.map(({ needs, ...taking }, at) => ({
      ...taking,
      needs: [...new Set(needs.map((need) => (at === 0 ? -1 : need % at)))].filter((need) => need >= 0),
    })),
  );

type Made = { readonly needs: readonly number[] } & Taking;

const play = (made: readonly Made[], bounds: Bounds): Float64Array =>
  courseOf(agendaOf(made.map(({ needs }) => needs)), bounds, (task) => made[task] as Made);

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

test("everything ends, after what it needs, and never do more work at once than there are agents", () => {
  fc.assert(
    fc.property(tasks, fc.integer({ min: 1, max: 6 }), (made, agents) => {
      const ends = play(made, { agents, day: free });
      const begins = made.map(({ seconds }, at) => (ends[at] as number) - seconds);
      for (const [at, { needs }] of made.entries())
        for (const need of needs) expect(begins[at]).toBeGreaterThanOrEqual(ends[need] as number);
      for (const moment of begins) {
        const atWork = made.filter(
          (_, at) => (begins[at] as number) <= moment && moment < (ends[at] as number),
        );
        expect(atWork.length).toBeLessThanOrEqual(agents);
      }
    }),
  );
});

test("it takes as long as its longest chain where there are agents enough, and at most that and its share of all (Graham)", () => {
  fc.assert(
    fc.property(tasks, fc.integer({ min: 1, max: 6 }), (made, agents) => {
      const chain: number[] = [];
      for (const { needs, seconds } of made)
        chain.push(seconds + Math.max(0, ...needs.map((need) => chain[need] as number)));
      const longest = Math.max(...chain);
      expect([...play(made, { agents: made.length, day: free })]).toEqual(chain);
      const share = sum(made.map(({ seconds }) => seconds)) / agents;
      const end = Math.max(...play(made, { agents, day: free }));
      expect(end).toBeGreaterThanOrEqual(Math.max(longest, share) - 1e-6);
      expect(end).toBeLessThanOrEqual(longest + share + 1e-6);
    }),
  );
});

test("in no day more begins than what the day has money for, but for the task that used it up", () => {
  fc.assert(
    fc.property(
      tasks,
      fc.integer({ min: 1, max: 8 }),
      fc.double({ min: 1, max: 86_400, noNaN: true }),
      (made, usd, left) => {
        const ends = play(made, { agents: 3, day: { usd, spent: 1, left } });
        expect([...ends].every(Number.isFinite)).toBe(true);
        const days = new Map<number, number[]>();
        for (const [at, { seconds, usd: cost }] of made.entries()) {
          const day = Math.floor(((ends[at] as number) - seconds - left + 1e-6) / 86_400);
          if (cost > 0) days.set(day, [...(days.get(day) ?? []), cost]);
        }
        for (const [day, costs] of days) {
          const spent = sum(costs) + (day < 0 ? 1 : 0);
          expect(spent - Math.max(...costs)).toBeLessThan(usd);
        }
      },
    ),
  );
});

test("where nothing may be spent, what costs nothing ends and the rest never does", () => {
  const made = [
    { needs: [], usd: 1, seconds: 10 },
    { needs: [], usd: 0, seconds: 10 },
    { needs: [], usd: 1, seconds: 10, notional: true },
    { needs: [0], usd: 0, seconds: 10 },
  ];
  expect([...play(made, { agents: 4, day: { usd: 0, spent: 0, left: 5 } })]).toEqual([
    Infinity,
    10,
    10,
    Infinity,
  ]);
});

test("what waits for money begins at midnight, in its turn", () => {
  const made = [
    { needs: [], usd: 2, seconds: 10 },
    { needs: [], usd: 2, seconds: 10 },
    { needs: [], usd: 0, seconds: 30 },
  ];
  expect([...play(made, { agents: 1, day: { usd: 2, spent: 0, left: 100 } })]).toEqual([10, 110, 40]);
});

test("midnight comes once a day, also where the day's rest is no whole number of seconds", () => {
  const made = Array.from({ length: 6 }, () => ({ needs: [], usd: 1, seconds: 10 }));
  const left = 3141.496;
  const ends = play(made, { agents: 4, day: { usd: 1, spent: 0, left } });
  const day = (end: number): number => Math.floor((end - 10 - left + 1e-6) / 86_400) + 1;
  expect([...ends].map(day)).toEqual([0, 1, 2, 3, 4, 5]);
});

test("who is at work already has an agent", () => {
  const agenda = agendaOf([[], [], [1]], [1]);
  const seconds = [5, 20, 1];
  const ends = courseOf(agenda, { agents: 1, day: free }, (task) => ({
    usd: 0,
    seconds: seconds[task] as number,
  }));
  expect([...ends]).toEqual([25, 20, 26]);
});
