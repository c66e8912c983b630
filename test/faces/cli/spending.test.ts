import { expect, test } from "vitest";
import { defaultConfig } from "../../../src/core/config.ts";
import { agreementOf } from "../../../src/core/agreement.ts";
import type { Task } from "../../../src/core/task.ts";
import { emptyMeter } from "../../../src/core/meter.ts";
import { grow, start, type Grown } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { fakeDoors, runIn, type Terminal } from "../../world/terminal.ts";

const paid = (id: string, set: Partial<Task> = {}): Task => {
  const { command: _, ...task } = makeTask(id, { agent: "builtin", ...set });
  return task;
};

const fleet = (...tasks: readonly Task[]): Grown =>
  grow(...tasks).fold(
    { kind: "config.changed", config: defaultConfig },
    { kind: "day.began", from: start - 1000, until: start + 3_600_000 },
  );

const doorsOf = (grown: Grown) => fakeDoors({ state: grown.state, now: grown.now });

const run = (grown: Grown, terminal: Terminal, ...argv: readonly string[]) => {
  const { doors, asked } = doorsOf(grown);
  return { asked, screen: runIn({ doors, ...terminal }, ...argv) };
};

test.each(["run", "up"])(
  "%s shows agents, account and worst case, and asks; yes is written down",
  async (verb) => {
    const grown = fleet(paid("a"), paid("b", { budget: { usd: 1 } }));
    const { asked, screen } = run(grown, { isTTY: true, stdin: "y\n" }, verb);
    const { out } = await screen;
    expect(out).toContain("2 tasks of this repository will be worked on by a paid model");
    expect(out).toContain("builtin: claude-haiku-5-5, then claude-sonnet-5-5, then claude-opus-5-5");
    expect(out).toContain("key …cdef from ANTHROPIC_API_KEY, at api.example");
    expect(out).toContain("At most   $4.00 today");
    expect(asked.wishes).toEqual([{ kind: "agree", agreement: agreementOf(grown.state) }]);
  },
);

test.each([
  ["a no", { isTTY: true, stdin: "n\n" }, []],
  ["silence", { isTTY: true, stdin: "\n" }, []],
  ["no terminal", { stdin: "y\n" }, []],
  ["a script that reads JSON", { isTTY: true, stdin: "y\n" }, ["--json"]],
] as const)("%s starts nothing", async (_, terminal, more) => {
  const { asked, screen } = run(fleet(paid("a")), terminal, "run", ...more);
  const { code } = await screen;
  expect(code).toBe(2);
  expect(asked.wishes).toEqual([]);
});

test("--yes agrees without a terminal", async () => {
  const { asked, screen } = run(fleet(paid("a")), {}, "run", "--yes");
  await screen;
  expect(asked.wishes).toHaveLength(1);
});

test("what was agreed to is not asked again, and work of the shell never is", async () => {
  const agreed = fleet(paid("a"));
  agreed.fold({ kind: "spending.agreed", agreement: agreementOf(agreed.state) });
  for (const grown of [agreed, fleet(makeTask("b", { command: "true" })), fleet(paid("c", { hold: true }))]) {
    const { asked, screen } = run(grown, {}, "run");
    expect((await screen).out).not.toContain("paid model");
    expect(asked.wishes).toEqual([]);
  }
});

test("costs: by day, task, agent and model; what is not exact says so", async () => {
  const grown = fleet(paid("a"), paid("b"));
  grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) }).schedule();
  const meter = { ...emptyMeter("claude-haiku-5-5", { window: 1_000_000 }), microUsd: 1_250_000, turns: 3 };
  grown.fold(
    { kind: "attempt.metered", key: "a@1", meter },
    { kind: "attempt.metered", key: "b@1", meter: { ...meter, unsure: 250_000 } },
  );
  const { screen } = run(grown, {}, "costs", "--json");
  expect((await screen).json()).toMatchObject({
    schema: "traffic/costs@1",
    total: { usd: 2.75, attempts: 2, turns: 6, exact: false },
    tasks: [
      { name: "b", usd: 1.5, exact: false },
      { name: "a", usd: 1.25, exact: true },
    ],
    agents: [{ name: "builtin", usd: 2.75 }],
    models: [{ name: "claude-haiku-5-5", usd: 2.75 }],
    days: [{ usd: 2.75 }],
  });
  const { out } = await run(grown, {}, "costs").screen;
  expect(out).toContain("$2.75 in all; $2.75 of $10.00 spent today, $3.25 reserved.");
  expect(out).toContain("≤ $1.50");
  expect((await run(fleet(), {}, "costs").screen).out).toContain("Nothing was spent here so far");
});
