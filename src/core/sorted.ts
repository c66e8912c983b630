/** So many items are moved, at most, when one is added or removed. */
const most = 512;

/** Items kept in order, in chunks: insertion and removal by binary search, iteration from the least. */
export class SortedList<T> {
  /** None of them is empty. */
  #chunks: T[][] = [];
  readonly #compare: (a: T, b: T) => number;
  #size = 0;

  /** `compare` must be a total order that tells different items apart. */
  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  /** Holds these items, and none of those before; they need not be sorted. */
  reset(items: readonly T[]): void {
    const sorted = [...items].sort(this.#compare);
    const chunks = Math.ceil((2 * sorted.length) / most);
    this.#chunks = Array.from({ length: chunks }, (_, at) =>
      sorted.slice((at * most) / 2, ((at + 1) * most) / 2),
    );
    this.#size = sorted.length;
  }

  get size(): number {
    return this.#size;
  }

  first(): T | undefined {
    return this.#chunks[0]?.[0];
  }

  /** The item at a place, counted from 0. */
  at(place: number): T | undefined {
    let left = place;
    for (const chunk of this.#chunks) {
      if (left < chunk.length) return chunk[left];
      left -= chunk.length;
    }
    return undefined;
  }

  /** How many items come before this one, which need not be among them. */
  before(item: T): number {
    const at = this.#chunkOf(item);
    const whole = this.#chunks.slice(0, at).reduce((sum, chunk) => sum + chunk.length, 0);
    return whole + this.#positionIn(this.#chunks[at] ?? [], item);
  }

  /** The first item behind another, which need not be among them; the first of all where none is named. */
  after(item: T | undefined): T | undefined {
    if (item === undefined) return this.first();
    for (let at = this.#chunkOf(item); at < this.#chunks.length; at += 1) {
      const chunk = this.#chunks[at] ?? [];
      const position = this.#positionIn(chunk, item);
      const found = chunk[position];
      const next = found !== undefined && this.#compare(found, item) === 0 ? chunk[position + 1] : found;
      if (next !== undefined) return next;
    }
    return undefined;
  }

  add(item: T): void {
    this.#size += 1;
    const at = Math.min(this.#chunkOf(item), this.#chunks.length - 1);
    const chunk = this.#chunks[at];
    if (chunk === undefined) this.#chunks.push([item]);
    else {
      chunk.splice(this.#positionIn(chunk, item), 0, item);
      if (chunk.length > most) this.#chunks.splice(at + 1, 0, chunk.splice(most / 2));
    }
  }

  /** Removes the item that compares equal; false when there is none. */
  remove(item: T): boolean {
    const at = this.#chunkOf(item);
    const chunk = this.#chunks[at] ?? [];
    const position = this.#positionIn(chunk, item);
    if (position === chunk.length || this.#compare(chunk[position] as T, item) !== 0) return false;
    this.#size -= 1;
    chunk.splice(position, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
    return true;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  /** The first chunk whose last item is not less. */
  #chunkOf(item: T): number {
    return firstNotLess(this.#chunks.length, (at) => this.#compare(this.#chunks[at]?.at(-1) as T, item));
  }

  #positionIn(chunk: readonly T[], item: T): number {
    return firstNotLess(chunk.length, (at) => this.#compare(chunk[at] as T, item));
  }
}

/** The first of `count` places whose comparison is not below zero; `count` when all are. */
const firstNotLess = (count: number, compare: (at: number) => number): number => {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(middle) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
};
