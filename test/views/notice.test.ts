import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import type { Event, Stamped } from "../../src/core/event.ts";
import { emptyMeter } from "../../src/core/meter.ts";
import { priceOf } from "../../src/core/prices.ts";
import { agreementOf } from "../../src/core/agreement.ts";
import type { Task } from "../../src/core/task.ts";
import { call, hear, lastCall, nextCall, quiet, type Calling } from "../../src/views/notice.ts";
import { summaryOf } from "../../src/views/summary.ts";
import { claim, finalRest, grow, start, toDone, toFailed, toReview, Grown } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const [a, b, c] = [makeTask("a"), makeTask("b"), makeTask("c")];
const second = 1000;

/** A person who is called as a terminal would call them, at times since the first event. */
class Listener {
  readonly grown: Grown;
  readonly calls: { readonly at: number; readonly text: string }[] = [];
  #calling: Calling = quiet;

  constructor(grown: Grown) {
    this.grown = grown;
  }

  /** Lives on for a while; what is due meanwhile is called when it is due. */
  pass(ms: number): this {
    const end = this.grown.now + ms;
    for (let due = nextCall(this.#calling); due !== undefined && due <= end; due = nextCall(this.#calling)) {
      this.#call(Math.max(due, this.grown.now));
    }
    this.grown.now = end;
    return this;
  }

  /** Steps of the engine happen, the events of each at one moment. */
  step(...events: readonly Event[]): this {
    const before = this.grown.events.length;
    const { now } = this.grown;
    this.grown.fold(...events);
    this.grown.now = now;
    const stamped = this.grown.events.slice(before).map((one): Stamped => ({ ...one, at: now }));
    this.#calling = hear(this.#calling, stamped, { state: this.grown.state, now });
    this.#call(now);
    return this;
  }

  #call(now: number): void {
    const { calling, text } = call(this.#calling, { state: this.grown.state, now });
    this.#calling = calling;
    if (text !== undefined) this.calls.push({ at: now, text });
  }

  get texts(): string[] {
    return this.calls.map(({ text }) => text);
  }
}

const listen = (...tasks: readonly Task[]): Listener => new Listener(grow(...tasks));

test("work that nothing proves calls at once, with what is asked", () => {
  expect(listen(a).step(...toReview(a)).texts).toEqual(["a waits for you: there are no checks"]);
});

test("a task that waits for a person calls; one that is tried again, or failed for good, does not", () => {
  const ask = { what: "sign in again", answer: "traffic retry a" };
  const listener = listen(a, b, c).step(...toFailed(b, { kind: "free" }), ...toFailed(c, finalRest()));
  expect(listener.texts).toEqual([]);
  expect(listener.step(...toFailed(a, { kind: "person", ask })).texts).toEqual([
    "a waits for you: sign in again",
  ]);
});

test("what comes within ten seconds is told together, and what was answered meanwhile is not", () => {
  const listener = listen(a, b, c)
    .step(...toReview(a))
    .pass(second);
  listener
    .step(...toReview(b))
    .pass(second)
    .step(...toReview(c));
  expect(listener.calls).toHaveLength(1);
  expect(listener.pass(20 * second).texts.at(-1)).toBe("2 tasks wait for you: b, c");
  listener.step(...toReview(makeTask("a"))).pass(second);
  const late = listen(a, b)
    .step(...toReview(a))
    .pass(second)
    .step(...toReview(b));
  late.step({ kind: "attempt.approved", key: "b@1" });
  expect(late.pass(60 * second).calls).toHaveLength(1);
});

test("a landing that files are in the way of calls once, however often it is tried again", () => {
  const listener = listen(a).step(...toDone(a).slice(0, -2));
  const blocked = { why: "files of yours are in the way", paths: ["x"], since: listener.grown.now, until: 0 };
  for (let times = 0; times < 5; times += 1)
    listener.step({ kind: "attempt.blocked", key: "a@1", blocked }).pass(15 * second);
  expect(listener.texts).toEqual(["a waits for you: files of yours are in the way"]);
});

const paid = (id: string): Task => {
  const { command: _, ...task } = makeTask(id, { agent: "builtin" });
  return task;
};

const model = "claude-haiku-5-5";

/** A fleet that may spend so much a day, and has spent half a dollar of it on a task that is over. */
const capped = (dayUsd: number): Listener => {
  const meter = { ...emptyMeter(model, priceOf(model, start)), microUsd: 500_000, turns: 1 };
  const listener = listen(paid("a"), paid("b"), c).step(
    { kind: "day.began", from: start, until: start + 24 * 3600 * second },
    claim(paid("a")),
    { kind: "attempt.metered", key: "a@1", meter },
    ...toFailed(paid("a"), finalRest()).slice(-2),
    ...toDone(c),
  );
  return cap(listener, dayUsd);
};

const cap = (listener: Listener, dayUsd: number): Listener => {
  const caps = { taskUsd: 3, dayUsd };
  listener.step({ kind: "config.changed", config: { ...defaultConfig, caps } });
  const agreement = agreementOf(listener.grown.state);
  return listener.step({ kind: "spending.agreed", agreement }).pass(30 * second);
};

test("a cap that stops everything calls once, and again when it does so again", () => {
  const listener = capped(10);
  expect(listener.texts).toEqual([]);
  expect(cap(listener, 1).texts).toEqual(["today's cap of $1.00 is reached"]);
  listener.step({ kind: "fleet.resumed" }).pass(30 * second);
  expect(listener.calls).toHaveLength(1);
  expect(cap(cap(listener, 10), 1).calls).toHaveLength(2);
});

test("while something is at work, could be, or the fleet is paused, no cap stops everything", () => {
  const moving = capped(10).step(claim(makeTask("d")));
  expect(cap(moving, 1).texts).toEqual([]);
  const paused = capped(10).step({ kind: "fleet.paused" });
  expect(cap(paused, 1).texts).toEqual([]);
  const ready = capped(10).step({ kind: "tasks.changed", set: [makeTask("d")], gone: [] });
  expect(cap(ready, 1).texts).toEqual([]);
});

const happening = fc.record({
  task: fc.constantFrom("a", "b", "c"),
  what: fc.constantFrom("review", "approve", "reject", "nothing"),
  wait: fc.nat(12 * second),
});

test("no two calls come within ten seconds, and whatever still waits has been called for", () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
      const listener = listen(a, b, c);
      const open = new Map<string, number>();
      let n = 0;
      for (const { task, what, wait } of happenings) {
        const current = listener.grown.state.current.get(task);
        if (what === "review" && current === undefined) {
          n += 1;
          const events = toReview(makeTask(task)).map((event) =>
            "key" in event ? { ...event, key: `${task}@${n}` } : { ...event, n },
          );
          open.set(task, listener.grown.now);
          listener.step(...(events as Event[]));
        }
        if (current !== undefined && (what === "approve" || what === "reject")) {
          open.delete(task);
          const failure = { kind: "rejected", why: "no" } as const;
          listener.step(
            what === "approve"
              ? { kind: "attempt.approved", key: current }
              : { kind: "attempt.failed", key: current, failure, rest: { kind: "free" } },
          );
          listener.step({ kind: "attempt.failed", key: current, failure, rest: { kind: "free" } });
          listener.step({ kind: "attempt.ended", key: current });
        }
        listener.pass(wait);
      }
      listener.pass(10 * second);
      const times = listener.calls.map(({ at }) => at);
      for (const [index, at] of times.entries())
        if (index > 0) expect(at - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(10 * second);
      for (const [task, since] of open)
        expect(
          listener.calls.some(({ at, text }) => at >= since && text.includes(task)),
          `${task} since ${since}: ${JSON.stringify(listener.calls)}`,
        ).toBe(true);
    }),
  );
});

test("a run of more than a minute says at its end how it went; a shorter one was watched", () => {
  const grown = grow(a, b).fold(...toDone(a), ...toFailed(b, finalRest()));
  const summary = summaryOf(grown.state, [], grown.now);
  const long = { began: start, now: start + 61 * second };
  expect(lastCall(quiet, summary, long)).toBe("nothing more happens by itself: 1 done, 1 failed");
  expect(lastCall(quiet, { ...summary, failed: [] }, long)).toBe("all done: 1 task");
  expect(lastCall(quiet, summary, { began: start, now: start + 59 * second })).toBeUndefined();
  expect(lastCall({ ...quiet, last: start + 55 * second }, summary, long)).toBeUndefined();
});
