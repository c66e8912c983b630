import { parseArgs } from "node:util";
import { defaultConfig } from "../src/core/config.ts";
import type { Proof } from "../src/core/evidence.ts";
import type { Input, Report } from "../src/core/input.ts";
import type { Order, RecordOrder, StepOrder } from "../src/core/order.ts";
import type { Priority, Task } from "../src/core/task.ts";
import { Engine } from "../src/engine/engine.ts";
import type { Clock } from "../src/engine/ports/clock.ts";
import type { Hands } from "../src/engine/ports/hands.ts";
import type { Journal } from "../src/engine/ports/journal.ts";
import { type Bench, quantile, timed } from "./figure.ts";

const options = {
  tasks: { type: "string", default: "10000,100000" },
  /** Attempts at work at once. */
  agents: { type: "string", default: "100" },
  /** Reports answered in each world. */
  steps: { type: "string", default: "3000" },
  /** Also with many scopes that all overlap what is worked on. */
  crowded: { type: "boolean", default: false },
} as const;

type Tell = Parameters<Bench>[1];
type Shape = { readonly name: string; readonly touches: (at: number) => readonly string[] };

/** Which files the tasks name: none; one of 500 folders; a file each. */
const shapes: readonly Shape[] = [
  { name: "", touches: () => [] },
  { name: ".touches", touches: (at) => [`src/module${at % 500}/**`] },
  { name: ".touches_own", touches: (at) => [`src/module${at % 500}/file${at}.ts`] },
];

/** Tasks in 20 folders, each of which is being worked in whole: nearly every scope is shut. */
const crowded: Shape = {
  name: ".touches_crowded",
  touches: (at) => [`src/module${at % 20}/file${at}.ts`, `src/module${at % 20}/**`],
};

const taskOf = (at: number, touches: readonly string[]): Task => ({
  id: `task-${at}`,
  file: `tasks/task-${at}.md`,
  title: `Task ${at}`,
  status: "todo",
  priority: (at % 5) as Priority,
  dependsOn: at % 10 === 9 ? [`task-${at - 1}`] : [],
  budget: {},
  maxAttempts: 3,
  touches,
  verify: [],
  labels: [],
  hold: false,
  handoff: "local",
  command: "true",
  digest: String(at),
});

const proofOf = (head: string): Proof => ({
  base: "t",
  head,
  candidate: "k",
  tree: "kt",
  changed: 1,
  judgesChanged: [],
  checks: [],
});

/** Nobody steps in here. */
type Answered = Exclude<StepOrder, { kind: "hand" | "give" | "revert" | "hand_over" }>;

const told = (order: Answered): Record<string, unknown> => {
  switch (order.kind) {
    case "prepare":
      return { kind: "prepared", base: "t", path: "/w" };
    case "work":
      return { kind: "worked", head: "h" };
    case "verify":
      return { kind: "proved", proof: proofOf(order.head) };
    case "land":
      return order.commit === undefined ? { kind: "built", commit: "m" } : { kind: "landed", commit: "m" };
    case "end":
      return { kind: "ended" };
  }
};

const answer = (order: Answered | RecordOrder): Input =>
  order.kind === "record"
    ? { kind: "record_report", report: { kind: "recorded", task: order.task, turn: order.turn } }
    : { kind: "report", report: { attempt: order.attempt, turn: order.turn, ...told(order) } as Report };

/** A world that keeps nothing and waits to be asked: orders queue up, the next step runs when told to. */
class IdleWorld implements Clock, Hands {
  readonly orders: { readonly order: Answered | RecordOrder; readonly rest: () => void }[] = [];
  #now = 0;
  #due: (() => void) | undefined;

  readonly journal: Journal = { append: () => {}, load: () => undefined, close: () => {} };

  now(): number {
    return this.#now;
  }

  wake(at: number, call: () => void): () => void {
    if (at > this.#now) return () => {};
    this.#due = call;
    return () => (this.#due = undefined);
  }

  start(order: Order): ReturnType<Hands["start"]> {
    let rest = (): void => {};
    const done = new Promise<void>((resolve) => (rest = resolve));
    const { kind } = order;
    if (!["tell", "hand", "give", "revert", "hand_over", "follow"].includes(kind))
      this.orders.push({ order: order as Answered | RecordOrder, rest });
    return { done, stop: rest };
  }

  /** The order that is answered next. Work takes longest, so all else is answered before it. */
  next(): (typeof this.orders)[number] | undefined {
    const quick = this.orders.findIndex(({ order }) => order.kind !== "work");
    return this.orders.splice(Math.max(0, quick), 1)[0];
  }

  step(): void {
    this.#now += 1;
    const due = this.#due;
    this.#due = undefined;
    due?.();
  }
}

const begin = (tasks: readonly Task[], agents: number): { engine: Engine; world: IdleWorld } => {
  const world = new IdleWorld();
  const engine = new Engine({ clock: world, hands: world, journal: world.journal });
  const config = { ...defaultConfig, slots: { agents, verification: 8 } };
  engine.receive(
    { kind: "config", config },
    { kind: "tasks", set: tasks, gone: [] },
    { kind: "target", news: { branch: "main", tip: "t", landed: [], vanished: [] } },
  );
  world.step();
  return { engine, world };
};

/** Until the promises that rest have told so. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Answers one order after another with success; how long each step took, from report in to orders out. */
const work = async (
  { engine, world }: ReturnType<typeof begin>,
  steps: number,
): Promise<{ readonly ms: number; readonly cpu: number }[]> => {
  const samples: { readonly ms: number; readonly cpu: number }[] = [];
  for (let at = 0; at < steps; at += 1) {
    const moving = world.next();
    if (moving === undefined) throw new Error(`nothing is in motion after ${at} steps`);
    moving.rest();
    await settled();
    engine.receive(answer(moving.order));
    samples.push(timed(() => world.step()));
  }
  return samples;
};

const edit = ({ engine, world }: ReturnType<typeof begin>, task: Task, at: number): number => {
  const priority = ((task.priority + 1 + at) % 5) as Priority;
  engine.receive({ kind: "tasks", set: [{ ...task, priority, digest: `${at}` }], gone: [] });
  return timed(() => world.step()).ms;
};

const measure = async (n: number, shape: Shape, given: { agents: number; steps: number; tell: Tell }) => {
  const { agents, steps, tell } = given;
  const tasks = Array.from({ length: n }, (_, at) => taskOf(at, shape.touches(at)));
  const { ms, result: fleet } = timed(() => begin(tasks, agents));
  const say = (name: string, value: number): void =>
    tell({ name: `schedule${shape.name}.${n}.${name}`, value, unit: "ms" });
  say("load", ms);
  await work(fleet, Math.ceil(steps / 5));
  const samples = await work(fleet, steps);
  for (const [name, q] of [
    ["p50", 0.5],
    ["p99", 0.99],
    ["max", 1],
  ] as const)
    for (const kind of ["ms", "cpu"] as const)
      say(
        kind === "ms" ? name : `${name}_cpu`,
        quantile(
          samples.map((sample) => sample[kind]),
          q,
        ),
      );
  const edits = tasks.slice(-50).map((task, at) => edit(fleet, task, at));
  for (const [name, q] of [
    ["edit_p50", 0.5],
    ["edit_max", 1],
  ] as const)
    say(name, quantile(edits, q));
};

/** How long a decision takes among many tasks: a report in, the next orders out; and what one edited task file costs. */
export const benchSchedule: Bench = async (args, tell) => {
  const { values } = parseArgs({ args, options });
  const given = { agents: Number(values.agents), steps: Number(values.steps), tell };
  for (const n of values.tasks.split(",").map(Number))
    for (const shape of values.crowded ? [...shapes, crowded] : shapes) await measure(n, shape, given);
};
