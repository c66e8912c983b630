import type { Order } from "../core/order.ts";
import type { Clock } from "../engine/ports/clock.ts";
import type { Hands, Motion } from "../engine/ports/hands.ts";

/** After an order on the way to an agent's start comes another: so long the way stays clear for it, in milliseconds. */
const pause = 15;

/** Nothing stands back for longer than this, in milliseconds: there may always be something on the way. */
const longest = 200;

/**
 * The way to an agent's start: a landing that others wait for, and making a worktree ready. What nobody waits for (tidying up
 * behind an attempt, learning from results) takes as long as that does, and on a small machine twice as long beside it: it
 * stands back until the way is clear.
 */
export class Rush {
  readonly #clock: Clock;
  #onTheWay = 0;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isClear(): boolean {
    return this.#onTheWay === 0;
  }

  /** Counts what is on the way until it is done and what follows it has begun. */
  follow(done: Promise<void>): void {
    this.#onTheWay += 1;
    void done.then(() => this.#clock.wake(this.#clock.now() + pause, () => this.#passed()));
  }

  /** Resolves once the way is clear, or has not been for too long. */
  over(): Promise<void> {
    if (this.isClear) return Promise.resolve();
    return new Promise((resolve) => {
      const go = (): void => {
        callOff();
        this.#waiting.delete(go);
        resolve();
      };
      const callOff = this.#clock.wake(this.#clock.now() + longest, go);
      this.#waiting.add(go);
    });
  }

  #passed(): void {
    this.#onTheWay -= 1;
    if (!this.isClear) return;
    for (const go of this.#waiting) go();
  }
}

const onTheWay: ReadonlySet<Order["kind"]> = new Set(["land", "prepare"]);

const held = (start: () => Motion, rush: Rush): Motion => {
  const stop = new AbortController();
  const run = (): Promise<void> | undefined => {
    if (stop.signal.aborted) return undefined;
    const motion = start();
    stop.signal.addEventListener("abort", () => motion.stop());
    return motion.done;
  };
  return { done: rush.over().then(run), stop: () => stop.abort() };
};

/** Hands that keep the way to an agent's start clear: an attempt that is over is tidied up after it. */
export const inRush = (hands: Hands, rush: Rush): Hands => ({
  start: (order, report) => {
    const start = (): Motion => hands.start(order, report);
    if (order.kind === "end" && !rush.isClear) return held(start, rush);
    const motion = start();
    if (onTheWay.has(order.kind)) rush.follow(motion.done);
    return motion;
  },
});
