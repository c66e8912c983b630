import { describe, expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import type { Stamped } from "../../src/core/event.ts";
import type { Input } from "../../src/core/input.ts";
import type { Order } from "../../src/core/order.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { Hands } from "../../src/engine/ports/hands.ts";
import type { Batch } from "../../src/engine/ports/journal.ts";
import { VirtualClock } from "../world/clock.ts";
import { MemoryJournal } from "../world/journal.ts";
import { makeTask } from "../world/tasks.ts";

type Moving = { readonly order: Order; readonly at: number; stops: number; readonly rest: () => void };

/** Hands that carry out nothing and remember everything. */
class IdleHands implements Hands {
  readonly moving: Moving[] = [];
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  start(order: Order): ReturnType<Hands["start"]> {
    let rest = (): void => {};
    const done = new Promise<void>((resolve) => (rest = resolve));
    const moving: Moving = { order, at: this.#clock.now(), stops: 0, rest };
    this.moving.push(moving);
    return { done, stop: () => void (moving.stops += 1) };
  }

  get keys(): string[] {
    return this.moving.map(({ order }) => order.key);
  }
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const setUp = (journal: MemoryJournal = new MemoryJournal()) => {
  const clock = new VirtualClock(0);
  const hands = new IdleHands(clock);
  const engine = new Engine({ clock, hands, journal });
  const begin = (...ids: readonly string[]): void => {
    engine.receive(
      { kind: "config", config: { ...defaultConfig, slots: { agents: 2, verification: 1 } } },
      { kind: "tasks", set: ids.map((id) => makeTask(id)), gone: [] },
      { kind: "target", news: { branch: "main", tip: "t0", landed: [], vanished: [] } },
    );
  };
  const report = (told: object, at = -1): Input => {
    const { order } = hands.moving.at(at) ?? {};
    if (order === undefined || !("attempt" in order)) throw new Error("no attempt's order is in motion");
    return { kind: "report", report: { attempt: order.attempt, turn: order.turn, ...told } } as Input;
  };
  return { clock, hands, engine, journal, begin, report };
};

const prepared = { kind: "prepared", base: "t0", path: "/w" };

test("a journal that cannot be written ends the step before anything acts, and every step after it", () => {
  class Full extends MemoryJournal {
    override append(): void {
      throw new Error("disk full");
    }
  }
  const { clock, hands, engine, begin } = setUp(new Full());
  let told = 0;
  engine.listen(() => (told += 1));
  begin("a");
  expect(() => clock.tick()).toThrow("disk full");
  engine.receive({ kind: "intent", intent: { id: "i", wish: { kind: "pause" } } });
  expect(clock.tick()).toBe(false);
  expect([hands.moving.length, told]).toEqual([0, 0]);
});

test("what is durable comes before what acts, and listeners after both", () => {
  const { clock, hands, engine, journal, begin } = setUp();
  const seen: string[] = [];
  const append = journal.append.bind(journal);
  journal.append = (batch: Batch) => (seen.push(`append, ${hands.moving.length} in motion`), append(batch));
  engine.listen(() => seen.push(`told, ${hands.moving.length} in motion`));
  begin("a");
  expect(seen).toEqual([]);
  clock.tick();
  expect(seen).toEqual(["append, 0 in motion", "told, 1 in motion"]);
});

test("inputs that arrive during a step wait for the next", () => {
  const { clock, hands, engine, begin, report } = setUp();
  const steps: (readonly Stamped[])[] = [];
  const quit = engine.listen((events) => {
    steps.push(events);
    if (steps.length === 1) engine.receive(report(prepared));
    expect(hands.keys).toEqual(steps.length === 1 ? ["a@1/preparing"] : ["a@1/preparing"]);
  });
  begin("a");
  clock.tick();
  expect(steps).toHaveLength(1);
  expect(engine.idle).toBe(false);
  clock.tick();
  expect(steps[1]?.map(({ event }) => event.kind)).toEqual(["attempt.prepared"]);
  expect(engine.idle).toBe(true);
  quit();
  engine.receive({ kind: "intent", intent: { id: "i", wish: { kind: "pause" } } });
  clock.tick();
  expect(steps).toHaveLength(2);
});

test("whoever waits until it is settled does so until all that was received is decided, or nothing more is", async () => {
  const { clock, engine, begin } = setUp();
  await engine.settled();
  const seen: string[] = [];
  const wait = (name: string): Promise<unknown> => engine.settled().then(() => seen.push(name));
  for (let n = 0; n < 1001; n += 1)
    engine.receive({ kind: "intent", intent: { id: `${n}`, wish: { kind: "pause" } } });
  const settled = wait("both steps");
  clock.tick();
  await new Promise(setImmediate);
  expect(seen).toEqual([]);
  clock.tick();
  await settled;
  expect(seen).toEqual(["both steps"]);
  begin("a");
  const left = wait("stopped");
  await engine.stop();
  await left;
  await engine.settled();
});

test("thousands of inputs are taken a thousand at a time, in order, none lost", () => {
  const { clock, engine, journal, begin } = setUp();
  begin();
  clock.tick();
  const before = journal.appends;
  const inputs = Array.from({ length: 3500 }, (_, at): Input => ({
    kind: "intent",
    intent: { id: `i${at}`, wish: { kind: "resume" } },
  }));
  engine.receive(...inputs);
  const sizes: number[] = [];
  engine.listen((events) => sizes.push(events.length));
  while (clock.tick());
  expect(sizes).toEqual([1000, 1000, 1000, 500]);
  expect(journal.appends - before).toBe(4);
  const heard = journal.events.flatMap(({ event }) => (event.kind === "intent.heard" ? [event.id] : []));
  expect(heard).toEqual(inputs.map((_, at) => `i${at}`));
});

test("an input that says nothing new is not written down", () => {
  const { clock, engine, journal, begin } = setUp();
  begin("a");
  clock.tick();
  const before = journal.appends;
  begin("a");
  while (clock.tick());
  expect(journal.appends).toBe(before);
  expect(engine.state.attempts.size).toBe(1);
});

describe("an order that rests without changing anything", () => {
  test("is started again, ever more slowly, never in a hot loop", async () => {
    const { clock, hands, begin } = setUp();
    begin("a");
    clock.tick();
    for (let round = 0; round < 12; round += 1) {
      hands.moving.at(-1)?.rest();
      await breathe();
      const count = hands.moving.length;
      for (let ticks = 0; hands.moving.length === count; ticks += 1) {
        expect(ticks).toBeLessThan(5);
        expect(clock.tick()).toBe(true);
      }
    }
    const waits = hands.moving.slice(1).map(({ at }, n) => at - (hands.moving[n]?.at ?? 0));
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000, 10_000, 10_000]);
    expect(new Set(hands.keys).size).toBe(1);
  });

  test("leaves nothing to wake for once it is no longer listed", async () => {
    const { clock, hands, engine, begin, report } = setUp();
    begin("a");
    clock.tick();
    const input = report({ kind: "failed", failure: { kind: "invalid", why: "told so" } });
    hands.moving[0]?.rest();
    engine.receive(input);
    await breathe();
    while (hands.keys.at(-1) !== "a@1/ending") expect(clock.tick()).toBe(true);
    engine.receive(report({ kind: "ended" }));
    hands.moving.at(-1)?.rest();
    await breathe();
    const { length } = Array.from({ length: 10 }).filter(() => clock.tick());
    expect(length).toBeLessThan(3);
    expect(clock.now()).toBe(0);
  });
});

describe("what is no longer listed", () => {
  test("is stopped once; its attempt's next order waits until it rests", async () => {
    const { clock, hands, engine, begin } = setUp();
    begin("a");
    clock.tick();
    engine.receive({ kind: "intent", intent: { id: "i", wish: { kind: "cancel", task: "a" } } });
    while (clock.tick());
    engine.receive({ kind: "intent", intent: { id: "j", wish: { kind: "pause" } } });
    while (clock.tick());
    expect(hands.moving).toMatchObject([{ stops: 1 }]);
    hands.moving[0]?.rest();
    await breathe();
    while (clock.tick());
    expect(hands.keys).toEqual(["a@1/preparing", "a@1/ending"]);
  });

  test("keeps its worktree to itself until it rests: a check that is called off, and the next", async () => {
    const { clock, hands, engine, begin, report } = setUp();
    begin("a", "b");
    clock.tick();
    for (const told of [prepared, { kind: "worked", head: "h" }]) {
      for (const at of [-2, -2]) {
        engine.receive(report(told, at));
        hands.moving.at(at)?.rest();
        await breathe();
        clock.tick();
        await breathe();
        while (!engine.idle) clock.tick();
      }
    }
    expect(hands.keys.filter((key) => key.endsWith("verifying"))).toEqual(["a@1/verifying"]);
    engine.receive({ kind: "intent", intent: { id: "i", wish: { kind: "cancel", task: "a" } } });
    while (clock.tick());
    expect(engine.state.attempts.get("b@1")?.step).toMatchObject({ phase: "verifying", slot: 0 });
    expect(hands.keys.filter((key) => key.endsWith("verifying"))).toEqual(["a@1/verifying"]);
    hands.moving.find(({ order }) => order.key === "a@1/verifying")?.rest();
    await breathe();
    while (clock.tick());
    expect(hands.keys.slice(-2).sort()).toEqual(["a@1/ending", "b@1/verifying"]);
  });
});

describe("stop", () => {
  test("stops all in motion, resolves when all rest, and nothing follows", async () => {
    const { clock, hands, engine, begin, report, journal } = setUp();
    begin("a", "b", "c");
    clock.tick();
    let stopped = false;
    const stopping = engine.stop().then(() => (stopped = true));
    engine.receive(report(prepared));
    const before = journal.appends;
    expect(hands.moving.map((moving) => moving.stops)).toEqual([1, 1]);
    hands.moving[0]?.rest();
    await breathe();
    expect(stopped).toBe(false);
    hands.moving[1]?.rest();
    await stopping;
    await breathe();
    expect(clock.tick()).toBe(false);
    expect([journal.appends, hands.moving.length]).toEqual([before, 2]);
    await engine.stop();
  });

  test("asked for by a listener in the middle of a step, it leaves no alarm behind", () => {
    const { clock, engine, begin } = setUp();
    engine.listen(() => void engine.stop());
    begin("a");
    engine.receive({ kind: "intent", intent: { id: "i", wish: { kind: "cancel", task: "a" } } });
    clock.tick();
    expect(clock.tick()).toBe(false);
  });
});

test("a waiting task is taken up at its moment, without any input", async () => {
  const { clock, hands, engine, begin, report } = setUp();
  begin("a");
  clock.tick();
  engine.receive(
    report({ kind: "failed", failure: { kind: "rate_limited", why: "told so", retryAt: 90_000 } }),
  );
  hands.moving[0]?.rest();
  await breathe();
  while (hands.keys.at(-1) !== "a@1/ending") clock.tick();
  engine.receive(report({ kind: "ended" }));
  hands.moving.at(-1)?.rest();
  await breathe();
  while (clock.tick());
  expect(hands.moving.at(-1)).toMatchObject({ at: 90_000, order: { key: "a@2/preparing" } });
});
