import type { Clock } from "../../src/engine/ports/clock.ts";

/** A clock that moves only when told, calling what is due in order. */
export class VirtualClock implements Clock {
  #now: number;
  #serial = 0;
  readonly #timers = new Map<number, { at: number; call: () => void }>();

  constructor(start = 1_000_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  wake(at: number, call: () => void): () => void {
    const id = (this.#serial += 1);
    this.#timers.set(id, { at: Math.max(at, this.#now), call });
    return () => void this.#timers.delete(id);
  }

  /** Moves to the next timer and calls it; false when there is none. */
  tick(): boolean {
    let next: [number, { at: number; call: () => void }] | undefined;
    for (const entry of this.#timers) if (next === undefined || entry[1].at < next[1].at) next = entry;
    if (next === undefined) return false;
    this.#timers.delete(next[0]);
    this.#now = Math.max(this.#now, next[1].at);
    next[1].call();
    return true;
  }

  /** Forgets every timer: what was waiting died with its process. */
  forget(): void {
    this.#timers.clear();
  }
}
