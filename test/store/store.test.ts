import { mkdirSync, renameSync, rmSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { driverNames } from "../../src/core/drivers.ts";
import type { Task } from "../../src/core/task.ts";
import { openStore, type Change } from "../../src/store/store.ts";
import type { Tree } from "../../src/store/tree.ts";
import { folder, handClock, put } from "./fixtures.ts";

const open = (
  root: string,
  known: ReadonlyMap<string, Task> = new Map(),
  { tree, moves = false }: { readonly tree?: Tree; readonly moves?: boolean } = {},
) => {
  const clock = handClock();
  const changes: Change[] = [];
  const disk = { counts: true, moves, keeps: false };
  const store = openStore({
    root,
    clock,
    known,
    ...(tree === undefined ? {} : { tree }),
    onChange: (change) => changes.push(change),
    diskCounts: () => disk.counts,
    isMoving: () => disk.moves,
    keeps: () => disk.keeps,
  });
  onTestFinished(() => store.close());
  const inputs = () => changes.splice(0).flatMap((change) => change.inputs);
  const tasks = () =>
    inputs().flatMap((input) =>
      input.kind === "tasks"
        ? [{ set: input.set.map(({ id, title }) => `${id}: ${title}`), gone: input.gone }]
        : [],
    );
  /** Watchers are real: lets the burst's pause go by until what is meant was told. What is wrong for a moment may be told before. */
  const told = (isMeant = ({ inputs }: Change): boolean => inputs.length > 0) =>
    vi.waitFor(
      () => {
        clock.soon(60);
        expect(changes.some(isMeant)).toBe(true);
      },
      { timeout: 60_000, interval: 10 },
    );
  return { store, clock, changes, disk, inputs, tasks, told };
};

test("the first call tells all that differs from what is known, and the rest nothing", () => {
  const root = folder();
  put(root, "tasks/a.md", "# A\n");
  put(root, "tasks/b.md", "# B\n");
  const first = open(root);
  const inputs = first.inputs();
  expect(inputs.map(({ kind }) => kind)).toEqual(["config", "agents", "tasks"]);
  const again = open(root, first.store.snapshot().tasks);
  expect(again.inputs().map(({ kind }) => kind)).toEqual(["config", "agents"]);
});

test("whoever waits until it is settled is told what is known to have changed; nobody waits for nothing", async () => {
  const root = folder();
  put(root, "tasks/a.md", "# A\n");
  const { store, clock, tasks } = open(root);
  await store.settled();
  tasks();
  put(root, "tasks/b.md", "# B\n");
  /** Where somebody has to wait, it is for ever: the clock stands still. */
  const isPending = async (): Promise<boolean> => {
    let isOver = false;
    void store.settled().then(() => (isOver = true));
    await new Promise(setImmediate);
    return !isOver;
  };
  const seen: unknown[] = [];
  const patient = { timeout: 60_000, interval: 10 };
  // A watcher is real, and first of all it hints that it is there.
  await vi.waitFor(async () => {
    expect(await isPending()).toBe(true);
    const settled = store.settled();
    // Sooner than it would look by itself.
    clock.soon(20);
    await settled;
    seen.push(...tasks());
    expect(seen).toEqual([{ set: ["b: B"], gone: [] }]);
  }, patient);
  await vi.waitFor(async () => {
    clock.soon(60);
    expect(await isPending()).toBe(false);
  }, patient);
});

test("a known task without a file is gone after five seconds", () => {
  const root = folder();
  put(root, "tasks/a.md", "# A\n");
  const { tasks: known } = open(root).store.snapshot();
  unlinkSync(join(root, "tasks/a.md"));
  const { clock, tasks } = open(root, known);
  clock.pass(4_900);
  expect(tasks()).toEqual([]);
  clock.pass(200);
  expect(tasks()).toEqual([{ set: [], gone: ["a"] }]);
});

test("one that is to be kept stays until it is not to be kept any more", () => {
  const root = folder();
  put(root, "tasks/a.md", "# A\n");
  const { tasks: known } = open(root).store.snapshot();
  unlinkSync(join(root, "tasks/a.md"));
  const { clock, disk, tasks } = open(root, known);
  clock.pass(4_000);
  disk.keeps = true;
  clock.pass(60_000);
  expect(tasks()).toEqual([]);
  disk.keeps = false;
  clock.pass(31_000);
  expect(tasks()).toEqual([{ set: [], gone: ["a"] }]);
});

test("files that appear, change, turn bad, move and vanish are told by the watchers", async () => {
  const root = folder();
  const { clock, changes, tasks, told } = open(root);
  changes.length = 0;
  put(root, "tasks/deep/a.md", "# A\n");
  await told();
  expect(tasks()).toEqual([{ set: ["a: A"], gone: [] }]);
  put(root, "tasks/deep/a.md", "# AA\n");
  await told();
  expect(tasks()).toEqual([{ set: ["a: AA"], gone: [] }]);
  put(root, "tasks/deep/a.md", "---\nstatus: soonish\n---\n");
  await told(({ problems }) => problems.length > 0);
  expect(changes.splice(0)).toMatchObject([{ inputs: [], problems: [{ code: "unknown_status" }] }]);
  put(root, "tasks/deep/a.md", "# AAA\n");
  await told();
  expect(tasks()).toEqual([{ set: ["a: AAA"], gone: [] }]);
  renameSync(join(root, "tasks/deep/a.md"), join(root, "tasks/a.md"));
  await told();
  expect(tasks()).toEqual([{ set: ["a: AAA"], gone: [] }]);
  rmSync(join(root, "tasks"), { recursive: true });
  put(root, "tasks/b.md", "# B\n");
  await told();
  expect(tasks()).toEqual([{ set: ["b: B"], gone: [] }]);
  clock.pass(5_100);
  expect(tasks()).toEqual([{ set: [], gone: ["a"] }]);
});

test("agents and the configuration are followed, and folders that it names anew", async () => {
  const root = folder();
  const { inputs, changes, tasks, told } = open(root);
  changes.length = 0;
  put(root, "agents/sh.md", "---\ntraffic: { driver: shell }\n---\n");
  await told();
  expect(inputs()).toMatchObject([
    { kind: "agents", agents: ["sh", ...driverNames].map((name) => ({ name })) },
  ]);
  put(root, "traffic.yaml", "folders: { tasks: .traffic/tasks }\n");
  await told();
  expect(inputs()).toMatchObject([{ kind: "config", config: { folders: { tasks: ".traffic/tasks" } } }]);
  put(root, ".traffic/tasks/n.md", "# N\n");
  await told();
  expect(tasks()).toEqual([{ set: ["n: N"], gone: [] }]);
});

test("what no watcher saw is found within thirty seconds", () => {
  const root = folder();
  const { clock, tasks, changes } = open(root);
  changes.length = 0;
  put(root, "tasks/a.md", "# A\n");
  clock.pass(30_100);
  expect(tasks()).toEqual([{ set: ["a: A"], gone: [] }]);
});

test("a store may begin with a tree, and the disk is not told at all", () => {
  const root = folder();
  put(root, "tasks/a.md", "# Disk\n");
  const changes: Change[] = [];
  const tree = { files: new Map([["tasks/b.md", "# Tree\n"]]), committed: new Set(["tasks/a.md"]) };
  const store = openStore({
    root,
    clock: handClock(),
    known: new Map(),
    tree,
    onChange: (change) => changes.push(change),
    diskCounts: () => true,
    isMoving: () => false,
    keeps: () => false,
  });
  onTestFinished(() => store.close());
  expect([...store.snapshot().tasks.keys()]).toEqual(["b"]);
  expect(changes).toHaveLength(1);
});

test("a tree is whole at any moment: what it lacks is gone at once", () => {
  const root = folder();
  put(root, "tasks/a.md", "# Disk\n");
  const { store, tasks } = open(root);
  tasks();
  store.useTree({ files: new Map([["tasks/b.md", "# Tree\n"]]), committed: new Set(["tasks/a.md"]) });
  expect(tasks()).toEqual([{ set: ["b: Tree"], gone: ["a"] }]);
});

test("what was never committed belongs to no branch: it counts beside a tree, and vanishes as slowly as ever", () => {
  const root = folder();
  put(root, "traffic.yaml", "checks: [make test]\n");
  put(root, "tasks/mine.md", "# Mine\n");
  put(root, "tasks/both.md", "# Here\n");
  const { store, clock, tasks, inputs } = open(root);
  inputs();
  const files = new Map([["tasks/both.md", "# Tree\n"]]);
  store.useTree({ files, committed: new Set(["tasks/theirs.md"]) });
  expect(store.snapshot().config.checks).toMatchObject([{ run: "make test" }]);
  expect(tasks()).toEqual([{ set: ["both: Tree"], gone: [] }]);
  put(root, "tasks/mine.md", "# Edited meanwhile\n");
  put(root, "tasks/theirs.md", "# Another branch's\n");
  clock.pass(31_000);
  expect(tasks()).toEqual([{ set: ["mine: Edited meanwhile"], gone: [] }]);
  unlinkSync(join(root, "tasks/mine.md"));
  clock.pass(30_000);
  expect(tasks()).toEqual([]);
  clock.pass(5_100);
  expect(tasks()).toEqual([{ set: [], gone: ["mine"] }]);
});

test("what another branch has taken along with it is nobody's: the files are looked at before they are held against its commit", () => {
  const root = folder();
  put(root, "tasks/theirs.md", "# Another branch's\n");
  const files = new Map([["tasks/a.md", "# Tree\n"]]);
  const { store, tasks } = open(root, new Map(), {
    tree: { files, committed: new Set(["tasks/theirs.md"]) },
  });
  expect(tasks()).toEqual([{ set: ["a: Tree"], gone: [] }]);
  unlinkSync(join(root, "tasks/theirs.md"));
  store.useTree({ files, committed: new Set() });
  expect(store.snapshot().tasks.has("theirs")).toBe(false);
  expect(tasks()).toEqual([]);
});

test("a store that begins with a tree looks at the files before it says what is gone", () => {
  const root = folder();
  put(root, "tasks/a.md", "# A\n");
  const known = open(root).store.snapshot().tasks;
  const { changes } = open(root, known, { tree: { files: new Map(), committed: new Set() } });
  expect(changes.flatMap(({ inputs }) => inputs).filter(({ kind }) => kind === "tasks")).toEqual([]);
});

test("while git moves files nothing of them is told, unless its lock was left behind", () => {
  const root = folder();
  put(root, "tasks/a.md", "# A\n");
  const { store, clock, disk, tasks } = open(root);
  tasks();
  disk.moves = true;
  put(root, "tasks/b.md", "# B\n");
  clock.pass(31_000);
  expect(store.snapshot().tasks.has("b")).toBe(true);
  expect(tasks()).toEqual([]);
  disk.moves = false;
  clock.pass(60);
  // Git moves the branch right after it has let go of its lock.
  expect(tasks()).toEqual([]);
  clock.pass(60);
  expect(tasks()).toEqual([{ set: ["b: B"], gone: [] }]);
  disk.moves = true;
  put(root, "tasks/c.md", "# C\n");
  clock.pass(38_000);
  expect(tasks()).toEqual([]);
  clock.pass(3_000);
  expect(tasks()).toEqual([{ set: ["c: C"], gone: [] }]);
  expect(open(root, new Map(), { moves: true }).tasks()).toMatchObject([{ gone: [] }]);
});

test("while the disk stands for something else nothing of it is told, until it counts again", () => {
  const root = folder();
  put(root, "tasks/a.md", "# A\n");
  const { store, clock, disk, tasks } = open(root);
  tasks();
  disk.counts = false;
  put(root, "tasks/a.md", "# Another branch's\n");
  clock.pass(31_000);
  expect(tasks()).toEqual([]);
  disk.counts = true;
  store.useTree(undefined);
  expect(tasks()).toEqual([{ set: ["a: Another branch's"], gone: [] }]);
});

test("a tree stands in for the disk, and gives way to it again", () => {
  const root = folder();
  put(root, "tasks/a.md", "# Disk\n");
  const { store, clock, tasks } = open(root);
  tasks();
  store.useTree({ files: new Map([["tasks/a.md", "# Tree\n"]]), committed: new Set() });
  expect(tasks()).toEqual([{ set: ["a: Tree"], gone: [] }]);
  put(root, "tasks/a.md", "# Other branch\n");
  mkdirSync(join(root, "roadmaps"));
  clock.pass(31_000);
  expect(tasks()).toEqual([]);
  store.useTree(undefined);
  expect(tasks()).toEqual([{ set: ["a: Other branch"], gone: [] }]);
});
