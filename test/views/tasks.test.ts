import { expect, test } from "vitest";
import type { Event } from "../../src/core/event.ts";
import type { Rest } from "../../src/core/record.ts";
import type { Task } from "../../src/core/task.ts";
import { phaseWords, type PhaseWord } from "../../src/views/phase.ts";
import { tasksOf, type TaskRow } from "../../src/views/tasks.ts";
import { whyOf } from "../../src/views/why.ts";
import {
  begunUndo,
  finalRest,
  grow,
  rejected,
  start,
  toDone,
  toFailed,
  toHandover,
  toLanding,
  toReview,
  toTaken,
  toTaking,
  toVerifying,
  toWorking,
  claim,
} from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const until: Rest = { kind: "until", at: start + 90_000, failure: rejected };
const person: Rest = { kind: "person", ask: { what: "sign in again", answer: "traffic retry t" } };

/** How a task `t` gets into each phase: its file, and what happened to it. */
const ways: Record<PhaseWord, { set?: Partial<Task>; events?: (task: Task) => Event[] }> = {
  ready: {},
  draft: { set: { status: "draft" } },
  held: { set: { hold: true } },
  broken: { set: { dependsOn: ["missing"] } },
  blocked: { set: { dependsOn: ["parent"] } },
  waiting: { events: (task) => toFailed(task, until) },
  preparing: { events: (task) => [claim(task)] },
  working: { events: toWorking },
  verifying: { events: toVerifying },
  halting: { events: (task) => [...toWorking(task), { kind: "attempt.halting", key: "t@1", by: "Ada" }] },
  taking: { events: toTaking },
  taken: { events: toTaken },
  giving: { events: (task) => [...toTaken(task), { kind: "attempt.giving", key: "t@1", to: "checks" }] },
  reverting: { events: (task) => [...toDone(task), begunUndo(task)] },
  landing: { events: toLanding },
  handover: { events: toHandover },
  review: { events: toReview },
  person: { events: (task) => toFailed(task, person) },
  done: { events: toDone },
  failed: { events: (task) => toFailed(task, finalRest()) },
  cancelled: { events: (task) => toFailed(task, finalRest("cancelled")) },
};

const inPhase = (phase: PhaseWord): ReturnType<typeof grow> => {
  const task = makeTask("t", ways[phase].set);
  return grow(task, makeTask("parent", { status: "draft" })).fold(...(ways[phase].events?.(task) ?? []));
};

const rowIn = (phase: PhaseWord): TaskRow => {
  const { state, now } = inPhase(phase);
  return tasksOf(state, now).rows.find(({ id }) => id === "t") as TaskRow;
};

test.each(phaseWords)("a task that is %s says so, and why", (phase) => {
  const row = rowIn(phase);
  expect(row.phase).toBe(phase);
  expect(row.reason).not.toBe("");
});

test.each(phaseWords)("why has an answer for a task that is %s", (phase) => {
  const { state, now } = inPhase(phase);
  const task = state.tasks.get("t") as Task;
  const why = whyOf(state, task, now);
  expect(why).toMatchObject({ id: "t", phase });
  expect(why.reason).not.toBe("");
});

test.each([
  ["ready", []],
  ["draft", ["status"]],
  ["held", ["hold"]],
  ["broken", ["definition", "dependencies"]],
  ["blocked", ["dependencies"]],
] as const)("a task that is %s has these gates closed: %s", (phase, closed) => {
  const { state, now } = inPhase(phase);
  const { gates } = whyOf(state, state.tasks.get("t") as Task, now);
  expect(gates.filter(({ open }) => !open).map(({ name }) => name)).toEqual(closed);
});

test.each(["review", "person", "held", "broken", "failed"] as const)(
  "a task that is %s names what answers it",
  (phase) => expect(rowIn(phase).answer).toBeTruthy(),
);

test("the status is what the file says, or will say once what is known is written there", () => {
  const words = (["ready", "done", "failed", "cancelled", "draft"] as const).map((p) => rowIn(p).status);
  expect(words).toEqual(["todo", "done", "failed", "cancelled", "draft"]);
  const { state, now } = inPhase("failed").fold({ kind: "task.reopened", task: "t" });
  expect(tasksOf(state, now).rows.find(({ id }) => id === "t")).toMatchObject({
    status: "todo",
    phase: "ready",
  });
});

test("an attempt that is over counts no more, but nothing new starts before it is put away", () => {
  const task = makeTask("t");
  const events = toFailed(task, { kind: "free" }).slice(0, -1);
  const { state, now } = grow(task).fold(...events);
  expect(tasksOf(state, now).rows[0]).toMatchObject({
    phase: "ready",
    reason: "attempt 1 is being put away first",
  });
});

test("ready tasks say what stops them", () => {
  const [a, b, c] = [
    makeTask("a", { touches: ["src/x/**"] }),
    makeTask("b", { touches: ["src/x/y.ts"] }),
    makeTask("c"),
  ];
  const grown = grow(a, b, c).fold(...toWorking(a));
  const reasons = (): Record<string, string> =>
    Object.fromEntries(tasksOf(grown.state, grown.now).rows.map(({ id, reason }) => [id, reason]));
  expect(reasons()).toMatchObject({ b: "waits for files that a may change", c: "in line to start" });
  grown.fold({ kind: "fleet.paused" });
  expect(reasons()["c"]).toBe("the fleet is paused");
});

test("rows come in the order in which the queue takes them", () => {
  const tasks = [
    makeTask("late", { priority: 4 }),
    makeTask("z-urgent", { priority: 0 }),
    makeTask("behind", { priority: 0, dependsOn: ["late-parent"] }),
    makeTask("late-parent", { priority: 3 }),
    makeTask("over", { status: "done" }),
  ];
  const { state, now } = grow(...tasks);
  const queue = [...state.queue.groups].flatMap((group) => [...group.tasks].map(({ id }) => id));
  const rows = tasksOf(state, now).rows;
  expect(rows.filter(({ phase }) => phase === "ready").map(({ id }) => id)).toEqual(queue);
  expect(rows.at(-1)?.id).toBe("over");
});

test("a row holds what its file sets", () => {
  const due = Date.UTC(2026, 11, 1);
  const { state, now } = grow(makeTask("t", { due, labels: ["x"], milestone: "core#m1" }));
  expect(tasksOf(state, now).rows[0]).toMatchObject({
    due,
    labels: ["x"],
    milestone: "core#m1",
    agent: "shell",
  });
});
