import { expect, test } from "vitest";
import { headline } from "../../../src/faces/cli/progress.ts";
import type { Event } from "../../../src/core/event.ts";
import type { Doors } from "../../../src/faces/doors/doors.ts";
import { UsageError } from "../../../src/faces/doors/usage-error.ts";
import {
  finalRest,
  grow,
  start,
  toDone,
  toFailed,
  toReview,
  toWorking,
  type Grown,
} from "../../world/state.ts";
import { VirtualClock } from "../../world/clock.ts";
import { makeTask } from "../../world/tasks.ts";
import { fakeDoors, runIn, type Terminal } from "../../world/terminal.ts";

const [good, bad] = [makeTask("good"), makeTask("bad")];

/** Doors whose run folds these events one by one. */
const running = (grown: Grown, events: readonly Event[], set: Partial<Doors> = {}): Doors => {
  const run: Doors["run"] = async ({ onEvents }) => {
    for (const event of events) {
      grown.fold(event);
      onEvents([{ seq: grown.state.seq, at: grown.now, event }], grown.state);
    }
    return "quiet";
  };
  return fakeDoors({ state: grown.state, now: start }, { run, ...set }).doors;
};

const both = [...toDone(good), ...toFailed(bad, finalRest())];

test("without a terminal a run is told in plain lines, with a summary at the end", async () => {
  const { out, code } = await runIn({ doors: running(grow(good, bad), both) }, "run");
  expect(code).toBe(1);
  expect(out).not.toContain("\x1b");
  expect(out).toMatch(/^\d\d:\d\d:\d\d {2}good@1 {2}landed as 1a2b3c4 \(2 checks, 12 s\)$/m);
  expect(out).toMatch(
    /1 of 2 done, 1 failed\n\nFailed\n {2}bad {2}the check .*\n +-> traffic logs bad, then traffic retry bad\n$/,
  );
});

test("in a terminal a block is drawn over below the lines, and is gone at the end", async () => {
  const clock = new VirtualClock(start);
  const grown = grow(good, bad);
  const run: Doors["run"] = async ({ onEvents }) => {
    for (const event of both) {
      grown.fold(event);
      onEvents([{ seq: grown.state.seq, at: grown.now, event }], grown.state);
      clock.tick();
    }
    return "quiet";
  };
  const terminal = { clock, isTTY: true, columns: 60, env: { NO_COLOR: "1" } };
  const { out } = await runIn({ ...terminal, doors: running(grown, [], { run }) }, "run");
  expect(out).toMatch(/0 of 2 done · 1 working · 1 ready\n +good@1 +working/);
  // oxlint-disable-next-line no-control-regex -- what takes the block away
  const after = out.split(/\r\x1b\[\d+A\x1b\[J/).at(-1);
  expect(after).toMatch(/^\n1 of 2 done, 1 failed\n/);
});

test("all done is 0", async () =>
  expect(await runIn({ doors: running(grow(good), toDone(good)) }, "run")).toMatchObject({ code: 0 }));

test("run --json is one event a line, then the summary with lists of ids", async () => {
  const held = makeTask("held", { hold: true });
  const { out, code } = await runIn({ doors: running(grow(good, bad, held), both) }, "run", "--json");
  const lines = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(code).toBe(1);
  expect(new Set(lines.slice(0, -1).map(({ schema }) => schema))).toEqual(new Set(["traffic/event@1"]));
  expect(lines.slice(0, -1).map(({ kind }) => kind)).toEqual(both.map(({ kind }) => kind));
  expect(lines.at(-1)).toMatchObject({
    schema: "traffic/summary@1",
    done: ["good"],
    failed: ["bad"],
    waiting: ["held"],
    reasons: {
      bad: { answer: "traffic logs bad, then traffic retry bad" },
      held: { answer: "traffic release held" },
    },
    problems: [],
  });
});

test("nothing to run: the summary is empty and the code 0", async () => {
  const run = (): never => expect.unreachable();
  expect((await runIn({ doors: fakeDoors({}, { run }).doors }, "run", "--json")).json()).toMatchObject({
    schema: "traffic/summary@1",
    done: [],
    failed: [],
    waiting: [],
  });
});

test("where all is a draft it is said that nothing is meant to run yet, and what lets it", async () => {
  const grown = grow(makeTask("a", { status: "draft" }), makeTask("b", { status: "draft" }));
  const { out, code } = await runIn({ doors: running(grown, []) }, "run");
  expect(code).toBe(0);
  expect(out).toContain("Nothing is meant to run yet: 2 tasks are drafts.\n      -> traffic release a\n");
  const json = (await runIn({ doors: running(grown, []) }, "run", "--json")).json();
  expect(json).toMatchObject({ drafts: ["a", "b"], waiting: [] });
});

test("settings that cannot be read are told by what refuses the run alone", async () => {
  const problem = { code: "not_yaml", file: "traffic.yaml", line: 2, message: "is no YAML" };
  const run = (): never => {
    throw new UsageError("traffic.yaml:2 is no YAML");
  };
  const { doors } = fakeDoors({ state: grow(makeTask("a")).state, problems: [problem] }, { run });
  expect(await runIn({ doors }, "run")).toMatchObject({
    code: 2,
    out: "",
    err: "traffic: traffic.yaml:2 is no YAML\n",
  });
});

test("what a stopped run leaves at work is said to go on with the next one", async () => {
  const [one, seen] = [makeTask("one"), makeTask("seen")];
  const grown = grow(one, seen).fold(...toWorking(one), ...toReview(seen));
  const stopped = async (): Promise<"stopped"> => "stopped";
  const { doors } = fakeDoors({ state: grown.state, now: grown.now }, { run: stopped });
  const { out, code } = await runIn({ doors }, "run");
  expect(code).toBe(130);
  expect(out).toMatch(/^ {2}one {2}goes on with the next run: shell began /m);
  expect(out).toMatch(/^ {2}seen {2}waits for a person: /m);
});

test("files that cannot be read are told, and are not all done", async () => {
  const problem = { code: "not_yaml", file: "tasks/x.md", line: 3, message: "is no YAML" };
  const { doors } = fakeDoors({ state: grow().state, problems: [problem] });
  const { out, code } = await runIn({ doors }, "run");
  expect(code).toBe(1);
  expect(out).toContain("tasks/x.md:3  is no YAML");
});

test("what was said is not said again, and following an engine is said once", async () => {
  const blocked = { why: "a merge is under way", paths: [], since: start, until: start };
  const event: Event = { kind: "attempt.blocked", key: "good@1", blocked };
  const run: Doors["run"] = async ({ onEvents }) => {
    const { state } = grow(good);
    for (const seq of [1, 2, 3]) onEvents([{ seq, at: start, event }], state, 4711);
    return "quiet";
  };
  const { out } = await runIn({ doors: running(grow(good), [], { run }) }, "run");
  expect(out.match(/a merge is under way/g)).toHaveLength(1);
  expect(out.match(/Process 4711 runs this fleet already/g)).toHaveLength(1);
});

test("a problem is told once while it is there, however many there are", async () => {
  const problemIn = (n: number) => ({
    code: "not_yaml",
    file: `tasks/x${n}.md`,
    line: 3,
    message: "is no YAML",
  });
  const problems = Array.from({ length: 1500 }, (_, n) => problemIn(n));
  const run: Doors["run"] = async ({ onProblems }) => {
    onProblems(problems);
    onProblems([...problems, problemIn(1500)]);
    onProblems(problems.slice(1));
    onProblems(problems);
    return "quiet";
  };
  const { out } = await runIn({ doors: running(grow(good), [], { run }) }, "run");
  const told = Array.from(out.matchAll(/^! .*x(\d+)\.md/gm), ([, n]) => Number(n));
  expect(told).toEqual([...problems.keys(), 1500, 0]);
});

const interrupt = ({ interrupts }: Terminal): void => interrupts?.forEach((call) => call());

test("Ctrl-C ends the watching of an engine that runs elsewhere, and says that it goes on", async () => {
  const terminal = { interrupts: new Set<() => void>() };
  const grown = grow(good).fold(...toWorking(good));
  const run: Doors["run"] = async ({ onEvents, signal }) => {
    onEvents([], grown.state, 4711);
    interrupt(terminal);
    return signal.aborted ? "stopped" : "quiet";
  };
  const { doors } = fakeDoors({ state: grown.state, now: start }, { run });
  const survey = async () => ({ ...(await doors.survey()), engine: { running: true, pid: 4711 } as const });
  const { out, code } = await runIn({ doors: { ...doors, survey }, ...terminal }, "run");
  expect(code).toBe(130);
  expect(out).toContain(
    "The engine goes on, process 4711: traffic status shows how it stands, traffic down ends it.\n",
  );
  expect(out).not.toMatch(/Stopping|Stopped/);
});

test("the first Ctrl-C stops cleanly and says what becomes of the attempts", async () => {
  const terminal = { interrupts: new Set<() => void>() };
  const run: Doors["run"] = ({ signal }) =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve("stopped"));
      interrupt(terminal);
    });
  const { out, code } = await runIn({ ...terminal, doors: running(grow(good), [], { run }) }, "run");
  expect(code).toBe(130);
  expect(out).toMatch(/taken up again by the next traffic run[\s\S]*traffic run goes on from here\.\n$/);
  expect(terminal.interrupts.size).toBe(0);
});

test("the second Ctrl-C leaves at once, whatever the run does", async () => {
  const terminal = { interrupts: new Set<() => void>() };
  const run: Doors["run"] = () => {
    interrupt(terminal);
    interrupt(terminal);
    return new Promise(() => {});
  };
  expect(await runIn({ ...terminal, doors: running(grow(good), [], { run }) }, "run")).toMatchObject({
    code: 130,
  });
});

test("the headline counts what the summary counts: drafts and what is cancelled are told beside it", () => {
  const counts = new Map([
    ["done", 1],
    ["working", 1],
    ["draft", 3],
    ["cancelled", 2],
  ] as const);
  const line = headline(counts);
  const text =
    typeof line === "string" ? line : line.map((part) => (typeof part === "string" ? part : part.text));
  expect([text].flat().join("")).toBe("1 of 2 done · 1 working · 3 draft · 2 cancelled");
});
