import { expect, test } from "vitest";
import { InMotion } from "../../src/engine/in-motion.ts";
import { VirtualClock } from "../world/clock.ts";
import { orders } from "../world/orders.ts";

test("what only tidies up starts behind what somebody waits for", () => {
  const started: string[] = [];
  const hands = {
    start: ({ kind }: { readonly kind: string }) => {
      started.push(kind);
      return { done: new Promise<void>(() => undefined), stop: () => undefined };
    },
  };
  const told = { report: () => undefined, freed: () => undefined };
  const motion = new InMotion({ clock: new VirtualClock(), hands }, told);
  const over = orders.end({ attempt: "b@1", key: "b@1/ending" });
  motion.match([over, orders.prepare()]);
  expect(started).toEqual(["prepare", "end"]);
});
