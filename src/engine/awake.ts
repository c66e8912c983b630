import { awakeBetween, type Beating, type Gap, type Reading } from "../core/awake.ts";
import type { Awake } from "./ports/clock.ts";

/** The clocks and timers of a machine. A timer may come late; one that sleep stops comes as if it had not slept. */
export type Machine = {
  read(): Reading;
  /** Calls once, so many milliseconds from now; returns a way to call it off. It keeps no process alive. */
  after(ms: number, call: () => void): () => void;
};

type Alarm = { readonly due: number; readonly call: () => void };

/** Counts the time awake by reading the clocks again and again: what keeps those readings from us was no time awake. */
export class AwakeTime implements Awake {
  readonly #machine: Machine;
  readonly #beating: Beating;
  readonly #alarms = new Set<Alarm>();
  readonly #listeners = new Set<(gap: Gap) => void>();
  #last: Reading;
  #counted = 0;
  #callOff: () => void = () => undefined;

  constructor(machine: Machine, beating: Beating) {
    this.#machine = machine;
    this.#beating = beating;
    this.#last = machine.read();
    this.#arm();
  }

  now(): number {
    const reading = this.#machine.read();
    const { awake, gap } = awakeBetween(this.#last, reading, this.#beating);
    this.#last = reading;
    this.#counted += awake;
    if (gap !== undefined) for (const call of this.#listeners) call(gap);
    return this.#counted;
  }

  steady(): number {
    return this.#machine.read().steady;
  }

  after(ms: number, call: () => void): () => void {
    const alarm = { due: this.now() + ms, call };
    this.#alarms.add(alarm);
    this.#arm();
    return () => void this.#alarms.delete(alarm);
  }

  listen(call: (gap: Gap) => void): () => void {
    this.#listeners.add(call);
    return () => void this.#listeners.delete(call);
  }

  #beat(): void {
    const now = this.now();
    const due = [...this.#alarms].filter((alarm) => alarm.due <= now);
    for (const alarm of due) this.#alarms.delete(alarm);
    this.#arm();
    for (const { call } of due) call();
  }

  #arm(): void {
    this.#callOff();
    let wait = this.#beating.pace;
    for (const { due } of this.#alarms) wait = Math.min(wait, due - this.#counted);
    this.#callOff = this.#machine.after(Math.max(0, wait), () => this.#beat());
  }
}
