import type { ModelEnd, ModelJob } from "../../engine/ports/model-agents.ts";
import { readEnd, readJob, writeEnd, type Desk, type Place } from "./desk.ts";
import { stoppedIn } from "./stopped.ts";

type Work = (place: Place, job: ModelJob, signal: AbortSignal) => Promise<ModelEnd>;

type Busy = { readonly stop: AbortController; readonly done: Promise<void> };

/** All built-in agents of a repository, in one process: what lies on the desk is at work, what is to stop or was taken away stops. */
export class Crew {
  readonly #desk: Desk;
  readonly #work: Work;
  readonly #busy = new Map<string, Busy>();

  constructor(desk: Desk, work: Work) {
    this.#desk = desk;
    this.#work = work;
  }

  /** How many jobs were begun: one may have ended again between two looks. */
  begun = 0;

  /** Nothing is at work. */
  get idle(): boolean {
    return this.#busy.size === 0;
  }

  /** Starts and stops until what is at work is what lies on the desk. */
  look(): void {
    const listed = this.#desk.list();
    const wanted = new Set(listed.filter(({ wish }) => wish === "work").map(({ place }) => place.folder));
    for (const [folder, { stop }] of this.#busy) if (!wanted.has(folder)) stop.abort();
    for (const { place, wish } of listed) {
      if (this.#busy.has(place.folder)) continue;
      if (wish === "work") this.#start(place);
      else this.#conclude(place);
    }
  }

  async stop(): Promise<void> {
    const all = [...this.#busy.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ done }) => done));
  }

  #start(place: Place): void {
    const job = readJob(place);
    if (job === undefined || readEnd(place) !== undefined) return;
    this.begun += 1;
    const stop = new AbortController();
    const done = this.#carryOut(place, job, stop.signal).finally(() => this.#busy.delete(place.folder));
    this.#busy.set(place.folder, { stop, done });
  }

  /** Nobody is at work on it: its worker was killed, or it was never begun. */
  #conclude(place: Place): void {
    const job = readJob(place);
    if (job !== undefined && readEnd(place) === undefined) writeEnd(place, stoppedIn(place, job));
  }

  /** What cannot even be written down (a full disk) is tried again at the next look; nothing was asked before it was. */
  async #carryOut(place: Place, job: ModelJob, signal: AbortSignal): Promise<void> {
    try {
      writeEnd(place, await this.#work(place, job, signal));
    } catch (error) {
      process.stderr.write(`${job.key}: ${String(error)}\n`);
    }
  }
}
