import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Input } from "../../../src/core/input.ts";
import { LiveState } from "../../../src/core/live.ts";
import { bringUpToDate } from "../../../src/engine/step.ts";
import { openIntentBox } from "../../../src/journal/intents.ts";
import { inputsOf, readDefinitions } from "../../../src/main/doors/definitions.ts";
import { isInStep } from "../../../src/main/doors/in-step.ts";
import type { Opened } from "../../../src/main/doors/opened.ts";
import { openedWith } from "../../world/opened.ts";

const target: Input = {
  kind: "target",
  news: { branch: "main", tip: "1", landed: [], undone: [], vanished: [], attempted: [] },
};

const seen = async (opened: Opened, ...more: readonly Input[]): Promise<LiveState> => {
  const state = new LiveState();
  const files = inputsOf(await readDefinitions(opened, state), state, Date.now());
  bringUpToDate(state, [...files, ...more], Date.now());
  return state;
};

test("an engine that has not looked at the files is not in step with them, and one that has is", async () => {
  const { opened } = openedWith("a", "b");
  expect(await isInStep(opened, new LiveState())).toBe(false);
  expect(await isInStep(opened, await seen(opened, target))).toBe(true);
});

test("an engine that has not seen where work lands claims nothing yet, and is waited for", async () => {
  const { opened } = openedWith("a");
  expect(await isInStep(opened, await seen(opened))).toBe(false);
});

test("an engine that has not heard a wish yet is not in step with people", async () => {
  const { opened } = openedWith("a");
  const state = await seen(opened, target);
  const box = openIntentBox(opened.repository.state);
  onTestFinished(() => box.close());
  const id = box.put({ kind: "pause" });
  expect(await isInStep(opened, state)).toBe(false);
  box.drop([id]);
  expect(await isInStep(opened, state)).toBe(true);
});

test("a task that is new or says something else is not known yet; one that is gone is not waited for", async () => {
  const { folder, write, opened } = openedWith("a", "b");
  const state = await seen(opened, target);
  rmSync(join(folder, "tasks", "b.md"));
  expect(await isInStep(opened, state)).toBe(true);
  write("a", "# Do something else\n");
  expect(await isInStep(opened, state)).toBe(false);
  const later = await seen(opened, target);
  write("c");
  expect(await isInStep(opened, later)).toBe(false);
});
