import { evolve } from "../../src/core/evolve.ts";
import type { Attempt, Step } from "../../src/core/attempt.ts";
import { defaultConfig } from "../../src/core/config.ts";
import type { Event, Stamped } from "../../src/core/event.ts";
import type { Proof } from "../../src/core/evidence.ts";
import type { FailureKind } from "../../src/core/failure.ts";
import type { Input, Intent, RecordReport, Report, Wish } from "../../src/core/input.ts";
import { judge } from "../../src/core/judge.ts";
import { LiveState } from "../../src/core/live.ts";
import { plan } from "../../src/core/plan.ts";
import { schedule } from "../../src/core/schedule.ts";
import { recordLane } from "../../src/core/state.ts";
import type { Task } from "../../src/core/task.ts";
import { makeTask } from "../world/tasks.ts";

/** What a report says, without whom it is about. */
export type Told<R> = R extends Report ? Omit<R, "attempt" | "turn"> : never;
type RecordTold<R> = R extends RecordReport ? Omit<R, "task" | "turn"> : never;

export const proof: Proof = {
  base: "t0",
  head: "h",
  candidate: "k",
  tree: "kt",
  changed: 1,
  judgesChanged: [],
  checks: [],
};

export const noAccount = { files: [], commands: [], untrue: [] };

type Stage = "preparing" | "working" | "verifying" | "review" | "landing" | "built" | "taken";

/** A fleet on a table: the core alone, moved by hand, one input at a time. */
export class Table {
  now = 1_000_000;
  readonly state = new LiveState();
  readonly events: Stamped[] = [];
  #intents = 0;

  constructor(tasks: readonly Task[] = [], slots = { agents: 2, verification: 1 }) {
    this.input({ kind: "config", config: { ...defaultConfig, slots } });
    this.input({
      kind: "target",
      news: { branch: "main", tip: "t0", landed: [], vanished: [] },
    });
    this.edit(...tasks);
  }

  fold(event: Event): void {
    const stamped = { seq: this.state.seq + 1, at: this.now, event };
    evolve(this.state, stamped);
    this.events.push(stamped);
  }

  /** Judges an input and folds what it means; returns the events. */
  input(input: Input): Event[] {
    const events = judge(this.state, input, this.now);
    for (const event of events) this.fold(event);
    return events;
  }

  edit(...set: readonly Task[]): Event[] {
    return this.input({ kind: "tasks", set, gone: [] });
  }

  /** Rewrites one task's file. */
  rewrite(id: string, set: Partial<Task>): Event[] {
    const task = { ...this.state.tasks.get(id), ...set };
    return this.edit(makeTask(id, { ...task, digest: JSON.stringify([this.now, this.events.length, set]) }));
  }

  remove(...gone: readonly string[]): Event[] {
    return this.input({ kind: "tasks", set: [], gone });
  }

  wish(wish: Wish, id = `i${(this.#intents += 1)}`, by?: string): Event[] {
    const intent: Intent = { id, wish, ...(by === undefined ? {} : { by }) };
    return this.input({ kind: "intent", intent });
  }

  /** Why a wish was refused. */
  refusal(wish: Wish): string | undefined {
    const heard = this.wish(wish).find((event) => event.kind === "intent.heard");
    return heard?.kind === "intent.heard" ? heard.refused : "not heard";
  }

  tell(key: string, told: Told<Report>): Event[] {
    const turn = this.attempt(key).turn;
    return this.input({ kind: "report", report: { attempt: key, turn, ...told } as Report });
  }

  tellRecord(task: string, told: RecordTold<RecordReport>): Event[] {
    const order = plan(this.state).find(({ kind }) => kind === "record");
    const turn = order?.turn ?? -1;
    return this.input({ kind: "record_report", report: { task, turn, ...told } as RecordReport });
  }

  /** Lets the schedule speak until it has nothing more to say. */
  settle(): Event[] {
    const said: Event[] = [];
    for (let event = schedule(this.state, this.now); event !== undefined;) {
      this.fold(event);
      said.push(event);
      if (said.length > 10_000) throw new Error(`schedule never ends: ${event.kind}`);
      event = schedule(this.state, this.now);
    }
    return said;
  }

  attempt(key: string): Attempt {
    const attempt = this.state.attempts.get(key);
    if (attempt === undefined) throw new Error(`no attempt ${key} is in motion`);
    return attempt;
  }

  step<P extends Step["phase"]>(key: string, phase: P): Extract<Step, { phase: P }> {
    const { step } = this.attempt(key);
    if (step.phase !== phase) throw new Error(`${key} is ${step.phase}, not ${phase}`);
    return step as Extract<Step, { phase: P }>;
  }

  /** Brings the next attempt of a ready task to the phase named. */
  bring(task: string, phase: Stage): string {
    if (phase === "taken") return this.#take(this.bring(task, "working"));
    this.settle();
    const key = this.state.current.get(task);
    if (key === undefined) throw new Error(`${task} has no attempt`);
    const steps: readonly (readonly [typeof phase, Told<Report>])[] = [
      ["working", { kind: "prepared", base: "t0", path: "/w" }],
      ["verifying", { kind: "worked", head: "h" }],
      ["review", { kind: "unproved", proof, why: "no checks" }],
      ["landing", { kind: "proved", proof }],
      ["built", { kind: "built", commit: "m" }],
    ];
    const wanted = ["preparing", "working", "verifying", "review", "landing", "built"].indexOf(phase);
    for (const [at, [name, told]] of steps.entries()) {
      if (at + 1 > wanted || (name === "review" && phase !== "review")) continue;
      this.tell(key, told);
      this.settle();
    }
    return key;
  }

  /** A person has the worktree of an attempt at work. */
  #take(key: string): string {
    this.wish({ kind: "take", task: this.attempt(key).task });
    if (this.attempt(key).step.phase === "halting") this.tell(key, { kind: "halted", account: noAccount });
    this.settle();
    this.tell(key, { kind: "handed", base: "t0", path: "/w", head: "h0" });
    return key;
  }

  /** Lets a task land. */
  land(task: string): void {
    const key = this.bring(task, "built");
    this.tell(key, { kind: "landed", commit: "m" });
    this.tell(key, { kind: "ended" });
    this.settle();
  }

  /** Lets a task's attempt fail in its work, and end. */
  fail(task: string, kind: FailureKind): void {
    this.failed(this.bring(task, "working"), kind);
  }

  failed(key: string, kind: FailureKind): void {
    this.tell(key, { kind: "failed", failure: { kind, why: "told so" } });
    this.tell(key, { kind: "ended" });
    this.settle();
  }

  /** The keys of what should be in motion. */
  listed(): string[] {
    return plan(this.state).map(({ key }) => key);
  }

  isRecording(task: string): boolean {
    return this.state.fleet.lane === recordLane(task);
  }
}
