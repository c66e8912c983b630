import type { Stamped } from "../core/event.ts";
import type { Input } from "../core/input.ts";
import { LiveState } from "../core/live.ts";
import { plan } from "../core/plan.ts";
import { nextWake } from "../core/schedule.ts";
import type { Entities, State } from "../core/state.ts";
import { InMotion } from "./in-motion.ts";
import type { Clock } from "./ports/clock.ts";
import type { Hands } from "./ports/hands.ts";
import { newMoment } from "./ports/moment.ts";
import type { Batch, Journal } from "./ports/journal.ts";
import { decide } from "./step.ts";

/** What the loop runs on. */
export type World = { readonly journal: Journal; readonly clock: Clock; readonly hands: Hands };

/** At most so many inputs are taken in one step, so that no step is long. */
const most = 1000;

/**
 * The one loop: inputs become events, events are written down and folded into the state, and what the state asks for is
 * put in motion. A step that cannot be written down throws, and the process must end: nothing has acted on it yet.
 */
export class Engine {
  readonly #world: World;
  readonly #state: LiveState;
  readonly #motion: InMotion;
  readonly #listeners = new Set<(events: readonly Stamped[]) => void>();
  #inbox: Input[] = [];
  #due: (() => void) | undefined;
  #alarm: (() => void) | undefined;
  #stopped = false;
  readonly #decided = newMoment();

  constructor(world: World, entities?: Entities) {
    this.#world = world;
    this.#state = new LiveState(entities);
    this.#motion = new InMotion(world, { report: (input) => this.receive(input), freed: () => this.#soon() });
  }

  /** The state as of the last step. */
  get state(): State {
    return this.#state;
  }

  /** Whether no step is due: all that was received has been decided. */
  get idle(): boolean {
    return this.#inbox.length === 0 && this.#due === undefined;
  }

  /** Resolves once all that was received has been decided; at once where nothing is decided any more. */
  async settled(): Promise<void> {
    if (!this.idle && !this.#stopped) await this.#decided.next();
  }

  /** Takes an input; it counts at the next step, which follows at once but never within this call. */
  receive(...inputs: readonly Input[]): void {
    this.#inbox.push(...inputs);
    this.#soon();
  }

  /** Calls with the events of every step that had any, after they are durable and folded. */
  listen(call: (events: readonly Stamped[]) => void): () => void {
    this.#listeners.add(call);
    return () => this.#listeners.delete(call);
  }

  /** Stops all that is in motion, keeping what can be taken up again, and resolves when nothing is. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#due?.();
    this.#alarm?.();
    this.#decided.come();
    await this.#motion.stopAll();
  }

  #soon(): void {
    if (this.#stopped || this.#due !== undefined) return;
    this.#due = this.#world.clock.wake(this.#world.clock.now(), () => {
      this.#due = undefined;
      this.#step();
    });
  }

  #step(): void {
    const now = this.#world.clock.now();
    const batch = decide(this.#state, this.#inbox.splice(0, most), now);
    if (batch.events.length > 0) this.#append(batch);
    this.#motion.match(plan(this.#state));
    if (batch.events.length > 0) for (const call of this.#listeners) call(batch.events);
    this.#setAlarm(now);
    if (this.#inbox.length > 0) this.#soon();
    else this.#decided.come();
  }

  /** The state is ahead of a journal that fails: no further step may follow. */
  #append(batch: Batch): void {
    try {
      this.#world.journal.append(batch);
    } catch (error) {
      this.#stopped = true;
      throw error;
    }
  }

  #setAlarm(now: number): void {
    this.#alarm?.();
    if (this.#stopped) return;
    const at = Math.min(nextWake(this.#state, now) ?? Infinity, this.#motion.nextStart(now) ?? Infinity);
    this.#alarm = at === Infinity ? undefined : this.#world.clock.wake(at, () => this.#soon());
  }
}
