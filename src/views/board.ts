import { askedOf } from "./asked.ts";
import { dependentsOf } from "../core/graph.ts";
import { compareReady, readyBy, type Ready } from "../core/ready.ts";
import type { EntityRef, State } from "../core/state.ts";
import { SortedList } from "../core/sorted.ts";
import type { TaskId } from "../core/task.ts";
import { phaseWords, situationOf, type PhaseWord } from "./phase.ts";
import { pleaOf } from "./plea.ts";

/** A task's place among all: by its phase, then as the queue orders it. */
export type Placed = Ready & {
  readonly phase: PhaseWord;
  /** It waits for a person. */
  readonly asks: boolean;
};

/** Tasks in order, as many as there may be: only what is asked for is looked up. */
export type Order = {
  readonly size: number;
  readonly at: (place: number) => TaskId | undefined;
  /** Where a task is; -1 where it is not in it. */
  readonly indexOf: (id: TaskId) => number;
};

/** Every task in the order in which lists show them, with counts: what would take too long to read off anew at each glance. */
export type Board = {
  readonly counts: ReadonlyMap<PhaseWord, number>;
  /** All tasks: in motion first, then what waits for a person, then the queue in its order, then what is over. */
  readonly all: Order;
  /** Those that wait for a person, in the same order. */
  readonly asking: Order;
  readonly placeOf: (id: TaskId) => Placed | undefined;
};

/** The place of a ready task among those that are ready, from 1: who is first starts first. */
export const placeInQueue = ({ all, counts, placeOf }: Board, id: TaskId): number | undefined => {
  if (placeOf(id)?.phase !== "ready") return undefined;
  const earlier = phaseWords.slice(0, phaseWords.indexOf("ready"));
  return 1 + all.indexOf(id) - earlier.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0);
};

const rank = new Map<PhaseWord, number>(phaseWords.map((word, at) => [word, at]));

const compare = (a: Placed, b: Placed): number =>
  (rank.get(a.phase) ?? 0) - (rank.get(b.phase) ?? 0) || compareReady(a, b);

const placed = (state: State, id: TaskId): Placed | undefined => {
  const task = state.tasks.get(id);
  if (task === undefined) return undefined;
  const { phase, standing } = situationOf(state, task);
  const isAsked = pleaOf(task, standing) !== undefined || askedOf(state.records.get(id)).length > 0;
  const asks = phase !== "draft" && isAsked;
  return { ...readyBy(state.queue.turns, task), phase, asks };
};

/** Places in order, with what is asked of them. */
class Places implements Order {
  readonly #list = new SortedList<Placed>(compare);
  readonly #placeOf: (id: TaskId) => Placed | undefined;

  constructor(placeOf: (id: TaskId) => Placed | undefined) {
    this.#placeOf = placeOf;
  }

  get size(): number {
    return this.#list.size;
  }

  at = (place: number): TaskId | undefined => this.#list.at(place)?.id;

  indexOf = (id: TaskId): number => {
    const place = this.#placeOf(id);
    const before = place === undefined ? -1 : this.#list.before(place);
    return before !== -1 && this.#list.at(before)?.id === id ? before : -1;
  };

  reset(places: readonly Placed[]): void {
    this.#list.reset(places);
  }

  add(place: Placed): void {
    this.#list.add(place);
  }

  remove(place: Placed): void {
    this.#list.remove(place);
  }
}

/** A board that follows a state: what changed is placed again, everything only when the graph was read anew. */
export class LiveBoard implements Board {
  readonly counts = new Map<PhaseWord, number>();
  readonly #places = new Map<TaskId, Placed>();
  #basis: readonly unknown[] = [];

  /** Brings the board up to date with a state in which these entities were touched. */
  follow(state: State, touched: readonly EntityRef[] | "all"): void {
    // With these the turn or the standing of any task may have changed.
    const { agents, config, unpaid, github } = state.fleet;
    const asked = github?.answer === undefined ? undefined : github;
    const basis = [state, state.queue.turns, agents, config, unpaid, asked];
    const isNew = basis.some((one, at) => one !== this.#basis[at]);
    this.#basis = basis;
    if (touched === "all" || isNew) this.#fill(state);
    else for (const id of affected(state, touched)) this.#place(state, id);
  }

  placeOf = (id: TaskId): Placed | undefined => this.#places.get(id);
  readonly all = new Places(this.placeOf);
  readonly asking = new Places(this.placeOf);

  #fill(state: State): void {
    this.#places.clear();
    this.counts.clear();
    for (const id of state.tasks.keys()) {
      const place = placed(state, id);
      if (place !== undefined) this.#places.set(id, place);
      if (place !== undefined) this.#count(place.phase, 1);
    }
    const places = [...this.#places.values()];
    this.all.reset(places);
    this.asking.reset(places.filter(({ asks }) => asks));
  }

  #place(state: State, id: TaskId): void {
    const before = this.#places.get(id);
    const after = placed(state, id);
    if (
      before !== undefined &&
      after !== undefined &&
      before.asks === after.asks &&
      compare(before, after) === 0
    )
      return;
    if (before !== undefined) this.#remove(before);
    if (after !== undefined) this.#add(after);
  }

  #count(phase: PhaseWord, by: number): void {
    const n = (this.counts.get(phase) ?? 0) + by;
    if (n === 0) this.counts.delete(phase);
    else this.counts.set(phase, n);
  }

  #add(place: Placed): void {
    this.all.add(place);
    if (place.asks) this.asking.add(place);
    this.#places.set(place.id, place);
    this.#count(place.phase, 1);
  }

  #remove(place: Placed): void {
    this.all.remove(place);
    this.asking.remove(place);
    this.#places.delete(place.id);
    this.#count(place.phase, -1);
  }
}

/** The tasks that may stand otherwise because these entities were touched: they, and those that depend on them. */
const affected = (state: State, touched: readonly EntityRef[]): ReadonlySet<TaskId> => {
  const ids = new Set<TaskId>();
  for (const ref of touched) {
    if (ref.kind === "fleet") continue;
    const id = ref.kind === "attempt" ? ref.id.slice(0, ref.id.lastIndexOf("@")) : ref.id;
    ids.add(id);
    for (const child of dependentsOf(state.queue.graph, id)) ids.add(child);
  }
  return ids;
};
