import { expect, test } from "vitest";
import type { Hands } from "../../src/engine/ports/hands.ts";
import type { Order } from "../../src/core/order.ts";
import { inRush, Rush } from "../../src/host/rush.ts";
import { VirtualClock } from "../world/clock.ts";
import { orders } from "../world/orders.ts";

/** Hands whose orders are done when a test says so. */
const stage = () => {
  const clock = new VirtualClock();
  const rush = new Rush(clock);
  const started: string[] = [];
  const stopped: string[] = [];
  const finish = new Map<string, () => void>();
  const bare: Hands = {
    start: ({ kind }) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      started.push(kind);
      finish.set(kind, resolve);
      return {
        done: promise,
        stop: () => {
          stopped.push(kind);
          resolve();
        },
      };
    },
  };
  const hands = inRush(bare, rush);
  const start = (order: Order) => hands.start(order, () => undefined);
  const settled = () => new Promise(setImmediate);
  const done = async (kind: Order["kind"]): Promise<void> => {
    finish.get(kind)?.();
    await settled();
  };
  return { clock, rush, started, stopped, start, done, settled };
};

test.each(["prepare", "land"] as const)("tidying up waits for what is on the way: %s", async (kind) => {
  const { clock, started, start, done, settled } = stage();
  start(orders[kind]());
  start(orders.end());
  await settled();
  expect(started).toEqual([kind]);
  await done(kind);
  expect(started).toEqual([kind]);
  clock.tick();
  await settled();
  expect(started).toEqual([kind, "end"]);
});

test("with nothing on the way it begins within the call", () => {
  const { started, start } = stage();
  start(orders.work());
  start(orders.end());
  expect(started).toEqual(["work", "end"]);
});

test("it waits for no more than a moment, however much is on the way", async () => {
  const { clock, started, start, settled } = stage();
  start(orders.prepare());
  start(orders.end());
  const before = clock.now();
  while (clock.tick());
  await settled();
  expect(started).toEqual(["prepare", "end"]);
  expect(clock.now() - before).toBeLessThanOrEqual(200);
});

test("stopped before it began it never begins, and is done; stopped later it is stopped", async () => {
  const { clock, started, stopped, start, done, settled } = stage();
  start(orders.prepare());
  const never = start(orders.end());
  never.stop();
  await done("prepare");
  while (clock.tick());
  await never.done;
  expect(started).toEqual(["prepare"]);
  start(orders.prepare());
  const later = start(orders.end());
  await done("prepare");
  while (clock.tick());
  await settled();
  later.stop();
  await later.done;
  expect(started).toEqual(["prepare", "prepare", "end"]);
  expect(stopped).toEqual(["end"]);
});

test("who has stood back long enough is forgotten, though the way is never clear", async () => {
  const clock = new VirtualClock();
  let late = 0;
  const rush = new Rush({
    now: () => clock.now(),
    wake: (at, call) => {
      let isOver = false;
      const callOff = clock.wake(at, () => {
        isOver = true;
        call();
      });
      return () => {
        if (isOver) late += 1;
        callOff();
      };
    },
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  rush.follow(promise);
  for (let n = 0; n < 3; n += 1) {
    const over = rush.over();
    while (clock.tick());
    await over;
  }
  late = 0;
  resolve();
  await new Promise(setImmediate);
  while (clock.tick());
  expect(rush.isClear).toBe(true);
  expect(late).toBe(0);
});
