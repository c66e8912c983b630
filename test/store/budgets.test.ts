import { expect, test } from "vitest";
import { parseConfig } from "../../src/store/config.ts";

test("every scope is read into one shape, in dollars, tokens and minutes", () => {
  const { value, problems } = parseConfig(`
budgets:
  fleet: { usd: 500 }
  week: { usd: 40, tokens: 20M }
  task: { usd: 4, minutes: 2h }
  day: { usd: 25, minutes: 600 }
  milestones: { "core#m1": { minutes: 1h30m } }
  labels: { security: { usd: 5, per: day } }
  agents: { builder: { tokens: 500k, per: week } }
  models: { opus: { usd: 3 } }
time_zone: Europe/Berlin
count_subscriptions: true
`);
  expect(problems).toEqual([]);
  expect(value).toMatchObject({
    caps: { taskUsd: 4, dayUsd: 25 },
    timeZone: "Europe/Berlin",
    countSubscriptions: true,
  });
  expect(value?.budgets).toEqual([
    { over: { kind: "fleet" }, per: "all", limit: { microUsd: 500e6 } },
    { over: { kind: "fleet" }, per: "day", limit: { ms: 600 * 60_000 } },
    { over: { kind: "fleet" }, per: "week", limit: { microUsd: 40e6, tokens: 20e6 } },
    { over: { kind: "task" }, per: "all", limit: { ms: 120 * 60_000 } },
    { over: { kind: "milestone", name: "core#m1" }, per: "all", limit: { ms: 90 * 60_000 } },
    { over: { kind: "label", name: "security" }, per: "day", limit: { microUsd: 5e6 } },
    { over: { kind: "agent", name: "builder" }, per: "week", limit: { tokens: 500_000 } },
    { over: { kind: "model", name: "claude-opus-5-5" }, per: "all", limit: { microUsd: 3e6 } },
  ]);
});

test("of a cap and a budget for the same the lower one holds", () => {
  const read = (text: string) => parseConfig(text).value?.caps;
  expect(read("caps: { day_usd: 5 }\nbudgets: { day: { usd: 7 } }")).toEqual({ taskUsd: 3, dayUsd: 5 });
  expect(read("budgets: { day: 7 }")).toBeUndefined();
});

test.each([
  ["budgets: { day: { dollars: 3 } }", "day.dollars"],
  ["budgets: { labels: { x: { usd: much } } }", "must say usd, tokens or minutes"],
  ["budgets: { week: {} }", "must say usd, tokens or minutes"],
  ["budgets: { labels: { x: { usd: 1, per: month } } }", "per"],
  ["time_zone: Atlantis", "must be a time zone"],
])("%s is told as a problem", (text, told) => {
  const { problems } = parseConfig(text);
  expect(problems.map(({ message }) => message).join()).toContain(told);
});
