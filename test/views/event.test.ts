import { expect, test } from "vitest";
import type { Event } from "../../src/core/event.ts";
import { emptyMeter } from "../../src/core/meter.ts";
import { eventJson } from "../../src/views/event-json.ts";
import { eventLine } from "../../src/views/event-line.ts";
import {
  claim,
  finalRest,
  grow,
  proof,
  rejected,
  start,
  toDone,
  toLanding,
  toWorking,
} from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const task = makeTask("login-form");
const key = "login-form@1";

const tell = (event: Event, grown = grow(task)): string | undefined => {
  const line = eventLine({ seq: 1, at: start, event }, grown.state);
  return line === undefined ? undefined : `${line.who}  ${line.text}`;
};

test("a landing names the commit and how it was proved, in its very step and after it", () => {
  const landed: Event = { kind: "attempt.landed", key, commit: "1a2b3c4d5e6f" };
  const text = "login-form@1  landed as 1a2b3c4 (2 checks, 12 s)";
  expect(tell(landed, grow(task).fold(...toLanding(task), landed))).toBe(text);
  expect(tell(landed, grow(task).fold(...toDone(task)))).toBe(text);
});

test("a landing that changed nothing says so", () => {
  const grown = grow(task).fold(...toDone(task));
  const record = grown.state.records.get(task.id);
  const [past] = record?.past ?? [];
  if (record === undefined || past?.outcome.kind !== "done") throw new Error("it has landed");
  const outcome = { ...past.outcome, proof: { ...past.outcome.proof, changed: 0 } };
  grown.state.setRecord({ ...record, past: [{ ...past, outcome }] });
  const landed: Event = { kind: "attempt.landed", key, commit: "1a2b3c4d5e6f" };
  expect(tell(landed, grown)).toContain("landed as 1a2b3c4 (it changed no file; 2 checks");
});

test("a failure says what comes next", () => {
  const failed = (rest: Extract<Event, { kind: "attempt.failed" }>["rest"]): string | undefined =>
    tell({ kind: "attempt.failed", key, failure: rejected, rest });
  expect(failed({ kind: "free" })).toMatch(/rejected: the check .*; tried again at once/);
  expect(failed({ kind: "until", at: start + 30_000, failure: rejected })).toMatch(/tried again in 30 s/);
  expect(failed(finalRest())).toMatch(/failed for good/);
  const ask = { what: "sign in", answer: "traffic retry login-form" };
  expect(failed({ kind: "person", ask })).toMatch(/waits for a person: traffic retry login-form/);
});

test("what waits for a person names the commands that answer", () => {
  for (const kind of ["attempt.unproved", "attempt.offered"] as const) {
    const line = tell({ kind, key, proof, why: "there are no checks" });
    expect(line).toContain("traffic approve login-form");
    expect(line).toContain("traffic reject login-form --note");
  }
});

test("what was written into a task's file by ourselves is no news", () => {
  const changed: Event = { kind: "tasks.changed", set: [{ ...task, status: "done" }], gone: [] };
  expect(tell(changed)).toBe("files  1 task new or changed: login-form");
  expect(tell(changed, grow(task).fold(...toDone(task)))).toBeUndefined();
  expect(tell(changed, grow(task).fold(...toLanding(task)))).toBeUndefined();
  const reopened: Event = { kind: "tasks.changed", set: [task], gone: [] };
  expect(tell(reopened, grow(task).fold(...toDone(task)))).toContain("new or changed");
});

test("finished work tells what it cost; what each turn cost is no line", () => {
  const meter = {
    ...emptyMeter("claude-haiku-5-5", { window: 1000 }),
    microUsd: 1944,
    turns: 5,
    context: 10,
  };
  const metered: Event = { kind: "attempt.metered", key, meter };
  const worked: Event = { kind: "attempt.worked", key, head: "4ead4ead4ead" };
  const grown = grow(task).fold(...toWorking(task), metered, worked);
  expect(tell(metered, grown)).toBeUndefined();
  expect(tell(worked, grown)).toBe("login-form@1  work finished as 4ead4ea (5 turns, $0.0019, context 1 %)");
});

test("an agreement to pay, and that it was taken back", () => {
  expect(tell({ kind: "spending.agreed", agreement: "{}" })).toContain("a person agreed");
  expect(tell({ kind: "spending.agreed", agreement: "" })).toContain("taken back");
});

test("what people need not read is no line", () => {
  expect(tell({ kind: "lane.given", to: key })).toBeUndefined();
  expect(tell({ kind: "attempt.ended", key })).toBeUndefined();
  expect(tell({ kind: "intent.heard", id: "i" })).toBeUndefined();
  expect(tell({ kind: "intent.heard", id: "i", refused: "login-form is done" })).toContain("is done");
});

test("JSON has task and attempt apart, snake_case keys and ISO moments", () => {
  const at = start;
  expect(eventJson({ seq: 7, at, event: claim(task) })).toMatchObject({
    schema: "traffic/event@1",
    seq: 7,
    at: "2026-11-21T12:00:00.000Z",
    kind: "attempt.claimed",
    task: "login-form",
    attempt: 1,
  });
  const failed: Event = {
    kind: "attempt.failed",
    key: "a@b@12",
    failure: { ...rejected, retryAt: start },
    rest: { kind: "free" },
  };
  expect(eventJson({ seq: 8, at, event: failed })).toMatchObject({
    task: "a@b",
    attempt: 12,
    failure: { kind: "rejected", retry_at: "2026-11-21T12:00:00.000Z" },
  });
  const changed: Event = { kind: "tasks.changed", set: [task], gone: ["old"] };
  expect(eventJson({ seq: 9, at, event: changed })).toMatchObject({ set: ["login-form"], gone: ["old"] });
});
