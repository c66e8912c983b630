import type { Stamped } from "../../../core/event.ts";

/** How many events came in each of the last seconds. */
export type Pulse = {
  /** The oldest second first. */
  readonly perSecond: readonly number[];
  readonly now: number;
};

const seconds = 60;

/** Counts events by the second in which they happened. */
export class PulseMeter implements Pulse {
  readonly #counts = Array.from({ length: seconds }, () => 0);
  #second = 0;

  /** Takes in what has come; `now` moves the window on. */
  beat(events: readonly Stamped[], now: number): void {
    this.#turnTo(Math.floor(now / 1000));
    for (const { at } of events) {
      const age = this.#second - Math.floor(at / 1000);
      if (age >= 0 && age < seconds) this.#counts[seconds - 1 - age]! += 1;
    }
  }

  #turnTo(second: number): void {
    const gone = Math.min(seconds, Math.max(0, second - this.#second));
    this.#counts.splice(0, gone);
    while (this.#counts.length < seconds) this.#counts.push(0);
    this.#second = Math.max(second, this.#second);
  }

  get perSecond(): readonly number[] {
    return this.#counts;
  }

  /** The last whole second. */
  get now(): number {
    return this.#counts.at(-2) ?? 0;
  }
}
