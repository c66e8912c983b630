import { expect, test } from "vitest";
import type { Event, Stamped } from "../../src/core/event.ts";
import { pullOf } from "../../src/views/pull.ts";
import { grow, toDone } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const pull = { number: 7, url: "https://github.example/acme/shop/pull/7" };
const ready = (key: string): Stamped => {
  const event: Event = { kind: "attempt.ready", key, pull };
  return { seq: 1, at: 0, event };
};

test("a task's pull request is the last one that events tell of, and no other task's", () => {
  const { state } = grow(makeTask("one")).fold(...toDone(makeTask("one")));
  expect(pullOf(state, [ready("one@1")], "one")).toEqual(pull);
  expect(pullOf(state, [ready("one-more@1")], "one")).toBeUndefined();
});
