import type { FailureKind } from "../../src/core/failure.ts";
import type { RecordReport, Report } from "../../src/core/input.ts";
import { emptyMeter } from "../../src/core/meter.ts";
import { random } from "../../src/core/random.ts";
import type {
  GiveOrder,
  HandOrder,
  HandOverOrder,
  LandOrder,
  Order,
  RecordOrder,
  StepOrder,
  TellOrder,
  VerifyOrder,
  WorkOrder,
} from "../../src/core/order.ts";
import type { FromOrder, Hands, Motion } from "../../src/engine/ports/hands.ts";
import type { VirtualClock } from "./clock.ts";

/** How one attempt of a task goes, as the world would have it. */
export type Fate = "lands" | "never ends" | "unproved" | "red" | FailureKind;

export type SimSettings = {
  readonly seed: number;
  /** How the n-th attempt at a task goes. */
  readonly fate: (task: string, n: number) => Fate;
  /** Every report comes twice, the second late. */
  readonly twice: boolean;
  /** Reports are held back at random, so that they overtake each other. */
  readonly reorder: boolean;
  /** What comes of an order instead of its fate, if anything: a checkout in the way, a fault of our own. */
  readonly trouble?: (order: Order) => "blocked" | "faulted" | undefined;
};

const troubles = {
  blocked: { kind: "blocked", why: "in the way", paths: [] },
  faulted: { kind: "faulted", message: "a fault" },
} as const;

type Tell = (input: FromOrder) => void;

/** What an order needs for itself: its attempt, and the worktree or the target it works on. */
const placesOf = (order: Order): string[] => {
  const owner = `of ${order.key.slice(0, order.key.lastIndexOf("/"))}`;
  if (order.kind === "tell") return [`ear of ${order.attempt}`];
  if (order.kind === "verify") return [owner, `check ${order.slot}`];
  if ("slot" in order) return [owner, `agent ${order.slot}`];
  return order.kind === "land" || order.kind === "record" ? [owner, "target"] : [owner];
};

const nobody = { files: [], commands: [], untrue: [] };

/**
 * The world outside: what has landed, what runs. It survives the engine. Everything takes a random while, and the world
 * keeps its own count of what a correct engine never does.
 */
export class Sim implements Hands {
  readonly landings: { task: string; n: number; tree: string; undoes?: number }[] = [];
  /** What a pull request became on the target. */
  readonly merges = new Map<string, string>();
  readonly records: string[] = [];
  readonly wrongs: string[] = [];
  tip = "t0";
  busiest = 0;
  readonly started = new Map<string, number>();
  /** What each attempt's agent has taken in, by the messages' ids: its transcript. */
  readonly transcripts = new Map<string, readonly string[]>();
  /** What lies where each attempt's agent looks. */
  readonly #notices = new Map<string, Pick<TellOrder, "messages" | "halt">>();
  /** Work that never ends by itself, and how to end it. */
  readonly #endless = new Map<string, () => void>();
  /** Attempts whose worktree a person has. */
  readonly #taken = new Set<string>();
  #turns = 0;
  readonly #running = new Map<string, string>();
  readonly #verified = new Set<string>();
  readonly #clock: VirtualClock;
  readonly #settings: SimSettings;
  readonly #random: () => number;

  constructor(clock: VirtualClock, settings: SimSettings) {
    this.#clock = clock;
    this.#settings = settings;
    this.#random = random(settings.seed);
  }

  /** What was in motion died with the host, but for what it had already done to the world. */
  crash(): void {
    this.#running.clear();
    this.#endless.clear();
  }

  start(order: Order, report: Tell): Motion {
    const places = placesOf(order);
    for (const place of places) {
      if (this.#running.has(place))
        this.wrongs.push(`${order.key} beside ${this.#running.get(place)} in ${place}`);
      this.#running.set(place, order.key);
    }
    if ("attempt" in order && this.#taken.has(order.attempt) && !["hand", "give", "end"].includes(order.kind))
      this.wrongs.push(`${order.key} while a person works there`);
    this.started.set(order.key, (this.started.get(order.key) ?? 0) + 1);
    const working = [...this.#running].filter(
      ([place, key]) => place.startsWith("agent") && key.endsWith("/working"),
    ).length;
    this.busiest = Math.max(this.busiest, working);
    let settle = (): void => {};
    const done = new Promise<void>((resolve) => (settle = resolve));
    const rest = (): void => {
      for (const place of places) if (this.#running.get(place) === order.key) this.#running.delete(place);
      settle();
    };
    let isOver = false;
    const end = (): void => {
      const input = isOver ? "never" : this.#carryOut(order);
      if (input === "never") return;
      this.#tell(input, report);
      // Who follows goes on until it is told to stop.
      if (order.kind === "follow" || order.kind === "intake") return;
      isOver = true;
      rest();
    };
    const callOff = order.kind === "tell" ? this.#lay(order) : this.#later(500, end);
    const unheard = order.kind === "work" ? this.#later(200, () => this.#boundary(order, report)) : callOff;
    if (order.kind === "work") this.#endless.set(order.attempt, end);
    return {
      done,
      stop: () => {
        isOver = true;
        callOff();
        unheard();
        if ("attempt" in order) this.#endless.delete(order.attempt);
        this.#later(50, rest);
      },
    };
  }

  /** What an agent is to hear lies there from now on, and stays until the next takes its place. */
  #lay({ attempt, messages, halt }: TellOrder): () => void {
    this.#notices.set(attempt, { messages, halt });
    return halt ? this.#later(300, () => this.#endless.get(attempt)?.()) : () => undefined;
  }

  /** An agent takes in what lies there, once. */
  #hear(attempt: string): readonly string[] {
    const known = this.transcripts.get(attempt) ?? [];
    const { messages = [] } = this.#notices.get(attempt) ?? {};
    const heard = [...new Set([...known, ...messages.map(({ id }) => id)])];
    this.transcripts.set(attempt, heard);
    return heard;
  }

  /** The boundary of a turn in the middle of the work. */
  #boundary({ attempt, turn, spec }: WorkOrder, report: Tell): void {
    if (spec.terms === undefined || this.#notices.get(attempt)?.halt === true) return;
    this.#turns += 1;
    const meter = { ...emptyMeter("m", undefined), turns: this.#turns };
    const heard = this.#hear(attempt);
    this.#tell({ kind: "report", report: { attempt, turn, kind: "metered", meter, heard } }, report);
  }

  #later(most: number, call: () => void): () => void {
    return this.#clock.wake(this.#clock.now() + Math.floor(this.#random() * most), call);
  }

  #tell(input: Parameters<Tell>[0], report: Tell): void {
    if (this.#settings.reorder) this.#later(300, () => report(input));
    else report(input);
    if (this.#settings.twice) this.#later(2000, () => report(input));
  }

  #carryOut(order: Order): Parameters<Tell>[0] | "never" {
    const trouble = this.#settings.trouble?.(order);
    if (order.kind === "record") return { kind: "record_report", report: this.#record(order, trouble) };
    if (order.kind === "tell" || order.kind === "intake") return "never";
    // A fleet that follows hears now and then that anything may have happened.
    if (order.kind === "follow") return { kind: "pulls", tasks: "all" };
    if (order.kind === "reach") return this.#reach();
    const told = trouble === undefined ? this.#answer(order) : troubles[trouble];
    const heard = this.transcripts.get(order.attempt) ?? [];
    const about = { attempt: order.attempt, turn: order.turn, heard };
    return told === "never" ? told : { kind: "report", report: { ...about, ...told } as Report };
  }

  /** Now and then GitHub is not there, or waits for a person. */
  #reach(): Parameters<Tell>[0] {
    const [chance, until] = [this.#random(), this.#clock.now() + 2000];
    if (chance < 0.1) return { kind: "shut", until, why: "enough" };
    return chance < 0.2 ? { kind: "shut", until, why: "no remote", answer: "add one" } : { kind: "reached" };
  }

  #answer(order: StepOrder): Record<string, unknown> | "never" {
    const fate = this.#settings.fate(order.task, order.n);
    switch (order.kind) {
      case "prepare":
        return { kind: "prepared", base: this.tip, path: `/w/${order.slot}` };
      case "work":
        return this.#work(order, fate);
      case "hand":
      case "give":
        return this.#byHand(order);
      case "revert":
        return { kind: "reverted", head: `r-${order.attempt}` };
      case "verify":
        return this.#verify(order, fate);
      case "hand_over":
        return this.#handOver(order, fate);
      case "land":
        return this.#land(order);
      case "end":
        return { kind: "ended" };
    }
  }

  #byHand(order: HandOrder | GiveOrder): Record<string, unknown> {
    const head = `h-${order.attempt}`;
    if (order.kind === "hand") {
      this.#notices.delete(order.attempt);
      this.#taken.add(order.attempt);
      return { kind: "handed", base: this.tip, path: `/w/${order.slot}`, head };
    }
    this.#taken.delete(order.attempt);
    if (order.tells !== undefined)
      this.#notices.set(order.attempt, { messages: [{ id: order.tells.id, text: "" }], halt: false });
    return { kind: "given", head, files: ["by-hand"], all: ["by-hand"] };
  }

  #work({ attempt, spec }: WorkOrder, fate: Fate): Record<string, unknown> | "never" {
    if (this.#notices.get(attempt)?.halt === true) return { kind: "halted", account: nobody };
    if (spec.terms !== undefined) this.#hear(attempt);
    if (fate === "never ends") return "never";
    if (fate === "crashed" || fate === "transient") return this.#fail(fate);
    return { kind: "worked", head: `h-${attempt}` };
  }

  #fail(kind: FailureKind): Record<string, unknown> {
    return { kind: "failed", failure: { kind, why: `fate: ${kind}` } };
  }

  #verify(order: VerifyOrder, fate: Fate): Record<string, unknown> {
    if (fate !== "lands" && fate !== "unproved" && fate !== "red") return this.#fail(fate as FailureKind);
    const tree = `${this.tip}+${order.head}`;
    this.#verified.add(tree);
    const proof = {
      base: this.tip,
      head: order.head,
      candidate: `k-${tree}`,
      tree,
      changed: 1,
      judgesChanged: [],
      checks: [],
    };
    return fate !== "unproved" ? { kind: "proved", proof } : { kind: "unproved", proof, why: "no checks" };
  }

  /** A pull request: it waits a while, may be red, and is merged when it is its turn and the target has not moved. */
  #handOver(order: HandOverOrder, fate: Fate): Record<string, unknown> {
    const { commit, proof, task, n, attempt } = order;
    if (commit === undefined) return { kind: "built", commit: `m-${attempt}-${proof.base}` };
    const merged = this.merges.get(attempt);
    const pull = { number: n, url: `https://github.test/${task}` };
    if (merged !== undefined) return { kind: "merged", commit: merged, pull };
    const now = this.#clock.now();
    const chance = this.#random();
    if (chance < 0.1) return { kind: "limited", until: now + 2000, why: "enough" };
    if (chance < 0.4) return { kind: "waits", why: "for its checks", until: now + 3000, pull };
    if (fate === "red") return this.#fail("rejected");
    if (!order.mayMerge) return { kind: "ready", pull };
    if (proof.base !== this.tip) return { kind: "moved" };
    if (!this.#verified.has(proof.tree)) this.wrongs.push(`${order.key} merged a tree nobody verified`);
    const undoes = order.undoes === undefined ? {} : { undoes: order.undoes };
    this.landings.push({ task, n, tree: proof.tree, ...undoes });
    this.tip = `g-${attempt}`;
    this.merges.set(attempt, this.tip);
    return { kind: "merged", commit: this.tip, pull };
  }

  #land(order: LandOrder): Record<string, unknown> {
    const commit = order.commit ?? `m-${order.attempt}-${order.proof.base}`;
    if (order.commit === undefined) return { kind: "built", commit };
    if (order.pull !== undefined) {
      if (!this.merges.has(order.attempt)) this.wrongs.push(`${order.key} catches up with nothing`);
      return { kind: "landed", commit };
    }
    if (this.landings.some(({ task, n }) => task === order.task && n === order.n))
      return { kind: "landed", commit };
    if (order.proof.base !== this.tip) return { kind: "moved" };
    if (!this.#verified.has(order.proof.tree)) this.wrongs.push(`${order.key} landed a tree nobody verified`);
    const undoes = order.undoes === undefined ? {} : { undoes: order.undoes };
    this.landings.push({ task: order.task, n: order.n, tree: order.proof.tree, ...undoes });
    this.tip = commit;
    return { kind: "landed", commit };
  }

  #record(order: RecordOrder, trouble: keyof typeof troubles | undefined): RecordReport {
    const { task, turn } = order;
    if (trouble === "blocked") return { kind: "record_blocked", task, turn, why: "in the way", paths: [] };
    if (trouble === "faulted") return { kind: "record_faulted", task, turn, message: "a fault" };
    const commit = `r-${order.key}-${order.n}`;
    if (!this.records.includes(commit)) {
      this.records.push(commit);
      this.tip = commit;
    }
    return { kind: "recorded", task, turn, commit };
  }
}
