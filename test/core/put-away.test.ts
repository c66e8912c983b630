import { expect, test } from "vitest";
import { keptAttempt } from "../../src/core/put-away.ts";
import { makeTask } from "../world/tasks.ts";
import { Table } from "./table.ts";

const task = makeTask("a");

test("an attempt goes on where its task's file was put away after it began, and only then", () => {
  const table = new Table([task]);
  const away = (at: number) => keptAttempt(table.state, task, new Map([[task.file, at]]))?.key;
  expect(away(Infinity)).toBeUndefined();
  const key = table.bring("a", "working");
  const { claimedAt } = table.attempt(key);
  expect(away(claimedAt + 60_000)).toBe(key);
  // Git says which second it was, not when in it.
  expect(away(claimedAt - 999)).toBe(key);
  expect(away(claimedAt - 1000)).toBeUndefined();
  expect(keptAttempt(table.state, task, new Map([["tasks/b.md", Infinity]]))).toBeUndefined();
});
