import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { pause } from "../../src/engine/ports/pause.ts";
import { VirtualClock } from "../world/clock.ts";

test("it lasts as long as it should, and leaves nothing at the signal", async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const began = clock.now();
  for (let n = 1; n <= 3; n += 1) {
    const over = pause(clock, 100, stop.signal);
    while (clock.tick());
    await over;
    expect(clock.now() - began).toBe(n * 100);
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  }
});

test("told to stop, before or meanwhile, it is over at once and wakes nobody", async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const over = pause(clock, 100, stop.signal);
  stop.abort();
  await over;
  await pause(clock, 100, stop.signal);
  expect(clock.tick()).toBe(false);
  expect(getEventListeners(stop.signal, "abort")).toEqual([]);
});
