import fc from "fast-check";
import { expect, test } from "vitest";
import { gateRows } from "../../../src/faces/tui/screens/task-facts.ts";
import { whyOf } from "../../../src/views/why.ts";
import type { Event, Stamped } from "../../../src/core/event.ts";
import { asciiLook, unicode } from "../../../src/faces/tui/compose/look.ts";
import { plot } from "../../../src/faces/tui/compose/plot.ts";
import { rowWidth } from "../../../src/faces/tui/compose/span.ts";
import type { Roadmap } from "../../../src/core/roadmap.ts";
import type { Task } from "../../../src/core/task.ts";
import { placeOf } from "../../../src/faces/tui/screen/ui.ts";
import type { Found, Need } from "../../../src/faces/tui/feed/need.ts";
import type { Ahead } from "../../../src/views/outlook.ts";
import { defaultConfig } from "../../../src/core/config.ts";
import type { Content } from "../../../src/core/remark.ts";
import { emptyMeter } from "../../../src/core/meter.ts";
import { grow, proof, start, toDone, toReview, toVerifying, toWorking } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { sceneOf, TestRoom } from "./room.ts";

const [one, two, three] = [makeTask("one"), makeTask("two"), makeTask("three")];
const file = [
  "# one",
  "- [ ] not a criterion",
  "## Acceptance criteria",
  "- [ ] `npm test` passes",
  "- [ ] it reads well",
  "- [x] said so",
];

const there = (need: Need): Found => {
  const lines = need.kind === "file" ? file : need.kind === "diff" ? ["@@ -1 +1 @@", "-old", "+new"] : [];
  return { kind: "there", lines, activity: [] };
};

const unproved = (events: readonly Event[]): Event[] =>
  events.map((event) => (event.kind === "attempt.unproved" ? { ...event, proof } : event));

const reviewRoom = (): TestRoom => {
  const { state, now } = grow(one, two, three).fold(
    ...unproved(toReview(one)),
    ...toVerifying(two, 1),
    ...toDone(three),
  );
  return new TestRoom(sceneOf(state, { now, found: there })).press("6");
};

test("a review shows its checks, its criteria with their proof, and its diff", () => {
  const text = reviewRoom().text();
  expect(text).toContain("there are no checks");
  expect(text).toMatch(/✓ npm test +8\.0s/);
  expect(text).toMatch(/✓ `npm test` passes +proved by test/);
  expect(text).toMatch(/○ it reads well +for you to judge/);
  expect(text).toMatch(/✓ said so +ticked in its file/);
  expect(text).not.toContain("not a criterion");
  expect(text).toContain("+new");
  expect(text).not.toContain("three");
});

test("what an agent laid beside its work is part of the evidence, and what an earlier attempt did is not", () => {
  const laid = (attempt: number, title: string): Event => ({
    kind: "attempt.remarked",
    key: `one@${attempt}`,
    remark: { id: `one@${attempt}/1`, at: start, kind: "evidence", title, text: "p95 17 ms" },
  });
  const { state, now } = grow(one).fold(...toReview(one), laid(1, "The bench"), laid(2, "Of another"));
  const text = new TestRoom(sceneOf(state, { now, found: there })).press("6").text();
  expect(text).toMatch(/Laid beside it by its agent *│\n.*The bench *│\n.*p95 17 ms/);
  expect(text).not.toContain("Of another");
});

test("work that waits for a person stands before what is only being checked", () => {
  const text = reviewRoom().text();
  expect(text.indexOf("◆ one")).toBeGreaterThan(-1);
  expect(text.indexOf("◆ one")).toBeLessThan(text.indexOf("◐ two"));
});

test("a diff begins with what was changed: of a file's head only its name and its fate are left", () => {
  const patch = [
    "diff --git a/a.sql b/a.sql",
    "new file mode 100644",
    "index 000..1a2",
    "--- /dev/null",
    "+++ b/a.sql",
    "@@ -0,0 +1 @@",
    "--- a comment that was taken out",
    "+++ one that was put in",
  ];
  const { state, now } = grow(one).fold(...toReview(one));
  const found = (): Found => ({ kind: "there", lines: patch, activity: [] });
  const text = new TestRoom(sceneOf(state, { now, found }), { width: 80, height: 24 }).press("6").text();
  expect(text).toMatch(/b\/a\.sql *│\n│new file mode 100644 *│\n│@@ -0,0 \+1 @@/);
  expect(text).toContain("--- a comment that was taken out");
  expect(text).toContain("+++ one that was put in");
  expect(text).not.toContain("/dev/null");
});

test("several are approved at once, when all of their diffs were shown", () => {
  const { state, now } = grow(one, two, three).fold(...toReview(one), ...toReview(two), ...toReview(three));
  const room = new TestRoom(sceneOf(state, { now, found: there })).press("6", "space", "space", "y");
  expect(room.effects).toMatchObject([{ wish: { task: "one" } }, { wish: { task: "two" } }]);
  const hasty = new TestRoom(sceneOf(state, { now, found: there })).press("6", "*", "z", "y");
  expect(hasty.effects).toEqual([]);
  const blind = new TestRoom(sceneOf(state, { now, found: there })).press("6", "z", "j", "y");
  expect(blind.effects).toEqual([]);
  expect(blind.press("z", "y").effects).toMatchObject([{ wish: { task: "two" } }]);
});

test("what was seen of work counts no longer when the work is another", () => {
  const grown = grow(one).fold(...toReview(one));
  const room = new TestRoom(sceneOf(grown.state, { now: grown.now, found: there })).press("6", "j");
  const other = grow(one).fold(...toReview(one), ...toReview(one).slice(-1));
  room.scene = sceneOf(other.state, { now: other.now });
  expect(room.press("y").effects).toEqual([]);
});

test("a task that is over has no turn, and a queue of such says so", () => {
  const { state, now } = grow(one, two).fold(...toDone(one), ...toDone(two));
  const room = new TestRoom(sceneOf(state, { now })).press("2");
  expect(room.text()).toContain("all 2 tasks are over: 2 done");
  expect(room.press("s").text()).toMatch(/✓ {2}one .* — *│/);
});

test("one key approves what is stood on, another sends it back with a note", () => {
  const room = reviewRoom().press("y");
  expect(room.effects).toMatchObject([{ kind: "wish", wish: { kind: "approve", task: "one" } }]);
  room.press("n").type("too long").press("enter");
  expect(room.effects.at(-1)).toMatchObject({ wish: { kind: "reject", task: "one", note: "too long" } });
});

const stamped = (events: readonly Event[]): Stamped[] =>
  events.map((event, at) => ({ seq: at + 1, at: start + at * 1000, event }));

test("events are filtered, and lead to their task", () => {
  const events = [...toReview(one), ...toDone(two)];
  const { state, now } = grow(one, two).fold(...events);
  const room = new TestRoom(sceneOf(state, { now, events: stamped(events) })).press("7");
  expect(room.text()).toContain("waits for a person");
  room.press("/").type("landed").press("enter");
  expect(room.text()).toMatch(/two@1 +landed as 1a2b3c4/);
  expect(room.text()).not.toContain("waits for a person");
});

const remark = (id: string, content: Content): Event => ({
  kind: "attempt.remarked",
  key: "two@1",
  remark: { id: `two@1/${id}`, at: start, ...content },
});

test("what an agent asks and proposes waits for a person, who answers with a key", () => {
  const { state, now } = grow(one, two).fold(
    ...toWorking(two),
    remark("1", { kind: "progress", text: "half of it stands", percent: 50 }),
    remark("2", { kind: "question", text: "One table or two?" }),
    remark("3", { kind: "followup", title: "Drop the old table", text: "Nobody reads it." }),
  );
  const room = new TestRoom(sceneOf(state, { now }));
  expect(room.text()).toContain("two its agent asks: One table or two?");
  room.press("enter");
  expect(room.text()).toContain("half of it stands  50 %");
  room.press("F");
  expect(room.text()).toContain("two@1/3  Drop the old table");
  expect(room.text()).toContain("Nobody reads it.");
  const proposed = [{ id: "two@1/3", task: "two", title: "Drop the old table", text: "Nobody reads it." }];
  expect(room.press("esc").effects).toEqual([]);
  expect(room.press("F", "y", "F", "n").effects).toEqual([
    { kind: "settle", proposed, as: "added" },
    { kind: "settle", proposed, as: "dropped" },
  ]);
});

test("every budget is shown with what is used of it", () => {
  const label = {
    over: { kind: "label", name: "api" },
    per: "week",
    limit: { microUsd: 2_000_000, tokens: 4000 },
  } as const;
  const { state, now } = grow(one).fold({
    kind: "config.changed",
    config: { ...defaultConfig, budgets: [label] },
  });
  const text = new TestRoom(sceneOf(state, { now })).press("5").text();
  expect(text).toMatch(/today's cap .* \$0\.00 of \$10\.00/);
  expect(text).toMatch(/label api this week .* \$0\.00 of \$2\.00/);
  expect(text).toMatch(/label api this week .* 0 tokens of 4k tokens/);
});

test("an event is a moment to go to", () => {
  const events = toReview(one);
  const { state, now } = grow(one).fold(...events);
  const room = new TestRoom(sceneOf(state, { now, events: stamped(events) })).press("@", "7", "g", "@");
  expect(room.effects).toEqual([{ kind: "travel", to: 1 }]);
});

test("budgets say what was spent, by whom, and where it goes", () => {
  const meter = { ...emptyMeter("opus", { window: 1000 }), microUsd: 5_000_000, turns: 3 };
  const { state, now } = grow(one).fold(
    { kind: "day.began", from: start - 3_600_000, until: start + 7_200_000 },
    ...toWorking(one),
    { kind: "attempt.metered", key: "one@1", meter },
  );
  const text = new TestRoom(sceneOf(state, { now })).press("5").text();
  expect(text).toMatch(/spent +█.* \$5\.00/);
  expect(text).toMatch(/one +1 +0 +\$5\.00/);
  expect(text).toContain("the cap is reached at");
  expect(text).toMatch(/[\u2801-\u28ff]/);
});

test("a plot is exactly as large as it was asked to be, whatever its curves do", () => {
  const curve = fc.record({
    heightAt: fc.func(fc.option(fc.double(), { nil: undefined })),
    ink: fc.constantFrom("good", "bad"),
  });
  const size = fc.record({ width: fc.integer({ min: 0, max: 60 }), height: fc.integer({ min: 0, max: 20 }) });
  fc.assert(
    fc.property(
      fc.array(curve, { maxLength: 3 }),
      size,
      fc.constantFrom(unicode, asciiLook),
      (curves, own, look) => {
        const rows = plot(look, curves, own);
        expect(rows.map(rowWidth)).toEqual(Array.from({ length: own.height }, () => own.width));
      },
    ),
  );
});

const plans: readonly Roadmap[] = [
  {
    id: "core",
    title: "The core",
    file: "roadmaps/core.md",
    milestones: [
      { id: "m1", title: "Milestone 1: begin", line: 3, items: [{ text: "a box", done: true, line: 4 }] },
      {
        id: "m2",
        title: "Milestone 2: go on",
        line: 8,
        items: [{ text: "no task yet", done: false, line: 9 }],
      },
    ],
  },
];

const seconds = { low: 3600, middle: 4000, high: 7200 };
const dollars = { low: 1, middle: 2, high: 3 };

const ahead: Ahead = {
  all: { tasks: 3, usd: { low: 2, middle: 4, high: 8 }, seconds },
  milestones: [{ key: "core#m1", title: "begin", tasks: 1, usd: dollars, seconds, inTime: 0.96, due: start }],
};

const foreseen = (need: Need): Found =>
  need.kind === "forecast" ? { kind: "there", lines: [], activity: [], ahead } : there(need);

const planned = (past = false): TestRoom => {
  const tasks = [
    makeTask("first", { milestone: "core#m1" }),
    makeTask("second", { milestone: "m1" }),
    makeTask("third", { milestone: "elsewhere#later" }),
    makeTask("fourth"),
  ];
  const { state, now } = grow(...tasks).fold(...toDone(tasks[0] as Task));
  return new TestRoom({ ...sceneOf(state, { now, roadmaps: plans, found: foreseen }), past }).press("4");
};

test("roadmaps tell what is ahead: of all, and of the milestone that is stood on; nothing of it in the past", () => {
  const room = planned();
  expect(room.text()).toContain("ahead, 8 of 10: $2.00 to $8.00, time 1 h to 2 h");
  expect(room.text()).not.toContain("in time");
  const milestone = "ahead, 8 of 10: $1.00 to $3.00, time 1 h to 2 h, in time 96 of 100";
  expect(room.press("j").text()).toContain(milestone);
  expect(room.press("enter").text()).toContain(milestone);
  expect(planned(true).text()).not.toContain("ahead,");
});

test("roadmaps show how far each milestone is, whatever way its tasks name it", () => {
  const text = planned().text();
  expect(text).toMatch(/The core .*1\/3/);
  expect(text).toMatch(/Milestone 1: begin .*1\/2/);
  expect(text).toMatch(/Milestone 2: go on .*0\/1/);
  expect(text).toMatch(/later .*0\/1/);
  expect(text).toMatch(/Tasks without a milestone .*0\/1/);
});

test("where one is has its name in the line of the tabs, cut where it is long", () => {
  const room = planned().press("j", "enter");
  room.ui = { ...room.ui, size: { width: 80, height: 24 } };
  expect(room.text().split("\n")[1]).toMatch(/7 Log +… › [Mile].*…$/);
});

test("one goes from roadmap to milestone to task", () => {
  const room = planned().press("j", "enter");
  expect(room.text()).toMatch(/ {2}roadmaps › Milestone 1: begin/);
  expect(room.text()).toContain("second");
  expect(room.text()).not.toContain("fourth");
  room.press("enter");
  expect(placeOf(room.ui)).toMatchObject({ screen: "task", subject: "second" });
});

test("why a gate is shut is told to its end, in as many rows as it needs", () => {
  const { command: _, ...paid } = makeTask("one", { agent: "builtin" });
  const { state, now } = grow(paid);
  const { view } = new TestRoom(sceneOf(state, { now }));
  const rows = gateRows(view, whyOf(state, paid, now), 40);
  for (const row of rows.filter((one) => one.some(({ ink }) => ink === "warn")))
    expect(rowWidth(row)).toBeLessThanOrEqual(40);
  const text = rows.map((row) => row.map((span) => span.text).join("")).join(" ");
  expect(text.replaceAll(/\s+/g, " ")).toContain("money nobody has agreed to its cost yet: traffic run asks");
});

test("an empty room says what to do, to its end, however small it is", () => {
  const room = new TestRoom(sceneOf(grow().state, {}), { width: 80, height: 24 });
  expect(room.text()).toContain("t writes the first one.");
  expect(
    room
      .press("4")
      .text()
      .replace(/[│\s]+/g, " "),
  ).toContain("a heading for each milestone");
});

test("in a small room a question is told to its end, and the past stands apart from the counts", () => {
  const task = makeTask("one");
  const { state, now } = grow(task).fold(...toWorking(task));
  const small = { width: 80, height: 24 };
  const asks = new TestRoom(sceneOf(state, { now }), small).press("2", "m").text();
  expect(asks.replace(/[│\s]+/g, " ")).toContain("where none works, its next attempt does.");
  const past = new TestRoom(sceneOf(state, { now, past: true }), small).text();
  expect(past.split("\n")[0]).toMatch(/past [\d:]+ +●/);
});

test("who has a task is said once, beside what answers", () => {
  const task = makeTask("one");
  const grown = grow(task).fold(...toReview(task));
  const text = new TestRoom(sceneOf(grown.state, { now: grown.now })).press("2").text();
  expect(text).toContain("asks  traffic approve one");
});

test("a service that is away stands in the first line, and with what else services let the fleet do among its limits", () => {
  const { state, now } = grow(one);
  state.setFleet({
    outages: {
      "claude-code": { why: "Nobody is there.", since: now - 60_000, until: now + 30_000, tries: 3 },
    },
    quotas: { codex: { weekly: { name: "weekly", state: "near", billed: false, used: 0.9 } } },
  });
  const room = new TestRoom(sceneOf(state, { now }), { width: 140, height: 40 }).press("5");
  expect(
    room
      .rows()[0]
      ?.map(({ text }) => text)
      .join(""),
  ).toContain("■ claude-code away");
  expect(room.text()).toContain(
    "the service of claude-code has given no answer for 1 min (Nobody is there); asked again in 30 s",
  );
  expect(room.text()).toMatch(/of codex: 90 % used/);
  expect(room.torn()).toEqual([]);
  room.scene = { ...room.scene, state: grow(one).state };
  expect(room.text()).not.toContain("away");
});
