import { SortedList } from "../sorted.ts";

/** What one task takes in one course of things. */
export type Taking = {
  readonly usd: number;
  readonly seconds: number;
  /** Nobody is charged for it. */
  readonly notional?: boolean;
};

/** Tasks that are to be done, by their numbers in the order of the queue. */
export type Agenda = {
  readonly size: number;
  /** Those that wait for a task. */
  readonly children: (task: number) => readonly number[];
  /** For how many others a task waits. */
  readonly parents: (task: number) => number;
  /** Those in motion, which have their agents already. */
  readonly moving: readonly number[];
};

/** What holds tasks up beside each other. */
export type Bounds = {
  /** How many agents work at once. */
  readonly agents: number;
  /** What may be spent in a day, what of it is spent, and how many seconds this day still has. */
  readonly day: { readonly usd: number; readonly spent: number; readonly left: number };
};

const daySeconds = 86_400;

const charged = ({ usd, notional }: Taking): number => (notional === true ? 0 : usd);

type Running = { readonly task: number; readonly until: number };

/** One course of things: tasks begin in the order of the queue, as soon as what they need is done and an agent is free. */
class Course {
  readonly #agenda: Agenda;
  readonly #bounds: Bounds;
  readonly #taking: (task: number) => Taking;
  readonly #ready = new SortedList<number>((a, b) => a - b);
  readonly #running = new SortedList<Running>((a, b) => a.until - b.until || a.task - b.task);
  readonly #waits: Int32Array;
  /** They are paid for, and the day has no money left. */
  #broke: number[] = [];
  #now = 0;
  #day = 0;
  #spent: number;
  readonly ends: Float64Array;

  constructor(agenda: Agenda, bounds: Bounds, taking: (task: number) => Taking) {
    this.#agenda = agenda;
    this.#bounds = bounds;
    this.#taking = taking;
    this.#spent = bounds.day.spent;
    this.#waits = Int32Array.from({ length: agenda.size }, (_, task) => agenda.parents(task));
    this.ends = new Float64Array(agenda.size).fill(Infinity);
    const moving = new Set(agenda.moving);
    const first = [...this.#waits.keys()].filter((task) => this.#waits[task] === 0 && !moving.has(task));
    this.#ready.reset(first);
  }

  run(): Float64Array {
    for (const task of this.#agenda.moving) this.#begin(task, this.#taking(task));
    do this.#fill();
    while (this.#goOn());
    return this.ends;
  }

  #fill(): void {
    for (;;) {
      const task = this.#ready.first();
      if (task === undefined || this.#running.size >= this.#bounds.agents) return;
      this.#ready.remove(task);
      const taking = this.#taking(task);
      if (charged(taking) > 0 && this.#spent >= this.#bounds.day.usd) this.#broke.push(task);
      else this.#begin(task, taking);
    }
  }

  #begin(task: number, taking: Taking): void {
    this.#spent += charged(taking);
    this.#running.add({ task, until: this.#now + taking.seconds });
  }

  /** To the next end, or to the next day where nothing else is left; false once nothing goes on any more. */
  #goOn(): boolean {
    const next = this.#running.first();
    const midnight = this.#bounds.day.left + this.#day * daySeconds;
    // With nothing to spend in a day, what costs anything never begins.
    const isBroke = this.#broke.length > 0 && this.#bounds.day.usd > 0;
    if (isBroke && midnight <= (next?.until ?? Infinity)) return this.#beginDay(midnight);
    if (next === undefined) return false;
    this.#running.remove(next);
    this.#now = next.until;
    if (this.#now >= midnight) this.#passDays();
    this.ends[next.task] = this.#now;
    for (const child of this.#agenda.children(next.task)) {
      const waits = (this.#waits[child] as number) - 1;
      this.#waits[child] = waits;
      if (waits === 0) this.#ready.add(child);
    }
    return true;
  }

  #passDays(): void {
    this.#day = Math.floor((this.#now - this.#bounds.day.left) / daySeconds) + 1;
    this.#spent = 0;
  }

  #beginDay(midnight: number): boolean {
    this.#now = Math.max(this.#now, midnight);
    this.#passDays();
    for (const task of this.#broke) this.#ready.add(task);
    this.#broke = [];
    return true;
  }
}

/** When each task ends, in seconds from now, if each takes just so much; Infinity for one that never begins. */
export const courseOf = (agenda: Agenda, bounds: Bounds, taking: (task: number) => Taking): Float64Array =>
  new Course(agenda, bounds, taking).run();
