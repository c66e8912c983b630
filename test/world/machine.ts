import type { Reading } from "../../src/core/awake.ts";
import type { Machine } from "../../src/engine/awake.ts";

/** What happens to a machine while a program runs on it. */
export type Fate =
  | { readonly kind: "awake" | "slept" | "stopped"; readonly ms: number }
  /** Somebody sets the clock on the wall. */
  | { readonly kind: "set"; readonly by: number };

type Timer = { readonly due: number; readonly call: () => void };

/** A machine whose clocks go on as told. Its timers run on the steady clock, as Node's do. */
export class FakeMachine implements Machine {
  #now: Reading = { wall: 1_000_000, steady: 0, elapsed: 0 };
  readonly #timers = new Set<Timer>();

  read(): Reading {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { due: this.#now.steady + ms, call };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lives through a fate: timers ring at their time while it is awake, and after a stop all that were missed. */
  live(fate: Fate): void {
    if (fate.kind === "set") this.#now = { ...this.#now, wall: this.#now.wall + fate.by };
    else if (fate.kind === "slept") this.#pass(fate.ms, { steady: false });
    else if (fate.kind === "stopped") {
      this.#pass(fate.ms, { steady: true });
      this.#ring();
    } else this.#wake(fate.ms);
  }

  #wake(ms: number): void {
    const end = this.#now.steady + ms;
    for (;;) {
      const next = Math.min(end, ...[...this.#timers].map(({ due }) => due));
      this.#pass(Math.max(0, next - this.#now.steady), { steady: true });
      this.#ring();
      if (this.#now.steady >= end) return;
    }
  }

  #pass(ms: number, { steady }: { readonly steady: boolean }): void {
    const { wall, steady: before, elapsed } = this.#now;
    this.#now = { wall: wall + ms, steady: before + (steady ? ms : 0), elapsed: elapsed + ms };
  }

  #ring(): void {
    const due = [...this.#timers].filter((timer) => timer.due <= this.#now.steady);
    for (const timer of due) if (this.#timers.delete(timer)) timer.call();
  }
}
