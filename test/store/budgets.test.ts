import { expect, test } from "vitest";
import { parseConfig } from "../../src/store/config.ts";
import { parseRoadmap } from "../../src/store/roadmap.ts";
import { readTree } from "../../src/store/tree.ts";
import { budgetKey } from "../../src/views/budget-words.ts";

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

const roadmap = (front: string) =>
  parseRoadmap({
    file: "roadmaps/core.md",
    text: `---\n${front}\n---\n# Core\n## Milestone 1.2: In\n## Über alles\n`,
    digest: "d",
  });

test("a roadmap says what its milestones may use, and the tighter of two budgets holds, since both do", () => {
  const front = "budgets:\n  m1-2: { usd: 50 }\n  uber-alles: { tokens: 1M, per: week }";
  expect(roadmap(front)).toMatchObject({
    problems: [],
    value: {
      budgets: [
        {
          over: { kind: "milestone", name: "core#m1-2" },
          per: "all",
          limit: { microUsd: 50e6 },
          file: "roadmaps/core.md",
        },
        { over: { kind: "milestone", name: "core#uber-alles" }, per: "week", limit: { tokens: 1e6 } },
      ],
    },
  });
  const files = {
    "traffic.yaml": 'budgets: { milestones: { "core#m1-2": { usd: 70 } } }\n',
    "roadmaps/core.md": `---\n${front}\n---\n# Core\n## Milestone 1.2: In\n## Über alles\n`,
  };
  const { config } = readTree(new Map(Object.entries(files)), new Map()).snapshot;
  expect(config.budgets.map(({ limit }) => limit)).toEqual([
    { microUsd: 70e6 },
    { microUsd: 50e6 },
    { tokens: 1e6 },
  ]);
  expect(config.budgets.map((one) => budgetKey(one, "microUsd"))).toEqual([
    "budgets.milestones.core#m1-2.usd",
    "budgets.m1-2.usd in roadmaps/core.md",
    "budgets.uber-alles.usd in roadmaps/core.md",
  ]);
});

test("a sum in a heading limits nothing, and a roadmap without budgets is as it was", () => {
  const { value, problems } = parseRoadmap({
    file: "roadmaps/a.md",
    text: "## Budget: $50 for m1\n",
    digest: "d",
  });
  expect([value?.budgets, problems]).toEqual([undefined, []]);
  expect(roadmap("budgets:").value?.budgets).toBeUndefined();
});

test.each([
  ["title: x\nbudgets: { m1-2: { usd: 3, dollars: 3 } }", "invalid_budgets", 3],
  ["budgets:\n  m1-2: { usd: much }", "invalid_budgets", 3],
  ["budgets: { m1-2: 3 }", "invalid_budgets", 2],
  ["budgets: many", "invalid_budgets", 2],
] as const)("%s is told, and leaves the roadmap as it was known before", (front, code, line) => {
  expect(roadmap(front)).toMatchObject({
    problems: [{ code, line, example: expect.stringContaining("m1-2") as string }],
  });
  expect(roadmap(front).value).toBeUndefined();
});

test("a budget of a milestone that is not there is told with those that are; the others hold", () => {
  expect(roadmap("budgets:\n  m1-2: { usd: 1 }\n  m1-3: { usd: 1 }")).toMatchObject({
    value: { milestones: [{ id: "m1-2" }, { id: "uber-alles" }] },
    problems: [{ code: "unknown_milestone", line: 4, found: "m1-3", expected: "m1-2 or uber-alles" }],
  });
});
