import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { Order } from "../../src/core/order.ts";
import type { News } from "../../src/engine/ports/news.ts";
import type { FromOrder } from "../../src/engine/ports/hands.ts";
import { createAgents } from "../../src/host/attempt/attempt.ts";
import { send } from "../../src/host/processes/ending.ts";
import { remoteHands } from "../../src/host/remote.ts";
import { orders } from "../world/orders.ts";
import { awake, ending, eventually, linesOf, marked, scratch } from "./world.ts";

const programs = join(import.meta.dirname, "programs");

/** A root for hosts, and orders to work on task `a` there; nothing of it outlives the test. */
const world = () => {
  const root = scratch();
  const state = join(root, "state");
  const path = join(root, "worktree");
  for (const folder of [state, path]) mkdirSync(folder);
  onTestFinished(async () => {
    for (const key of ["a@2", "a@2/check"]) await createAgents({ state, ending, awake }).end(key);
  });
  const news: News[] = [];
  const hire = () => {
    const hands = remoteHands({
      entry: join(programs, "host.ts"),
      args: [root],
      log: join(root, "host.log"),
      news: (one) => news.push(one),
    });
    onTestFinished(() => hands.close());
    return hands;
  };
  const work = (command: string): Order =>
    orders.work({ path, spec: { ...orders.work().spec, command: `echo x >>../starts; ${command}` } });
  const starts = () => linesOf(join(root, "starts")).length;
  const hosts = () => linesOf(join(root, "holders")).map(Number);
  /** A message whose sender died half way cannot be told from none: orders are started until they have reported. */
  const insist = async (hands: ReturnType<typeof hire>, order: Order): Promise<FromOrder> => {
    const told: FromOrder[] = [];
    while (told.length === 0) await hands.start(order, (input) => told.push(input)).done;
    return told[0] as FromOrder;
  };
  return { root, state, path, news, hire, work, starts, hosts, insist };
};

test("an order is carried out in the host process, and news comes from there", async () => {
  const w = world();
  const report = await w.insist(w.hire(), w.work("echo $PPID >>../parents"));
  expect(report).toMatchObject({ kind: "report", report: { kind: "worked", attempt: "a@2", turn: 7 } });
  await eventually(() => w.news.length > 0);
  expect(w.news[0]).toMatchObject({ kind: "target", news: { tip: String(w.hosts()[0]) } });
});

test("that hosts die of their start again and again is told, with the place that says why", async () => {
  const { root, news } = world();
  const log = join(root, "host.log");
  const entry = join(root, "none.ts");
  const hands = remoteHands({ entry, args: [], log, news: (one) => news.push(one) });
  onTestFinished(() => hands.close());
  await eventually(() => news.length > 0);
  expect(news).toEqual([{ kind: "trouble", message: expect.stringContaining(log) as string }]);
  expect(linesOf(log).join("\n")).toContain("none.ts");
});

test("a stop reaches the host process; nothing is reported and nothing is left", async () => {
  const w = world();
  const told: FromOrder[] = [];
  const motion = w.hire().start(w.work("setsid sleep 81 & sleep 82"), (input) => told.push(input));
  await eventually(() => w.starts() === 1);
  motion.stop();
  await motion.done;
  expect(told).toEqual([]);
  expect(await marked(w.state, "a@2")).toEqual([]);
});

/** The host is killed so many milliseconds after the order was given. */
const expectSurvival = async (milliseconds: number) => {
  const w = world();
  const hands = w.hire();
  await eventually(() => w.hosts().length === 1);
  const done = w.insist(hands, w.work("sleep 0.05; exit 6"));
  await sleep(milliseconds);
  for (const pid of w.hosts()) send(pid, "SIGKILL");
  expect(await done).toMatchObject({ report: { failure: { why: "The command ended with exit code 6." } } });
  expect(w.starts()).toBe(1);
  await hands.close();
};

test("killed at 20 different moments, the host starts no agent twice and none is lost", async () => {
  for (let moment = 0; moment < 20; moment += 2)
    await Promise.all([expectSurvival(moment * 4), expectSurvival(moment * 4 + 4)]);
});

test("a host that leaves does not end its agents; the next one adopts them", async () => {
  const w = world();
  const first = w.hire();
  const order = w.work("while [ ! -e ../go ]; do sleep 0.01; done; exit 8");
  void first.start(order, () => undefined);
  await eventually(() => w.starts() === 1);
  await first.close();
  expect(await marked(w.state, "a@2")).not.toEqual([]);
  const adopted = w.insist(w.hire(), order);
  await eventually(() => w.hosts().length === 2);
  writeFileSync(join(w.root, "go"), "");
  expect(await adopted).toMatchObject({
    report: { failure: { why: "The command ended with exit code 8." } },
  });
  expect(w.starts()).toBe(1);
});

test("of two hosts one acts; the other waits until it has left", async () => {
  const w = world();
  const [first, second] = [w.hire(), w.hire()];
  const done = [first, second].map(async (hands) => {
    await w.insist(hands, w.work("true"));
    const acted = w.hosts().length;
    await hands.close();
    return acted;
  });
  const acted = await Promise.all(done);
  expect(acted.toSorted((a, b) => a - b)).toEqual([1, 2]);
  expect(w.hosts()).toHaveLength(2);
  expect(w.starts()).toBe(1);
});

/** An engine of its own process, with orders in motion, killed when they are. */
const killedEngine = async (w: ReturnType<typeof world>, order: Order, inMotion: () => unknown) => {
  const engine = spawn(process.execPath, [join(programs, "engine.ts"), w.root, JSON.stringify([order])], {
    stdio: "ignore",
  });
  await eventually(inMotion);
  engine.kill("SIGKILL");
  await once(engine, "exit");
  const [host = 0] = w.hosts();
  await expect.poll(() => ending.table.started(host)).toBeUndefined();
};

test("the host leaves when its engine is killed; an agent stays", async () => {
  const w = world();
  await killedEngine(w, w.work("sleep 83"), () => w.starts() === 1);
  expect(await marked(w.state, "a@2")).not.toEqual([]);
});

test("the host leaves when its engine is killed, and a check goes with it", async () => {
  const w = world();
  const checks = [{ name: "c", run: "touch ../up; sleep 84", minutes: 1, own: "task" }];
  const up = () => linesOf(join(w.state, "attempts/a@2/checks.log")).length > 0;
  await killedEngine(w, orders.verify({ spec: { checks } }), up);
  await expect.poll(() => marked(w.state, "a@2/check")).toEqual([]);
});

test("a host that cannot start is tried again, more slowly, and closing ends that", async () => {
  const root = scratch();
  const program = join(root, "broken.mjs");
  writeFileSync(
    program,
    `import { appendFileSync } from "node:fs"; appendFileSync("${root}/tries", Date.now() + "\\n"); process.exit(1);`,
  );
  const hands = remoteHands({ entry: program, args: [], log: join(root, "log"), news: () => undefined });
  const motion = hands.start(orders.prepare(), () => undefined);
  await motion.done;
  await eventually(() => linesOf(join(root, "tries")).length >= 4);
  await hands.close();
  const [first = 0, second = 0, third = 0, fourth = 0] = linesOf(join(root, "tries")).map(Number);
  const pauses = [second - first, third - second, fourth - third];
  for (const [at, least] of [100, 200, 400].entries()) expect(pauses[at]).toBeGreaterThanOrEqual(least);
});
