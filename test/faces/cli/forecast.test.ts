import { describe, expect, test } from "vitest";
import type { PastWork } from "../../../src/core/estimate/ended.ts";
import { grow } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { fakeDoors, runIn } from "../../world/terminal.ts";

const [haiku, minute] = ["claude-haiku-5-5", 60_000];

const past = (count: number, more: { readonly notional?: boolean } = {}): PastWork =>
  new Map(
    Array.from({ length: count }, (_, n) => {
      const endedAt = n * 1000 + minute * (1 + (n % 5));
      const who = { attempt: 1, agent: "builtin", model: haiku, outcome: "done", kind: "fix" } as const;
      return [
        `old-${n}`,
        [{ ...who, usd: 0.1 * (1 + (n % 5)), startedAt: n * 1000, endedAt, ...more }],
      ] as const;
    }),
  );

const { command: _, ...login } = makeTask("login", {
  agent: "builtin",
  model: haiku,
  title: "Fix the login",
});

const forecast = (known: PastWork, ...argv: string[]) => forecastOf(login, known, ...argv);

const forecastOf = async (first: typeof login, known: PastWork, ...argv: string[]) => {
  const { state, now } = grow(
    first,
    makeTask("build", { command: "make" }),
    makeTask("held", { hold: true }),
  );
  const foresee = async () => ({ state, now, past: known, roadmaps: [] });
  return runIn({ doors: fakeDoors({ state, now }, { foresee }).doors }, "forecast", ...argv);
};

describe("traffic forecast", () => {
  test("tells cost, time and end of what is left, from what that is known, and what is not in it", async () => {
    const { out, code } = await forecast(past(30));
    expect(code).toBe(0);
    expect(out).toContain("1 task with up to 4 agents at once, in 8 of 10 cases:");
    expect(out).toMatch(/cost +\$0\.10 to \$0\.50, in the middle \$0\.\d0\n/);
    expect(out).toMatch(/time +1 min to 5 min, in the middle \d min/);
    expect(out).toContain("First: nobody has agreed to the cost of 1 task yet  -> traffic run");
    expect(out).toMatch(/over +between .* and .*, if it began now\n/);
    expect(out).toContain("from 30 tasks that are over, 30 of them proved\n");
    expect(out).toMatch(/Not in it: 1 task for which fewer than 9 like ones are over: build\./);
    expect(out).toContain("Not in it: 1 task that no run will do as things stand: traffic plan");
    expect(out).toMatch(
      /Looking back: \d+ of 21 tasks took as long as was to be expected then, and \d+ of 21 cost/,
    );
  });

  test("says for how many nobody was charged, and where nothing can be foretold, why", async () => {
    expect((await forecast(past(12, { notional: true }))).out).toContain(
      "for 12 nobody was charged what they cost",
    );
    const { out, code } = await forecast(past(3));
    expect(code).toBe(0);
    expect(out).toContain("Too little is known to foretell 2 tasks");
    expect(out).toContain("3 tasks are over here");
  });

  test("says what files estimate of what nothing measured can be told of", async () => {
    const { out } = await forecastOf({ ...login, estimate: 90 }, past(3));
    expect(out).toContain(
      "By the estimates in the files of 1 they are 1 h 30 min of work, over in 1 h 30 min with up to 4 agents at once.",
    );
    expect((await forecastOf({ ...login, estimate: 90 }, past(30))).out).not.toContain("estimates");
  });

  test("tells of one task, written or not, with all its attempts", async () => {
    const { out } = await forecast(past(30), "login");
    expect(out).toMatch(/^Fix the login: in 8 of 10 cases/);
    expect(out).toContain("from 30 tasks of the kind fix by those who may work on it");
    expect(out).toContain("30 of them are proved, after 1.0 attempts on average");
    expect((await forecast(past(30), "log", "--json")).json()).toMatchObject({
      schema: "traffic/estimate@1",
      task: "login",
      usd: { low: 0.1, high: 0.5 },
      alike: { of: 30 },
    });
    expect((await forecast(past(30), "Fix the crash at sign-out")).out).toContain(
      "from 30 tasks of the kind fix",
    );
    expect((await forecast(past(30), "Document the API")).out).toContain("from 30 tasks of any kind");
    expect((await forecast(past(8), "Document the API")).out).toContain("Too little is known");
    expect((await forecast(past(30), "nonsense")).code).toBe(2);
  });

  test("says all of it in JSON", async () => {
    expect((await forecast(past(30), "--json")).json()).toMatchObject({
      schema: "traffic/forecast@1",
      left: 2,
      unlike: ["build"],
      never: 1,
      ended: { of: 30, proved: 30 },
      all: { tasks: 1, usd: { low: 0.1 } },
      hindsight: { usd: { of: 21 }, seconds: { of: 21 } },
    });
  });
});
