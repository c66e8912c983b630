import type { AgentProfile } from "../../src/core/agent.ts";
import { defaultConfig, type Config } from "../../src/core/config.ts";
import type { FailureKind } from "../../src/core/failure.ts";
import type { Intent, TargetNews, Wish } from "../../src/core/input.ts";
import { isQuiet } from "../../src/core/quiet.ts";
import { agreementOf } from "../../src/core/agreement.ts";
import { emptyFleet, type State } from "../../src/core/state.ts";
import type { Task } from "../../src/core/task.ts";
import { Engine } from "../../src/engine/engine.ts";
import { VirtualClock } from "./clock.ts";
import { Killed, MemoryJournal } from "./journal.ts";
import { random } from "../../src/core/random.ts";
import { Sim, type Fate } from "./sim.ts";
import { makeTask } from "./tasks.ts";

/** One thing that people, or bad luck, do to a fleet. */
export type Move =
  | { readonly kind: "wait"; readonly ticks: number }
  | { readonly kind: "edit"; readonly task: string; readonly set: Partial<Task> }
  | { readonly kind: "delete" | "vanish" | "land elsewhere"; readonly task: string }
  | { readonly kind: "wish"; readonly wish: Wish }
  | { readonly kind: "slots"; readonly agents: number; readonly verification: number }
  | { readonly kind: "profile"; readonly slots: number }
  | { readonly kind: "crash" | "commit" };

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const fates: readonly Fate[] = [
  "lands",
  "lands",
  "lands",
  "unproved",
  "red",
  "crashed",
  "rejected",
  "conflict",
  "transient",
  "auth" satisfies FailureKind,
];

/** The one agent here that can be spoken to. */
const coder: AgentProfile = { name: "coder", driver: "builtin" };

/**
 * A fleet in a simulated world in which people edit, delete, wish and revert while it runs, and in which our own
 * landings and records edit the task files, as the watcher sees them.
 */
export class Village {
  readonly clock = new VirtualClock();
  readonly sim: Sim;
  readonly journal = new MemoryJournal();
  readonly files = new Map<string, Task>();
  engine: Engine;
  #config: Config = { ...defaultConfig, slots: { agents: 2, verification: 1 } };
  #agents: AgentProfile[] = [{ name: "backend", driver: "shell", slots: 1 }, coder];
  /** What the target's tree holds, by task. */
  readonly #landed = new Map<string, number>();
  /** The last undo of each task whose last result is one. */
  #undone: readonly { readonly task: string; readonly attempt: number }[] = [];
  #seen = { landings: 0, records: 0 };
  #intents = 0;
  #box: Intent[] = [];
  #edits = 0;
  #calm = false;
  readonly #random: () => number;

  constructor(seed: number, tasks: readonly Task[]) {
    this.#random = random(seed);
    this.sim = new Sim(this.clock, {
      seed,
      twice: true,
      reorder: true,
      fate: () => (this.#calm ? "lands" : this.#pick(fates)),
      trouble: ({ kind }) => {
        if (this.#calm || this.#random() > 0.2) return undefined;
        return (kind === "land" || kind === "record") && this.#random() < 0.5 ? "blocked" : "faulted";
      },
    });
    for (const task of tasks) this.files.set(task.id, task);
    this.engine = this.#start();
  }

  get state(): State {
    return this.engine.state;
  }

  get isQuiet(): boolean {
    return isQuiet(this.state, this.clock.now());
  }

  /** One step of the clock; false when nothing is due any more. An engine that is killed by its journal starts again. */
  async tick(): Promise<boolean> {
    const isMore = this.#turn();
    this.#watch();
    await breathe();
    return isMore;
  }

  #turn(): boolean {
    try {
      return this.clock.tick();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.journal.kill = undefined;
      this.move({ kind: "crash" });
      return true;
    }
  }

  /** From now on everything succeeds. */
  calm(): void {
    this.#calm = true;
  }

  move(move: Exclude<Move, { kind: "wait" }>): void {
    switch (move.kind) {
      case "edit":
        return this.#edit(move.task, move.set);
      case "delete":
        this.files.delete(move.task);
        return this.engine.receive({ kind: "tasks", set: [], gone: [move.task] });
      case "vanish":
        return this.#vanish(move.task);
      case "land elsewhere":
        return this.#landElsewhere(move.task);
      case "wish":
        this.#intents += 1;
        return this.put({ id: `i${this.#intents}`, wish: move.wish });
      case "slots":
        this.#config = { ...this.#config, slots: move };
        return this.engine.receive({ kind: "config", config: this.#config });
      case "profile":
        this.#agents = [{ name: "backend", driver: "shell", slots: move.slots }, coder];
        return this.engine.receive({ kind: "agents", agents: this.#agents });
      case "commit":
        this.sim.tip = `${this.sim.tip}+`;
        return this.#tellTarget({});
      case "crash":
        this.clock.forget();
        this.sim.crash();
        this.engine = this.#start();
    }
  }

  /** A wish is in its box until the engine has heard it, whatever becomes of the engine meanwhile. */
  put(intent: Intent): void {
    this.#box.push(intent);
    this.engine.receive({ kind: "intent", intent });
  }

  #fleet(): Pick<State, "fleet"> {
    return { fleet: { ...emptyFleet, config: this.#config, agents: this.#agents } };
  }

  #start(): Engine {
    const engine = new Engine(
      { clock: this.clock, hands: this.sim, journal: this.journal },
      this.journal.load(),
    );
    const gone = [...engine.state.tasks.keys()].filter((id) => !this.files.has(id));
    const landed = [...this.#landed].map(([task, attempt]) => ({ task, attempt }));
    const vanished = [...engine.state.records.values()]
      .filter((record) => record.landed !== undefined && !this.#landed.has(record.task))
      .map(({ task }) => task);
    engine.receive(
      { kind: "config", config: this.#config },
      { kind: "agents", agents: this.#agents },
      { kind: "tasks", set: [...this.files.values()], gone },
      {
        kind: "target",
        news: { branch: "main", tip: this.sim.tip, landed, vanished, undone: [...this.#undone] },
      },
      { kind: "day", from: 0, until: 10 ** 12 },
      {
        kind: "intent",
        intent: { id: "agreed", wish: { kind: "agree", agreement: agreementOf(this.#fleet()) } },
      },
    );
    this.#box = this.#box.filter(({ id }) => !engine.state.fleet.heard.includes(id));
    for (const intent of this.#box) engine.receive({ kind: "intent", intent });
    return engine;
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }

  #edit(id: string, set: Partial<Task>): void {
    this.#edits += 1;
    const task = makeTask(id, { ...this.files.get(id), ...set, digest: `${this.#edits}` });
    this.files.set(id, task);
    this.engine.receive({ kind: "tasks", set: [task], gone: [] });
  }

  #tellTarget(news: Partial<TargetNews>): void {
    this.engine.receive({
      kind: "target",
      news: { branch: "main", tip: this.sim.tip, landed: [], vanished: [], ...news },
    });
  }

  /** What our own commits did to the files and the target is seen, often before it is reported. */
  #watch(): void {
    for (const { task, n, undoes } of this.sim.landings.slice(this.#seen.landings)) {
      const result = { task, attempt: n };
      const others = this.#undone.filter((one) => one.task !== task);
      this.#undone = undoes === undefined ? others : [...others, result];
      if (undoes === undefined) this.#landed.set(task, n);
      else this.#landed.delete(task);
      if (this.files.has(task)) this.#edit(task, { status: undoes === undefined ? "done" : "todo" });
      this.#tellTarget(undoes === undefined ? { landed: [result] } : { undone: [result] });
    }
    for (const commit of this.sim.records.slice(this.#seen.records)) {
      const task = commit.slice("r-".length, commit.indexOf("@record"));
      const rest = this.state.records.get(task)?.rest;
      if (this.files.has(task) && rest?.kind === "final") this.#edit(task, { status: rest.outcome });
      this.#tellTarget({});
    }
    this.#seen = { landings: this.sim.landings.length, records: this.sim.records.length };
  }

  #vanish(task: string): void {
    if (!this.#landed.delete(task)) return;
    this.sim.tip = `${this.sim.tip}-`;
    if (this.files.has(task)) this.#edit(task, { status: "todo" });
    this.#tellTarget({ vanished: [task] });
  }

  #landElsewhere(task: string): void {
    if (this.#landed.has(task)) return;
    const attempt = (this.state.records.get(task)?.attempts ?? 0) + 1;
    this.#landed.set(task, attempt);
    this.#undone = this.#undone.filter((one) => one.task !== task);
    this.sim.tip = `${this.sim.tip}*`;
    this.#tellTarget({ landed: [{ task, attempt }] });
  }
}
