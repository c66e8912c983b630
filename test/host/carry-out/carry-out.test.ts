import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { defaultConfig } from "../../../src/core/config.ts";
import { failedResult, ground, orders } from "../../world/orders.ts";
import { theatre } from "./world.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const setup = { run: "npm ci", inputs: ["package-lock.json"], outputs: ["node_modules"] };
const withSetup = { ...ground, config: { ...defaultConfig, setup } };

test("prepare: a worktree, told with the order's own turn", async () => {
  const stage = theatre();
  expect(await stage.play(orders.prepare())).toEqual({
    kind: "prepared",
    attempt: "a@2",
    turn: 7,
    base: "base",
    path: "/worktree",
  });
  expect(stage.setups).toEqual([]);
});

test("prepare: set up where the repository says how", async () => {
  const stage = theatre();
  await stage.play(orders.prepare({ ground: withSetup, slot: 3 }));
  expect(stage.setups).toMatchObject([
    { setup, path: "/worktree", key: "a@2/setup", env: { TRAFFIC_PORT_BASE: "20300" } },
  ]);
});

test("prepare: a red setup fails the attempt", async () => {
  const failure = { kind: "invalid", why: "npm" } as const;
  const stage = theatre({ tools: { preparer: { prepare: () => Promise.resolve(failure) } } });
  expect(await stage.play(orders.prepare({ ground: withSetup }))).toMatchObject({ kind: "failed", failure });
});

test("prepare: what became of adopted work is told; work that is not here is a person's to find", async () => {
  const adopted = { kind: "merged", commit: "c0de" } as const;
  const stage = theatre({ git: { adopted } });
  expect(await stage.play(orders.prepare({ adopts: "c0de" }))).toMatchObject({ kind: "prepared", adopted });
  expect(stage.of("prepare")).toMatchObject([{ adopts: "c0de" }]);
  const lost = theatre({ git: { adopted: { kind: "missing", commit: "c0de" } } });
  expect(await lost.play(orders.prepare({ adopts: "c0de" }))).toMatchObject({
    kind: "failed",
    failure: { kind: "invalid", why: expect.stringMatching(/c0de, is not in this repository/) },
  });
});

test("work: a command does not start on a conflict that it cannot know of", async () => {
  const stage = theatre();
  const adopted = { kind: "conflict", commit: "c0de", paths: ["x.txt"] } as const;
  expect(await stage.play(orders.work({ adopted }))).toMatchObject({
    kind: "failed",
    failure: { kind: "invalid", why: expect.stringMatching(/main changed the same places: x\.txt/) },
  });
  expect(stage.ran).toEqual([]);
});

test("work: the agent runs as its driver says, and its work is saved", async () => {
  const stage = theatre();
  expect(await stage.play(orders.work())).toMatchObject({ kind: "worked", head: "head" });
  expect(stage.ran).toMatchObject([
    {
      key: "a@2",
      agent: { argv: ["true"] },
      path: "/worktree",
      minutes: 1,
      env: { OWN: "1", TRAFFIC_ATTEMPT: "a@2" },
    },
  ]);
  expect(stage.of("save")).toMatchObject([{ path: "/worktree", message: "Do it" }]);
});

test("work: an interrupted agent's worktree is reset to the base", async () => {
  const stage = theatre();
  await stage.play(orders.work());
  await stage.ran[0]?.reset();
  expect(stage.of("reset")).toEqual([{ path: "/worktree", base: "base" }]);
});

test("work: a failing agent's work is saved all the same", async () => {
  const stage = theatre({ end: { kind: "exited", code: 2 } });
  expect(await stage.play(orders.work())).toMatchObject({
    kind: "failed",
    failure: { kind: "crashed", details: ["tail"] },
    head: "head",
  });
});

test("work: an agent that nothing can run is told, and so is a task its driver refuses", async () => {
  const stage = theatre();
  const { command: _, ...spec } = orders.work().spec;
  const terms = { driver: "codex", model: "m", turns: 1, task: { file: "", digest: "" } } as const;
  expect(await stage.play(orders.work({ spec: { ...spec, agent: "ghost", terms } }))).toMatchObject({
    failure: { kind: "invalid", why: expect.stringContaining("ghost") as string },
  });
  expect(await stage.play(orders.work({ spec }))).toMatchObject({ failure: { why: "no command" } });
  expect(stage.ran).toEqual([]);
});

test("work: stopped, it reports nothing and saves nothing", async () => {
  const stage = theatre({ end: { kind: "stopped" } });
  stage.stop.abort();
  await stage.play(orders.work());
  expect(stage.told).toEqual([]);
  expect(stage.of("save")).toEqual([]);
});

const earlier = { attempt: 1, text: "first result" };

test("land: M holds the proved tree, all results chained, the status and the trailers", async () => {
  const stage = theatre({
    git: { results: [earlier, { attempt: 2, text: "of a landing that was redone" }] },
  });
  expect(await stage.play(orders.land())).toMatchObject({ kind: "built", commit: "m" });
  const [request] = stage.of<{ edit: { path: string; change: (text: string) => string } }>("build");
  expect(request).toMatchObject({
    base: "base",
    tree: "tree",
    parents: ["base", "head"],
    files: [
      { path: "results/a/1.md", text: "first result" },
      { path: "results/a/2.md", text: JSON.stringify({ n: 2, previous: sha256("first result") }) },
    ],
    message: "Do it\n\nTraffic-Task: a\nTraffic-Attempt: a@2\n",
  });
  expect(request?.edit.path).toBe("tasks/a.md");
  expect(request?.edit.change("status: todo")).toBe("status: done");
});

test("land: the first result has none before it", async () => {
  const stage = theatre();
  await stage.play(orders.land());
  expect(stage.of("build")).toMatchObject([{ files: [{ text: JSON.stringify({ n: 2, previous: null }) }] }]);
});

test("land: what landed already is told, not built again", async () => {
  const stage = theatre({ git: { landed: "earlier-m" } });
  expect(await stage.play(orders.land())).toMatchObject({ kind: "landed", commit: "earlier-m" });
  expect(stage.of("build")).toEqual([]);
});

test.each([
  [{ kind: "landed" }, { kind: "landed", commit: "m" }],
  [{ kind: "moved" }, { kind: "moved" }],
  [
    { kind: "blocked", why: "dirty", paths: ["x"] },
    { kind: "blocked", why: "dirty", paths: ["x"] },
  ],
] as const)("land: with M made, that very commit lands: %j", async (landing, report) => {
  const stage = theatre({ git: { landings: [landing] } });
  expect(await stage.play(orders.land({ commit: "m" }))).toMatchObject(report);
  expect(stage.of("land")).toMatchObject([{ commit: "m" }]);
  expect(stage.of("build")).toEqual([]);
});

test("end: everything of the attempt is ended, then its result kept, then its worktree freed", async () => {
  const stage = theatre({ git: { results: [earlier] } });
  expect(await stage.play(orders.end({ result: failedResult }))).toMatchObject({ kind: "ended" });
  expect(stage.ended).toEqual(["a@2", "a@2/check", "a@2/setup"]);
  expect(stage.asked.map(([call]) => call)).toEqual(["slipped", "keepResult", "end"]);
  expect(stage.of("keepResult")).toMatchObject([
    { task: "a", n: 2, text: JSON.stringify({ n: 2, previous: sha256("first result") }) },
  ]);
  expect(stage.of("end")).toMatchObject([{ landed: false }]);
});

test("end: what the target holds of it although it did not land is told, and kept in its result", async () => {
  const stage = theatre({ git: { slipped: ["c1"] } });
  expect(await stage.play(orders.end({ result: failedResult }))).toMatchObject({ slipped: ["c1"] });
  expect(stage.of("keepResult")).toMatchObject([
    { text: JSON.stringify({ n: 2, previous: null, slipped: ["c1"] }) },
  ]);
});

test("end: what landed has its result in M", async () => {
  const stage = theatre();
  await stage.play(orders.end());
  expect(stage.of("keepResult")).toEqual([]);
  expect(stage.of("end")).toMatchObject([{ landed: true }]);
});

const unrecorded = { results: [earlier], files: { "tip:tasks/a.md": "status: todo" } };

test("record: results and status, on the tip, without code", async () => {
  const stage = theatre({ git: unrecorded });
  expect(await stage.play(orders.record())).toEqual({ kind: "recorded", task: "a", turn: 7, commit: "m" });
  expect(stage.of("build")).toMatchObject([
    {
      base: "tip",
      tree: "tip-tree",
      parents: ["tip"],
      files: [{ path: "results/a/1.md", text: "first result" }],
      message: "Do it: failed\n\nTraffic-Record: a\n",
    },
  ]);
});

test("record: nothing to write is recorded as it is", async () => {
  const files = { "tip:tasks/a.md": "status: failed", "tip:results/a/1.md": "first result" };
  const stage = theatre({ git: { results: [earlier], files, landed: "m0" } });
  expect(await stage.play(orders.record())).toEqual({ kind: "recorded", task: "a", turn: 7, commit: "m0" });
  expect(stage.of("build")).toEqual([]);
});

test("record: a target that moves is followed, and given up when it keeps moving", async () => {
  const once = theatre({ git: { ...unrecorded, landings: [{ kind: "moved" }, { kind: "landed" }] } });
  expect(await once.play(orders.record())).toMatchObject({ kind: "recorded" });
  expect(once.of("build")).toHaveLength(2);
  const always = theatre({ git: { ...unrecorded, landings: [{ kind: "moved" }] } });
  expect(await always.play(orders.record())).toMatchObject({ kind: "record_blocked" });
});

test("record: what blocks it is told", async () => {
  const stage = theatre({ git: { ...unrecorded, landings: [{ kind: "blocked", why: "w", paths: ["p"] }] } });
  expect(await stage.play(orders.record())).toEqual({
    kind: "record_blocked",
    task: "a",
    turn: 7,
    why: "w",
    paths: ["p"],
  });
});

test("a fault of ours is told as one, whatever the order", async () => {
  const stage = theatre();
  const fault = () => Promise.reject(new Error("disk is full"));
  Object.assign(stage.git, {
    prepare: fault,
    save: fault,
    propose: fault,
    land: fault,
    end: fault,
    tip: fault,
  });
  const { prepare, work, verify, land, end, record } = orders;
  for (const order of [prepare(), work(), verify(), land({ commit: "m" }), end()])
    expect(await stage.play(order)).toEqual({
      kind: "faulted",
      attempt: "a@2",
      turn: 7,
      message: "disk is full",
    });
  expect(await stage.play(record())).toEqual({
    kind: "record_faulted",
    task: "a",
    turn: 7,
    message: "disk is full",
  });
});

test("a repository that cannot be worked with is no fault of ours", async () => {
  const stage = theatre();
  const gone = Object.assign(new Error("the target is gone"), { name: "RepositoryError" });
  Object.assign(stage.git, { propose: () => Promise.reject(gone) });
  const report = { attempt: "a@2", turn: 7, message: "the target is gone" };
  expect(await stage.play(orders.verify())).toEqual({ ...report, kind: "faulted", outside: true });
});

test("stopped, no order reports", async () => {
  const stage = theatre();
  stage.stop.abort();
  const { prepare, work, verify, land, end, record } = orders;
  for (const order of [prepare(), work(), verify(), land(), end(), record()]) await stage.play(order);
  expect(stage.told).toEqual([]);
});
