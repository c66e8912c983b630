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
  /** Those in motion, which have their agents already and wait for nobody. */
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

const inTurn = (): SortedList<number> => new SortedList<number>((a, b) => a - b);

/** One course of things: tasks begin in the order of the queue, as soon as what they need is done and an agent is free. */
class Course {
  readonly #agenda: Agenda;
  readonly #bounds: Bounds;
  readonly #taking: (task: number) => Taking;
  /** Those that could begin: what somebody is charged for waits for a day with money, the rest does not. */
  readonly #paid = inTurn();
  readonly #free = inTurn();
  readonly #running = new SortedList<Running>((a, b) => a.until - b.until || a.task - b.task);
  readonly #waits: Int32Array;
  #now = 0;
  #midnight: number;
  #spent: number;
  readonly ends: Float64Array;

  constructor(agenda: Agenda, bounds: Bounds, taking: (task: number) => Taking) {
    this.#agenda = agenda;
    this.#bounds = bounds;
    this.#taking = taking;
    this.#spent = bounds.day.spent;
    this.#midnight = bounds.day.left;
    this.#waits = Int32Array.from({ length: agenda.size }, (_, task) => agenda.parents(task));
    this.ends = new Float64Array(agenda.size).fill(Infinity);
    const moving = new Set(agenda.moving);
    const first = [...this.#waits.keys()].filter((task) => this.#waits[task] === 0 && !moving.has(task));
    this.#paid.reset(first.filter((task) => this.#isPaid(task)));
    this.#free.reset(first.filter((task) => !this.#isPaid(task)));
  }

  run(): Float64Array {
    for (const task of this.#agenda.moving) this.#begin(task);
    do this.#fill();
    while (this.#goOn());
    return this.ends;
  }

  #isPaid(task: number): boolean {
    return charged(this.#taking(task)) > 0;
  }

  get #isSpent(): boolean {
    return this.#spent >= this.#bounds.day.usd;
  }

  #fill(): void {
    while (this.#running.size < this.#bounds.agents) {
      const free = this.#free.first() ?? Infinity;
      const paid = this.#isSpent ? Infinity : (this.#paid.first() ?? Infinity);
      const task = Math.min(free, paid);
      if (task === Infinity) return;
      (task === free ? this.#free : this.#paid).remove(task);
      this.#begin(task);
    }
  }

  #begin(task: number): void {
    const taking = this.#taking(task);
    this.#spent += charged(taking);
    this.#running.add({ task, until: this.#now + taking.seconds });
  }

  /** To the next end, or to the next day where money is waited for; false once nothing goes on any more. */
  #goOn(): boolean {
    const next = this.#running.first();
    // With nothing to spend in a day, what costs anything never begins.
    const isAwaited = this.#paid.size > 0 && this.#isSpent && this.#bounds.day.usd > 0;
    if (isAwaited && this.#midnight <= (next?.until ?? Infinity)) this.#turnTo(this.#midnight);
    else if (next === undefined) return false;
    else this.#end(next);
    return true;
  }

  #end(running: Running): void {
    this.#running.remove(running);
    this.#turnTo(running.until);
    this.ends[running.task] = this.#now;
    for (const child of this.#agenda.children(running.task)) {
      const waits = (this.#waits[child] as number) - 1;
      this.#waits[child] = waits;
      if (waits === 0) (this.#isPaid(child) ? this.#paid : this.#free).add(child);
    }
  }

  #turnTo(moment: number): void {
    this.#now = Math.max(this.#now, moment);
    while (this.#now >= this.#midnight) {
      this.#midnight += daySeconds;
      this.#spent = 0;
    }
  }
}

/** When each task ends, in seconds from now, if each takes just so much; Infinity for one that never begins. */
export const courseOf = (agenda: Agenda, bounds: Bounds, taking: (task: number) => Taking): Float64Array =>
  new Course(agenda, bounds, taking).run();
