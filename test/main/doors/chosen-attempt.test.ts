import { expect, test } from "vitest";
import { chosenAttempt } from "../../../src/main/doors/chosen-attempt.ts";
import { grow, toDone } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";

test("an attempt is the one that is named, or the last; one that never was is told as such", () => {
  const task = makeTask("a");
  const { state } = grow(task, makeTask("new")).fold(...toDone(task));
  expect([chosenAttempt(state, "a", undefined), chosenAttempt(state, "a", 1)]).toEqual([1, 1]);
  for (const n of [0, 2])
    expect(() => chosenAttempt(state, "a", n)).toThrow(
      `there is no a@${n}: a has had 1 attempt, counted from 1`,
    );
  for (const n of [undefined, 3])
    expect(() => chosenAttempt(state, "new", n)).toThrow("new has not been tried yet");
});
