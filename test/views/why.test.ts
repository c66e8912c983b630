import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import type { Task } from "../../src/core/task.ts";
import { whyOf, type Why } from "../../src/views/why.ts";
import { grow, rejected, toFailed, toWorking, type Grown } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const why = ({ state, now }: Grown, id: string): Why => whyOf(state, state.tasks.get(id) as Task, now);

const gate = (found: Why, name: string): string | undefined =>
  found.gates.find((one) => one.name === name)?.text;

test("the turn names what makes it so", () => {
  const due = Date.UTC(2026, 10, 21, 13);
  const grown = grow(
    makeTask("plain", { priority: 3 }),
    makeTask("dated", { priority: 4, due }),
    makeTask("parent", { priority: 4 }),
    makeTask("child", { priority: 0, dependsOn: ["parent"] }),
    makeTask("long", { priority: 1, estimate: 120 }),
    makeTask("late", { priority: 4, due, estimate: 120 }),
  );
  expect(why(grown, "long").turn?.why).toMatch(
    /P1 waits at most 4 h; .*; estimated at 2 h, so 1 h 30 min sooner/,
  );
  expect(why(grown, "late").turn?.why).toBe("its due date, less 2 h (its estimate)");
  expect(why(grown, "plain").turn?.why).toMatch(/priority P3 .*3 d/);
  expect(why(grown, "dated").turn?.why).toMatch(/due date/);
  expect(why(grown, "parent").turn?.why).toMatch(/child waits for it/);
});

test("what a person has to see to first has no turn, and what others are waited for has one", () => {
  const grown = grow(
    makeTask("draft", { status: "draft" }),
    makeTask("held", { hold: true }),
    makeTask("child", { dependsOn: ["draft"] }),
  );
  expect(["draft", "held", "child"].map((id) => why(grown, id).turn === undefined)).toEqual([
    true,
    true,
    false,
  ]);
});

test("the rank counts the ready tasks that go first", () => {
  const grown = grow(
    makeTask("a", { priority: 1 }),
    makeTask("b", { priority: 2 }),
    makeTask("c", { hold: true }),
  );
  expect(why(grown, "b").rank).toEqual({ place: 2, of: 2 });
  expect(why(grown, "c").rank).toBeUndefined();
});

test("a task that nobody works on says what is to be written, and where", () => {
  const { command: _, ...idle } = makeTask("idle");
  expect(why(grow(idle), "idle").person?.answer).toBe(
    "write `agent: builtin`, or a command, into tasks/idle.md",
  );
});

test("gates name who holds what", () => {
  const [a, b] = [makeTask("a", { touches: ["src/**"] }), makeTask("b", { touches: ["src/b.ts"] })];
  const grown = grow(a, b, makeTask("c", { dependsOn: ["a", "nowhere"] })).fold(...toWorking(a));
  expect(gate(why(grown, "b"), "agent")).toContain("held by a");
  expect(gate(why(grown, "b"), "slots")).toContain("a@1");
  expect(gate(why(grown, "c"), "dependencies")).toBe("a is working, nowhere is unknown");
});

test("an agent at its limit closes its gate", () => {
  const [a, b] = [makeTask("a", { agent: "bob" }), makeTask("b", { agent: "bob" })];
  const claimed = toWorking(a).map((event) =>
    event.kind === "attempt.claimed" ? { ...event, spec: { ...event.spec, agent: "bob" } } : event,
  );
  const bob = { name: "bob", driver: "shell", slots: 1 } as const;
  const grown = grow(a, b).fold({ kind: "agents.changed", agents: [bob] }, ...claimed);
  expect(why(grown, "b").gates.find(({ name }) => name === "agent")).toMatchObject({ open: false });
});

test("who works on it: the whole ladder of a team, and whose turn it is", () => {
  const task = makeTask("t", { agent: "backend" });
  const grown = grow(task).fold(
    {
      kind: "config.changed",
      config: { ...defaultConfig, teams: { backend: ["quick", "strong"] } },
    },
    {
      kind: "agents.changed",
      agents: [
        { name: "quick", driver: "builtin", model: "haiku" },
        { name: "strong", driver: "builtin", model: "opus" },
      ],
    },
    ...toFailed(task, { kind: "free" }),
  );
  expect(why(grown, "t").ladder).toEqual({
    team: "backend",
    rungs: [
      { agent: "quick", model: "claude-haiku-5-5", next: false },
      { agent: "strong", model: "claude-opus-5-5", next: true },
    ],
  });
  expect(why(grow(makeTask("alone")), "alone").ladder).toBeUndefined();
});

test("what is tried again says when, and what went wrong before", () => {
  const task = makeTask("t");
  const at = grow().now + 600_000;
  const found = why(grow(task).fold(...toFailed(task, { kind: "until", at, failure: rejected })), "t");
  expect(found.until).toBe(at);
  expect(found.attempts).toMatchObject([{ attempt: 1, outcome: "rejected", why: rejected.why }]);
  expect(found.attemptsLeft).toMatch(/1 rejected; at most 3 attempts/);
});

test("what waits for others names what a person can do for the nearest of them", () => {
  const [stuck, dropped] = [makeTask("stuck", { hold: true }), makeTask("dropped", { status: "cancelled" })];
  const grown = grow(
    stuck,
    dropped,
    makeTask("next", { dependsOn: ["stuck"] }),
    makeTask("far", { dependsOn: ["next"] }),
    makeTask("orphan", { dependsOn: ["dropped"] }),
    makeTask("fine", { dependsOn: ["ready"] }),
    makeTask("ready"),
  );
  expect(why(grown, "far").person).toEqual({ what: "stuck: it is held", answer: "traffic release stuck" });
  expect(why(grown, "orphan").person?.answer).toMatch(/traffic retry dropped, or take it out of depends_on/);
  expect(why(grown, "dropped").person).toBeUndefined();
  expect(why(grown, "fine").person).toBeUndefined();
});

test("what lies outside of us is told as that, with the next try", () => {
  const task = makeTask("t");
  const grown = grow(task).fold(...toWorking(task));
  const until = grown.now + 9000;
  const event = { kind: "attempt.faulted", key: "t@1", message: "the disk is full", until } as const;
  grown.fold({ ...event, outside: true });
  expect(why(grown, "t")).toMatchObject({ phase: "working", until });
  expect(why(grown, "t").reason).toMatch(/^held up: the disk is full; tried again in 8 s$/);
});

test("a fault of ours is told as ours, with the next try", () => {
  const task = makeTask("t");
  const grown = grow(task).fold(...toWorking(task));
  const until = grown.now + 9000;
  grown.fold({ kind: "attempt.faulted", key: "t@1", message: "disk full", until });
  expect(why(grown, "t")).toMatchObject({ phase: "working", until });
  expect(why(grown, "t").reason).toMatch(/costs the task nothing.*in 8 s/);
});
