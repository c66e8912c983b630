import type { Event, Stamped } from "../../src/core/event.ts";
import { evolve } from "../../src/core/evolve.ts";
import type { Failure } from "../../src/core/failure.ts";
import type { Proof } from "../../src/core/evidence.ts";
import { LiveState } from "../../src/core/live.ts";
import type { Rest } from "../../src/core/record.ts";
import { schedule } from "../../src/core/schedule.ts";
import type { Task } from "../../src/core/task.ts";

/** When the first event of a built state happens; each next one comes a second later. */
export const start = Date.UTC(2026, 10, 21, 12, 0, 0);

/** A state grown from events, as the engine grows it, and the time it has reached. */
export class Grown {
  readonly state = new LiveState();
  readonly events: Stamped[] = [];
  now = start;

  /** Folds events, a second apart. */
  fold(...events: readonly Event[]): this {
    for (const event of events) {
      this.now += 1000;
      this.#happen(event);
    }
    return this;
  }

  /** Folds all that schedule has to say now. */
  schedule(): this {
    for (
      let event = schedule(this.state, this.now);
      event !== undefined;
      event = schedule(this.state, this.now)
    )
      this.#happen(event);
    return this;
  }

  #happen(event: Event): void {
    const stamped = { seq: this.state.seq + 1, at: this.now, event };
    evolve(this.state, stamped);
    this.events.push(stamped);
  }
}

const observed: Event = {
  kind: "target.observed",
  news: { branch: "main", tip: "1234567890abcdef", landed: [], vanished: [] },
};

/** A fleet that knows its target and these tasks; nothing runs yet. */
export const grow = (...tasks: readonly Task[]): Grown =>
  new Grown().fold(observed, { kind: "tasks.changed", set: tasks, gone: [] });

export const proof: Proof = {
  base: "ba5e",
  head: "4ead4ead4ead",
  candidate: "ca4d",
  tree: "74ee",
  changed: 1,
  judgesChanged: [],
  checks: [
    { name: "test", command: "npm test", outcome: "passed", exit: 0, seconds: 8, digest: "d1" },
    { name: "lint", command: "npm run lint", outcome: "passed", exit: 0, seconds: 4, digest: "d2" },
  ],
};

const key = (id: string): string => `${id}@1`;

/** Events that take a task's first attempt to a phase. The claim is made by hand, in the slot given. */
export const claim = (task: Task, slot = 0, n = 1): Event => ({
  kind: "attempt.claimed",
  task: task.id,
  n,
  slot,
  spec: {
    title: task.title,
    file: task.file,
    agent: "shell",
    touches: task.touches,
    checks: [],
    minutes: 60,
  },
});

export const toWorking = (task: Task, slot = 0): Event[] => [
  claim(task, slot),
  { kind: "attempt.prepared", key: key(task.id), base: "ba5e", path: `/w/agent-${slot}` },
];

export const toVerifying = (task: Task, slot = 0): Event[] => [
  ...toWorking(task, slot),
  { kind: "attempt.worked", key: key(task.id), head: "4ead4ead4ead" },
];

export const toReview = (task: Task): Event[] => [
  ...toVerifying(task),
  {
    kind: "attempt.unproved",
    key: key(task.id),
    proof: { ...proof, checks: [] },
    why: "there are no checks",
  },
];

export const toTaking = (task: Task): Event[] => [
  ...toWorking(task),
  { kind: "attempt.taking", key: key(task.id), by: "Ada <ada@example.invalid>" },
];

export const toTaken = (task: Task): Event[] => [
  ...toTaking(task),
  { kind: "attempt.taken", key: key(task.id), base: "ba5e", path: "/w/agent-0", head: "4ead4ead4ead" },
];

export const toLanding = (task: Task): Event[] => [
  ...toVerifying(task),
  { kind: "attempt.proved", key: key(task.id), proof },
];

export const toHandover = (task: Task): Event[] => {
  const [claimed, ...rest] = toLanding(task);
  return claimed?.kind === "attempt.claimed"
    ? [{ ...claimed, spec: { ...claimed.spec, handoff: "pr" } }, ...rest]
    : [];
};

export const toDone = (task: Task): Event[] => [
  ...toLanding(task),
  { kind: "attempt.landed", key: key(task.id), commit: "1a2b3c4d5e6f" },
  { kind: "attempt.ended", key: key(task.id) },
];

/** A landing is about to be taken back. */
export const begunUndo = (task: Task): Event => {
  const { title, file, touches } = task;
  const undo = { attempt: 1, by: "Ada <ada@example.invalid>", why: "it is too slow" };
  const spec = { title, file, agent: "undo", touches, checks: [], minutes: 60, undo };
  return { kind: "undo.begun", task: task.id, n: 2, spec };
};

export const rejected: Failure = { kind: "rejected", why: "the check `npm test` exited with 1" };

/** The first attempt of a task fails, and what follows is `rest`. */
export const toFailed = (task: Task, rest: Rest, failure: Failure = rejected): Event[] => [
  ...toWorking(task),
  { kind: "attempt.failed", key: key(task.id), failure, rest },
  { kind: "attempt.ended", key: key(task.id) },
];

export const finalRest = (outcome: "failed" | "cancelled" = "failed"): Rest => ({
  kind: "final",
  outcome,
  failure: rejected,
  since: start,
  recorded: false,
});
