import type { EntityRef, State } from "../core/state.ts";
import { SortedList } from "../core/sorted.ts";
import type { Priority, TaskId } from "../core/task.ts";
import { phaseWords, situationOf, type PhaseWord } from "./phase.ts";
import { pleaOf } from "./plea.ts";

/** A task's place among all. */
export type Placed = {
  readonly id: TaskId;
  readonly phase: PhaseWord;
  readonly turn: number;
  readonly priority: Priority;
  /** It waits for a person. */
  readonly asks: boolean;
};

/** Every task in the order in which lists show them, with counts: what would take too long to read off anew at each glance. */
export type Board = {
  readonly counts: ReadonlyMap<PhaseWord, number>;
  /** All tasks: in motion first, then what waits for a person, then the queue in its order, then what is over. */
  readonly ids: readonly TaskId[];
  /** Those that wait for a person, in the same order. */
  readonly asking: readonly TaskId[];
  readonly placeOf: (id: TaskId) => Placed | undefined;
};

const rank = new Map<PhaseWord, number>(phaseWords.map((word, at) => [word, at]));

const compare = (a: Placed, b: Placed): number =>
  (rank.get(a.phase) ?? 0) - (rank.get(b.phase) ?? 0) ||
  a.turn - b.turn ||
  a.priority - b.priority ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const placed = (state: State, id: TaskId): Placed | undefined => {
  const task = state.tasks.get(id);
  if (task === undefined) return undefined;
  const { phase, standing } = situationOf(state, task);
  const turn = state.queue.turns.get(id)?.at ?? Number.MAX_SAFE_INTEGER;
  const asks = phase !== "draft" && pleaOf(task, standing) !== undefined;
  return { id, phase, turn, priority: task.priority, asks };
};

/** A board that follows a state: what changed is placed again, everything only when the graph was read anew. */
export class LiveBoard implements Board {
  readonly counts = new Map<PhaseWord, number>();
  readonly #places = new Map<TaskId, Placed>();
  readonly #order = new SortedList<Placed>(compare);
  #basis: readonly unknown[] = [];
  #ids: readonly TaskId[] | undefined;
  #asking: readonly TaskId[] | undefined;

  /** Brings the board up to date with a state in which these entities were touched. */
  follow(state: State, touched: readonly EntityRef[] | "all"): void {
    // With these the turn or the standing of any task may have changed.
    const basis = [state, state.queue.turns, state.fleet.agents, state.fleet.config];
    const isNew = basis.some((one, at) => one !== this.#basis[at]);
    this.#basis = basis;
    if (touched === "all" || isNew) this.#fill(state);
    else for (const id of affected(state, touched)) this.#place(state, id);
  }

  placeOf = (id: TaskId): Placed | undefined => this.#places.get(id);

  get ids(): readonly TaskId[] {
    return (this.#ids ??= [...this.#order].map(({ id }) => id));
  }

  get asking(): readonly TaskId[] {
    return (this.#asking ??= [...this.#order].filter(({ asks }) => asks).map(({ id }) => id));
  }

  #fill(state: State): void {
    this.#places.clear();
    this.counts.clear();
    for (const id of state.tasks.keys()) {
      const place = placed(state, id);
      if (place !== undefined) this.#places.set(id, place);
      if (place !== undefined) this.#count(place.phase, 1);
    }
    this.#order.reset([...this.#places.values()]);
    this.#forget();
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
    if (before !== undefined) {
      this.#order.remove(before);
      this.#places.delete(id);
      this.#count(before.phase, -1);
    }
    if (after !== undefined) {
      this.#order.add(after);
      this.#places.set(id, after);
      this.#count(after.phase, 1);
    }
    this.#forget();
  }

  #count(phase: PhaseWord, by: number): void {
    const n = (this.counts.get(phase) ?? 0) + by;
    if (n === 0) this.counts.delete(phase);
    else this.counts.set(phase, n);
  }

  #forget(): void {
    this.#ids = undefined;
    this.#asking = undefined;
  }
}

/** The tasks that may stand otherwise because these entities were touched: they, and those that depend on them. */
const affected = (state: State, touched: readonly EntityRef[]): ReadonlySet<TaskId> => {
  const ids = new Set<TaskId>();
  for (const ref of touched) {
    if (ref.kind === "fleet") continue;
    const id = ref.kind === "attempt" ? ref.id.slice(0, ref.id.lastIndexOf("@")) : ref.id;
    ids.add(id);
    for (const child of state.queue.graph.dependents.get(id) ?? []) ids.add(child);
  }
  return ids;
};
