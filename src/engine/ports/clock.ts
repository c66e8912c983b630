import type { Gap } from "../../core/awake.ts";

/** The time, and a call at a time. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls once, at or after `at`; returns a way to call it off. */
  wake(at: number, call: () => void): () => void;
};

/** The time in which the machine was awake and this process could run: what limits count. Keeps no process alive. */
export type Awake = {
  /** Milliseconds since a moment of its own; never goes back. */
  now(): number;
  /** Milliseconds on a clock that is the same in every process until the machine starts anew, and never goes back. */
  steady(): number;
  /** Calls once, so many milliseconds awake from now; returns a way to call it off. */
  after(ms: number, call: () => void): () => void;
  /** Calls with every gap once it is over; returns a way to stop. */
  listen(call: (gap: Gap) => void): () => void;
};
