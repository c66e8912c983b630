import type { TaskId } from "./task.ts";

/** A map from ids to values that are made when they are first asked for: of ten thousand, most questions want a few. */
export class Lookup<T> implements ReadonlyMap<TaskId, T> {
  readonly #ids: readonly TaskId[];
  readonly #numberOf: (id: TaskId) => number | undefined;
  readonly #make: (n: number) => T;
  readonly #made: (T | undefined)[];

  constructor(
    {
      ids,
      numberOf,
    }: { readonly ids: readonly TaskId[]; readonly numberOf: (id: TaskId) => number | undefined },
    make: (n: number) => T,
  ) {
    this.#ids = ids;
    this.#numberOf = numberOf;
    this.#make = make;
    this.#made = Array.from({ length: ids.length });
  }

  get size(): number {
    return this.#ids.length;
  }

  has(id: TaskId): boolean {
    return this.#numberOf(id) !== undefined;
  }

  get(id: TaskId): T | undefined {
    const n = this.#numberOf(id);
    return n === undefined ? undefined : this.#at(n);
  }

  keys(): MapIterator<TaskId> {
    return this.#ids.values();
  }

  *values(): MapIterator<T> {
    for (let n = 0; n < this.#ids.length; n += 1) yield this.#at(n);
  }

  *entries(): MapIterator<[TaskId, T]> {
    for (const [n, id] of this.#ids.entries()) yield [id, this.#at(n)];
  }

  [Symbol.iterator](): MapIterator<[TaskId, T]> {
    return this.entries();
  }

  forEach(call: (value: T, id: TaskId, map: ReadonlyMap<TaskId, T>) => void): void {
    for (const [id, value] of this) call(value, id, this);
  }

  #at(n: number): T {
    return (this.#made[n] ??= this.#make(n));
  }
}
