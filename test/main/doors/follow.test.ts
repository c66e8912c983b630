import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { LiveState } from "../../../src/core/live.ts";
import type { Input } from "../../../src/core/input.ts";
import { takeIn } from "../../../src/engine/step.ts";
import { openJournal } from "../../../src/journal/journal.ts";
import { filesIn } from "../../../src/main/files.ts";
import { openFollower } from "../../../src/main/doors/follow.ts";
import type { Opened } from "../../../src/main/doors/opened.ts";
import { makeTask } from "../../world/tasks.ts";

/** An engine's journal that somebody follows. */
const followed = () => {
  const state = mkdtempSync(join(tmpdir(), "traffic-follow-"));
  const { journal } = openJournal(filesIn(state).journal);
  const repository = { state, checkout: state, common: state, worktrees: state };
  const live = new LiveState();
  const write = (...inputs: readonly Input[]): void => journal.append(takeIn(live, inputs, 1000));
  write({ kind: "tasks", set: [makeTask("first")], gone: [] });
  const follower = openFollower({ repository, entry: "" } satisfies Opened);
  if (follower === undefined) throw new Error("there is no journal");
  onTestFinished(() => {
    follower.close();
    journal.close();
    rmSync(state, { recursive: true });
  });
  return { write, journal, follower };
};

test("whoever follows is told what was touched, and no note of it stays however long they follow", () => {
  const { write, follower } = followed();
  for (const id of ["a", "b", "c"]) {
    write({ kind: "tasks", set: [makeTask(id)], gone: [] });
    expect(follower.catchUp().touched).toContainEqual({ kind: "task", id });
    expect(follower.state.drainTouched()).toEqual([]);
  }
  expect(follower.catchUp()).toEqual({ events: [], touched: [] });
});

test("where the journal was shortened past what is known, everything counts as touched", () => {
  const { write, journal, follower } = followed();
  for (const id of ["a", "b", "c"]) write({ kind: "tasks", set: [makeTask(id)], gone: [] });
  journal.compact(1);
  expect(follower.catchUp().touched).toBe("all");
  expect(follower.state.tasks.size).toBe(4);
});
