import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { defaultConfig } from "../../../src/core/config.ts";
import { emptyMeter } from "../../../src/core/meter.ts";
import type { GiveOrder, HandOrder, RevertOrder, TellOrder } from "../../../src/core/order.ts";
import type { Change } from "../../../src/engine/ports/git.ts";
import type { ModelAgents, Notice } from "../../../src/engine/ports/model-agents.ts";
import { carryOut } from "../../../src/host/carry-out/carry-out.ts";
import { ground, orders } from "../../world/orders.ts";
import { theatre } from "./world.ts";

const common = { attempt: "a@2", task: "a", n: 2, turn: 7, ground };
const meter = { ...emptyMeter("m", undefined), turns: 3 };
const setup = { run: "npm ci", inputs: [], outputs: [] };
const withSetup = { ...ground, config: { ...defaultConfig, setup } };

/** Built-in agents that keep what they are told. */
const fakeModels = (over: Partial<ModelAgents> = {}) => {
  const notices: Notice[] = [];
  const models: ModelAgents = {
    run: () => Promise.reject(new Error("no job is expected here")),
    tell: (_, notice) => void notices.push(notice),
    end: () => Promise.resolve(undefined),
    rest: () => Promise.resolve({ meter, heard: ["m1"] }),
    ...over,
  };
  return { models, notices };
};

const hand = (over: Partial<HandOrder> = {}): HandOrder => ({
  ...common,
  kind: "hand",
  key: "a@2/taking",
  slot: 1,
  title: "Do it",
  isSetUp: false,
  ...over,
});

const give = (over: Partial<GiveOrder> = {}): GiveOrder => ({
  ...common,
  kind: "give",
  key: "a@2/giving",
  slot: 1,
  base: "base",
  path: "/worktree",
  from: "before",
  message: "by hand",
  ...over,
});

const told = (halt = false): TellOrder => ({
  ...common,
  kind: "tell",
  key: "a@2/telling/m1",
  messages: [{ id: "m1", text: "keep it short" }],
  halt,
  driver: "builtin",
});

test("hand: nothing of the attempt runs any more before its worktree is a person's, committed as it lay there", async () => {
  const { models } = fakeModels();
  const stage = theatre({ tools: { models } });
  const work = { base: "base", head: "h1" };
  expect(await stage.play(hand({ work }))).toMatchObject({
    kind: "handed",
    base: "base",
    path: "/worktree",
    head: "head",
    heard: ["m1"],
  });
  expect(stage.ended).toEqual(["a@2", "a@2/check", "a@2/setup"]);
  expect(stage.of("prepare")).toMatchObject([{ slot: 1, work }]);
  expect(stage.of("save")).toMatchObject([{ path: "/worktree", message: "Do it" }]);
  expect(stage.told[0]).toMatchObject({ report: { kind: "metered", meter } });
});

test("hand: a worktree is set up unless it is; a setup that fails keeps nobody out", async () => {
  const { models } = fakeModels();
  const stage = theatre({ tools: { models } });
  await stage.play(hand({ ground: withSetup }));
  await stage.play(hand({ ground: withSetup, isSetUp: true }));
  expect(stage.setups).toMatchObject([
    { path: "/worktree", key: "a@2/setup", env: { TRAFFIC_PORT_BASE: "20100" } },
  ]);
  const failure = { kind: "invalid", why: "npm" } as const;
  const red = theatre({ tools: { models, preparer: { prepare: () => Promise.resolve(failure) } } });
  expect(await red.play(hand({ ground: withSetup }))).toMatchObject({ kind: "handed" });
});

test("give: what lies there is committed, and what the person changed is told apart from what differs in all", async () => {
  const { models, notices } = fakeModels();
  const stage = theatre({ tools: { models } });
  const between: Record<string, Change[]> = {
    before: [{ path: "mine.txt", kind: "added" }],
    base: [
      { path: "agents.txt", kind: "added" },
      { path: "mine.txt", kind: "added" },
    ],
  };
  Object.assign(stage.git, { changes: (from: string) => Promise.resolve(between[from] ?? []) });
  expect(await stage.play(give())).toMatchObject({
    kind: "given",
    head: "head",
    files: ["mine.txt"],
    all: ["agents.txt", "mine.txt"],
  });
  expect(stage.of("save")).toMatchObject([{ path: "/worktree", message: "by hand" }]);
  expect(notices).toEqual([]);
  await stage.play(give({ tells: { id: "a@2/visit/1", note: "look" } }));
  expect(notices).toMatchObject([{ messages: [{ id: "a@2/visit/1" }], halt: false }]);
  for (const part of ["mine.txt", "look", "/worktree"]) expect(notices[0]?.messages[0]?.text).toContain(part);
});

test("tell: it lays down what is to be heard and stays until nobody wants that any more, without a report", async () => {
  const { models, notices } = fakeModels();
  const stage = theatre({ tools: { models } });
  let isOver = false;
  const playing = carryOut(told(true), stage.tools, {
    report: (input) => stage.told.push(input),
    signal: stage.stop.signal,
  }).then(() => (isOver = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect([notices, isOver]).toEqual([
    [{ messages: [{ id: "m1", text: "keep it short" }], halt: true }],
    false,
  ]);
  stage.stop.abort();
  await playing;
  expect(stage.told).toEqual([]);
});

test("tell: what cannot be laid down comes to rest, to be tried again", async () => {
  const tell = (): never => {
    throw new Error("disk full");
  };
  const stage = theatre({ tools: { models: fakeModels({ tell }).models } });
  await stage.play(told());
  expect(stage.told).toEqual([]);
});

const revert: RevertOrder = { ...common, kind: "revert", key: "a@2/reverting", of: 1, title: "Do it" };

test("revert: the commit that takes a landing back, or that there is none to take back", async () => {
  expect(await theatre().play(revert)).toMatchObject({ kind: "reverted", head: "reverted" });
  const failed = await theatre({ git: { reverted: undefined } }).play(revert);
  expect(failed).toMatchObject({ kind: "failed", failure: { kind: "invalid" } });
  expect(JSON.stringify(failed)).toContain("git revert");
});

test("land: an undo opens the task again, and its trailer is not that of a landing", async () => {
  const stage = theatre();
  await stage.play(orders.land({ undoes: 1 }));
  const [request] = stage.of<{ message: string; edit: { change: (text: string) => string } }>("build");
  expect(request?.message).toBe("Undo: Do it\n\nTraffic-Undo: a\nTraffic-Attempt: a@2\n");
  expect(request?.edit.change("status: done")).toBe("status: todo");
});

test("verify: an undo takes judging files back with the rest, and says so; its conflict changes nothing", async () => {
  const proposal = {
    kind: "candidate",
    base: "base",
    candidate: "k",
    tree: "tree",
    changes: [{ path: "test/x.test.ts", kind: "deleted" }],
  } as const;
  const spec = { undo: { attempt: 1 } };
  expect(await theatre({ git: { proposal } }).play(orders.verify({ spec }))).toMatchObject({
    kind: "proved",
    proof: { judgesChanged: ["test/x.test.ts"] },
  });
  const conflict = { kind: "conflict", base: "base", paths: ["a.txt"], details: [] } as const;
  const failed = await theatre({ git: { proposal: conflict } }).play(orders.verify({ spec }));
  expect(failed).toMatchObject({
    failure: { kind: "conflict", why: "What came to main since is in the way: a.txt. Nothing was changed." },
  });
});

test("work: an agent that is a command finds its brief in a file", async () => {
  const stage = theatre();
  await stage.play(
    orders.work({ spec: { ...orders.work().spec, brief: "# What people say\n\nkeep it short" } }),
  );
  const path = stage.ran[0]?.env["TRAFFIC_BRIEF"] ?? "";
  expect(readFileSync(path, "utf8")).toBe("# What people say\n\nkeep it short\n");
  await stage.play(orders.work());
  expect(stage.ran[1]?.env).not.toHaveProperty("TRAFFIC_BRIEF");
});
