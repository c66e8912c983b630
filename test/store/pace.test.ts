import { expect, test } from "vitest";
import type { Look } from "../../src/store/library.ts";
import { pacer } from "../../src/store/pace.ts";

/** A clock that only moves when a step is taken, and whose calls wait to be made by hand. */
const bench = () => {
  let now = 0;
  const waiting: (() => void)[] = [];
  const clock = {
    now: () => now,
    wake: (_at: number, call: () => void) => {
      waiting.push(call);
      return () => void waiting.splice(waiting.indexOf(call), 1);
    },
  };
  const taken: string[] = [];
  function* look(name: string, steps: number): Look<void> {
    for (let step = 1; step <= steps; step++) {
      now += 2;
      taken.push(`${name}${step}`);
      yield [];
    }
  }
  return { look, taken, waiting, pace: pacer(clock, () => []) };
};

test("a look takes a few milliseconds at a time, and says when it is over", () => {
  const { look, taken, waiting, pace } = bench();
  const done: string[] = [];
  pace.start(look("a", 7), () => done.push("a"));
  expect(taken).toEqual(["a1", "a2", "a3"]);
  expect(pace.isBusy()).toBe(true);
  waiting.shift()?.();
  expect(taken.length).toBe(6);
  expect(done).toEqual([]);
  waiting.shift()?.();
  expect(taken.length).toBe(7);
  expect({ done, busy: pace.isBusy(), waiting }).toEqual({ done: ["a"], busy: false, waiting: [] });
});

test("another look takes the place of one that is under way", () => {
  const { look, taken, waiting, pace } = bench();
  const done: string[] = [];
  pace.start(look("a", 9), () => done.push("a"));
  pace.start(look("b", 1), () => done.push("b"));
  expect(taken).toEqual(["a1", "a2", "a3", "b1"]);
  expect({ done, waiting }).toEqual({ done: ["b"], waiting: [] });
});
