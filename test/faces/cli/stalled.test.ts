import { expect, test } from "vitest";
import type { Stamped } from "../../../src/core/event.ts";
import { emptyMeter, type Meter } from "../../../src/core/meter.ts";
import { openStalled } from "../../../src/faces/cli/stalled.ts";

const meter = emptyMeter("claude-haiku-5-5", { window: 1 });
const since = 1_000_000;

const metered = (key: string, at: number, told: Meter): Stamped => ({
  seq: 1,
  at,
  event: { kind: "attempt.metered", key, meter: told },
});

/** An attempt that has waited for so many seconds is told of. */
const waits = (key: string, seconds: number): Stamped => {
  const at = since + seconds * 1000;
  return metered(key, at, { ...meter, stalled: { why: "Nobody is there", since, until: at + 30_000 } });
};

test("that an attempt waits for its model is told once it has lasted, and again now and then", () => {
  const tell = openStalled();
  const told = [0, 1, 3, 7, 15, 31, 61, 91, 121, 331, 361].filter(
    (at) => tell(waits("a@1", at)) !== undefined,
  );
  expect(told).toEqual([31, 331]);
  expect(tell(waits("b@1", 31))).toEqual({
    who: "b@1",
    text: "has waited 31 s for its model: Nobody is there; asks again in 30 s",
    tone: "plain",
  });
  expect(tell(metered("a@1", since + 400_000, meter))).toBeUndefined();
  expect(tell(waits("a@1", 401))).toBeDefined();
});
