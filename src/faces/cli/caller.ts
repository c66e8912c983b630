import type { Stamped } from "../../core/event.ts";
import type { State } from "../../core/state.ts";
import { call, hear, lastCall, nextCall, quiet, type Calling } from "../../views/notice.ts";
import type { Summary } from "../../views/summary.ts";
import type { Call } from "./command.ts";
import { signalFor } from "./signal.ts";
import { isLive, type World } from "./world.ts";

/** Calls the person a run waits for. */
export type Caller = {
  readonly hear: (events: readonly Stamped[], state: State) => void;
  /** The run is over by itself. */
  readonly finish: (summary: Summary) => void;
  /** Nothing is called any more. */
  readonly close: () => void;
};

const nobody: Caller = { hear: () => undefined, finish: () => undefined, close: () => undefined };

/** Calls in a terminal, as the fleet's settings say at that moment. */
class TerminalCaller implements Caller {
  readonly #world: World;
  readonly #began: number;
  #state: State;
  #calling: Calling = quiet;
  #callOff = (): void => undefined;

  constructor(world: World, state: State) {
    this.#world = world;
    this.#state = state;
    this.#began = world.clock.now();
  }

  hear(events: readonly Stamped[], state: State): void {
    this.#state = state;
    this.#calling = hear(this.#calling, events, { state, now: this.#world.clock.now() });
    this.#call();
  }

  finish(summary: Summary): void {
    const text = lastCall(this.#calling, summary, { began: this.#began, now: this.#world.clock.now() });
    if (text !== undefined) this.#write(text);
  }

  close(): void {
    this.#callOff();
  }

  #call(): void {
    this.#callOff();
    const now = this.#world.clock.now();
    const { calling, text } = call(this.#calling, { state: this.#state, now });
    this.#calling = calling;
    if (text !== undefined) this.#write(text);
    const next = nextCall(calling);
    if (next !== undefined) this.#callOff = this.#world.clock.wake(next, () => this.#call());
  }

  #write(text: string): void {
    const { stdout, env } = this.#world;
    const signal = signalFor(this.#state.fleet.config.notify, env);
    if (signal !== undefined) stdout.write(signal(text));
  }
}

/** A caller for a run in a terminal; one that calls nobody where there is none. */
export const callerOf = ({ world, json }: Pick<Call<never>, "world" | "json">, state: State): Caller =>
  json || !isLive(world.stdout, world.env) ? nobody : new TerminalCaller(world, state);
