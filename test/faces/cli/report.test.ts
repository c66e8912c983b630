import { expect, test } from "vitest";
import type { Event } from "../../../src/core/event.ts";
import { momentOf } from "../../../src/faces/cli/since.ts";
import { finalRest, grow, start, toDone, toFailed, toReview, type Grown } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { fakeDoors, runIn } from "../../world/terminal.ts";

/** Doors whose journal holds what a fleet has gone through. */
const doorsOf = (grown: Grown, now = grown.now) =>
  fakeDoors(
    { state: grown.state, now },
    {
      happened: async (since, kinds) =>
        grown.events.filter(({ at, event }) => at >= since && kinds.includes(event.kind)),
      commitTime: async (name) => (name === "v1.0" ? start + 5000 : undefined),
    },
  ).doors;

const odd = makeTask("odd", { title: "An *odd* title | with\u001b[31m all that hurts" });
const long = makeTask("a-task-with-a-name-that-goes-on-and-on-for-longer-than-any-line-should");
const hour = 3_600_000;

const busyNight = (): Grown => {
  const tasks = [odd, long, makeTask("mine"), makeTask("behind", { dependsOn: ["mine"] })];
  const slept: Event = { kind: "clock.gap", gap: { from: start - 7 * hour, until: start, why: "slept" } };
  return grow(...tasks).fold(
    ...toDone(odd),
    ...toFailed(long, finalRest()),
    ...toReview(makeTask("mine")),
    slept,
  );
};

test("a screen of 80 columns tells it all, and what to type is never cut", async () => {
  const { out, code } = await runIn({ doors: doorsOf(busyNight()) }, "report");
  expect(code).toBe(0);
  const lines = out.trimEnd().split("\n");
  expect(lines[0]).toMatch(/^Since .*\d\d:\d\d, 12 h ago\.$/);
  expect(lines.length).toBeLessThan(24);
  for (const line of lines.filter((one) => !one.includes("->"))) expect(line.length).toBeLessThanOrEqual(80);
  expect(out).toContain(`\n      -> traffic logs ${long.id}, then traffic retry ${long.id}\n`);
  expect(out).toContain("the check `npm test` exited with 1");
  expect(out).toContain("  mine (1 behind it)  there are no checks\n");
  expect(out).toContain("the machine slept for 7 h; no time limit counts it");
  expect(out).toMatch(/Landed 1\n {2}odd {2}1a2b3c4 {2}4 s/);
  expect(out).not.toContain("\x1b");
});

test("as markdown nothing is cut, and titles are shown as they are", async () => {
  const { out } = await runIn({ doors: doorsOf(busyNight()) }, "report", "--md");
  expect(out).toContain("\n## Waiting for you: 1\n\n- `mine` (1 behind it): ");
  expect(out).toContain("An \\*odd\\* title \\| with");
  expect(out).toContain(`\`${long.id}\` rejected after 1 attempt: `);
});

test("as JSON it has a schema of its own, with moments as ISO 8601", async () => {
  const json = (await runIn({ doors: doorsOf(busyNight()) }, "report", "--json")).json();
  expect(json).toMatchObject({
    schema: "traffic/report@1",
    landed: [{ task: "odd", attempt: 1, commit: "1a2b3c4d5e6f", at: expect.stringMatching(/^2026-11-21T/) }],
    failed: [{ task: long.id, kind: "rejected" }],
    retried: {},
    waiting: [{ task: "mine", unblocks: 1 }],
    spent: { usd: 0, exact: true },
    stopped: [{ kind: "slept", from: "2026-11-21T05:00:00.000Z", until: "2026-11-21T12:00:00.000Z" }],
    next: { blocked: 1 },
    running: false,
  });
});

test("what waits for the same thing is told once, with what is behind it", async () => {
  const leaving = ["a", "b", "c"].map((id) => makeTask(id, { handoff: "pr" }));
  const shut = { until: start, why: "there is no remote", answer: "git remote add" };
  const grown = grow(...leaving, makeTask("after", { dependsOn: ["b"] })).fold(
    { kind: "github.closed", ...shut },
    ...toReview(makeTask("mine")),
  );
  const answer = "git remote add; or write `handoff: local` into its file";
  const { out } = await runIn({ doors: doorsOf(grown) }, "report");
  expect(out).toContain("\nWaiting for you 3\n");
  expect(out).toContain(`\n  b, a, c (1 or more behind them)  there is no remote\n      -> ${answer}\n`);
  const { out: page } = await runIn({ doors: doorsOf(grown) }, "report", "--md");
  expect(page).toContain("- `b`, `a`, `c` (1 or more behind them): there is no remote → ");
  const json = (await runIn({ doors: doorsOf(grown) }, "report", "--json")).json();
  expect(json).toMatchObject({ waiting: [{ task: "b", unblocks: 1 }, { task: "a" }, { task: "c" }] });
});

test("nothing at all is told in a few lines", async () => {
  const { out } = await runIn({ doors: doorsOf(grow()) }, "report");
  expect(out).toContain("Landed 0");
  expect(out).toContain("nothing more happens by itself");
  expect(out.trimEnd().split("\n").length).toBeLessThan(14);
});

test("a journal that begins later than what is asked for says so", async () => {
  const grown = grow();
  const doors = {
    ...doorsOf(grown),
    events: async () => [{ seq: 900, at: start, event: { kind: "fleet.paused" } }],
  };
  const { out } = await runIn({ doors: doors as never }, "report", "--since", "2d");
  expect(out).toMatch(/^Since .*; the journal here begins at .*\.$/m);
});

const local = (...parts: readonly [number, number, number, number, number]): number =>
  new Date(...parts).getTime();
const morning = local(2026, 10, 21, 9, 0);

test.each([
  ["18:00", local(2026, 10, 20, 18, 0)],
  ["9:00", morning],
  ["8:59", local(2026, 10, 21, 8, 59)],
  ["yesterday", local(2026, 10, 20, 0, 0)],
  ["today", local(2026, 10, 21, 0, 0)],
  ["2h", local(2026, 10, 21, 7, 0)],
  ["90m", local(2026, 10, 21, 7, 30)],
  ["1.5d", local(2026, 10, 19, 21, 0)],
  ["2026-11-19", local(2026, 10, 19, 0, 0)],
  ["2026-11-19T06:30", local(2026, 10, 19, 6, 30)],
  ["2026-11-19T06:30:00Z", Date.UTC(2026, 10, 19, 6, 30)],
  [" v1.0 ", start + 5000],
])("--since %s", async (given, at) => {
  expect(await momentOf(given, doorsOf(grow()), given.includes("v1") ? start + hour : morning)).toBe(at);
});

test.each(["", "25:00", "9:60", "tomorrow", "2026-13-01", "2026-11-19Tnoon", "h", "-2h", "--", "2099-01-01"])(
  "--since %j is refused in one sentence, exit code 2",
  async (given) => {
    const { code, err, out } = await runIn({ doors: doorsOf(grow()) }, "report", `--since=${given}`);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^traffic: ".*" is (no time: expected 18:00|yet to come)/);
  },
);
