import { expect, test } from "vitest";
import { keptAttempt } from "../../src/core/put-away.ts";
import { makeTask } from "../world/tasks.ts";
import { Table } from "./table.ts";

const task = makeTask("a");

test("an attempt goes on where its task's file was put away after it began, and only then", () => {
  const table = new Table([task]);
  const away = (at: number) => keptAttempt(table.state, task, { at })?.key;
  expect(away(Infinity)).toBeUndefined();
  const key = table.bring("a", "working");
  const { claimedAt } = table.attempt(key);
  expect(away(claimedAt + 60_000)).toBe(key);
  // Git says which second it was, not when in it.
  expect(away(claimedAt - 999)).toBe(key);
  expect(away(claimedAt - 1000)).toBeUndefined();
  expect(keptAttempt(table.state, task, { at: undefined })).toBeUndefined();
});

test("a file that was there again since it was put away is deleted like any other, until it is put away once more", () => {
  const table = new Table([task]);
  const key = table.bring("a", "working");
  const at = table.attempt(key).claimedAt + 60_000;
  const away = (shown: number) => keptAttempt(table.state, task, { at, shown })?.key;
  expect(away(at - 10_000)).toBe(key);
  expect(away(at + 10_000)).toBeUndefined();
});
