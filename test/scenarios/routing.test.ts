import { afterEach, expect, test } from "vitest";
import { printResult } from "../../src/store/result.ts";
import { act, makePaid, turnsOf, type Paid } from "../world/paid.ts";

let paid: Paid | undefined;

afterEach(() => paid?.close());

const [haiku, sonnet] = ["claude-haiku-5-5", "claude-sonnet-5-5"];

/** What came of an attempt at an old task: the cheap model fails at nearly all, the other at nearly none. */
const old = (n: number): readonly [string, string] => {
  const isCheap = n % 2 === 0;
  const isProved = isCheap ? n % 12 === 0 : n % 12 !== 1;
  const result = printResult(
    {
      task: `old-${n}`,
      attempt: 1,
      title: "Fix an old thing",
      agent: "maker",
      outcome: isProved ? "done" : "failed",
      ...(isProved ? {} : { failure: { kind: "rejected", why: "no" } }),
      startedAt: n * 60_000,
      endedAt: n * 60_000 + 30_000,
      checks: [],
      judgesChanged: [],
      cost: { usd: isCheap ? 0.3 : 0.4, source: "list prices" },
      model: isCheap ? haiku : sonnet,
      previous: null,
    },
    [],
  );
  return [`results/old-${n}/1.md`, result];
};

test("a task that names nobody goes to whom the results in git speak for; each place says why, and a person may overrule", async () => {
  paid = await makePaid(
    {
      ...Object.fromEntries(Array.from({ length: 48 }, (_, n) => old(n))),
      "agents/maker.md": "---\ntraffic: { models: [haiku, sonnet] }\n---\n\nMake it.\n",
      "tasks/hello.md":
        '---\ntitle: Fix the greeting\nverify: ["grep -q hello hello.txt"]\n---\n\nSay hello.\n',
    },
    (heard) =>
      turnsOf(heard) === 0
        ? act("write", { file_path: "hello.txt", content: "hello\n" })
        : { blocks: [{ text: "Done." }] },
  );
  const { repository: it } = paid;
  const asked = JSON.parse((await it.traffic("route", "hello", "--json")).out) as object;
  expect(asked).toMatchObject({ agent: "maker", model: sonnet, choice: { by: "outcomes", kind: "fix" } });
  expect(JSON.parse((await it.traffic("forecast", "--json")).out)).toMatchObject({
    left: 1,
    ended: { of: 48, proved: 24 },
    all: { tasks: 1, usd: { low: 0.3, high: 0.4 }, seconds: { middle: 30 } },
  });
  expect(await it.traffic("run", "--yes")).toMatchObject({ code: 0 });
  expect(it.git("show", "main:results/hello/1.md")).toMatch(
    new RegExp(`model: ${sonnet}[^]*choice: \\{ by: outcomes, kind: fix, why: "${sonnet}.*48 outcomes`),
  );
  expect((await it.traffic("costs")).out).toContain(`${haiku}  4 of 24 proved (17 %)`);
  it.write({ "tasks/again.md": '---\ntitle: Fix it again\nverify: ["grep -q hello hello.txt"]\n---\n' });
  expect((await it.traffic("route", "again", "--use", "haiku")).code).toBe(0);
  const { routing } = JSON.parse((await it.traffic("why", "again", "--json")).out) as { routing: object };
  expect(routing).toMatchObject({ by: "pin", instead_of: sonnet });
});
