import { nextRun, openMemory, remember, runOver, type Memory } from "../../core/memory.ts";
import { speakerOf } from "../../core/message.ts";
import type { AgentDriver } from "../../core/driver.ts";
import { outputLog, streamLog } from "../places.ts";
import { LineTail } from "./lines.ts";
import { findRecord } from "./own-record.ts";
import { Scribe, type Words } from "./scribe.ts";
import { readTold, type Why } from "./told.ts";

/** Whose lines are heard, and where. */
export type Hearing = {
  /** The attempt's folder. */
  readonly folder: string;
  readonly driver: AgentDriver;
  readonly model: string;
  /** The moment whose prices count, in milliseconds since the epoch. */
  readonly at: number;
  /** What says where the agent keeps a record of its own. */
  readonly env: NodeJS.ProcessEnv;
  readonly words: Words;
};

const headings: { readonly [K in Why]: string } = {
  first: "begins anew",
  interrupted: "interrupted",
  told: "hears what it is told",
  full: "its conversation became too full: a fresh start",
};

const headingOf = (folder: string, run: number): string[] => {
  const { why, messages } = readTold(folder, run);
  return [
    `--- ${headings[why]}; run ${run} ---`,
    ...messages.map((one) => `--- ${speakerOf(one)} says: ${one.text}`),
  ];
};

/**
 * Hears what an attempt's agent prints, from the first line of its first run on. Nothing of it is kept anywhere: whoever
 * adopts the attempt reads the same lines and knows the same, so none can be lost or counted twice.
 */
export class Listener {
  readonly #hearing: Hearing;
  readonly #scribe: Scribe;
  #memory: Memory;
  #run = 0;
  /** Earlier runs in which a model answered. */
  readonly #answered: number[] = [];
  #lines: LineTail | undefined;
  #record: { readonly session: string; readonly lines: LineTail } | undefined;

  constructor(hearing: Hearing) {
    this.#hearing = hearing;
    this.#memory = openMemory(hearing.model, hearing.at);
    this.#scribe = new Scribe({ ...hearing, log: outputLog(hearing.folder) });
  }

  get memory(): Memory {
    return this.#memory;
  }

  /** The runs in which a model answered what it was given. */
  get answered(): readonly number[] {
    return this.#memory.answered ? [...this.#answered, this.#run] : this.#answered;
  }

  /** Turns to a run: what was printed in those before it is known from here on. */
  turnTo(run: number): void {
    while (this.#run < run) {
      this.over();
      if (this.#memory.answered) this.#answered.push(this.#run);
      this.#run += 1;
      if (this.#run > 1) {
        this.#memory = nextRun(this.#memory);
        const run = this.#run;
        this.#scribe.nextRun(() => headingOf(this.#hearing.folder, run));
      }
      const { folder, driver } = this.#hearing;
      this.#lines = new LineTail(streamLog(folder, driver.name, this.#run));
    }
  }

  /** Hears what is new; tells whether anything is. */
  hear(): boolean {
    const isNew = this.#read(this.#lines, this.#scribe);
    if (isNew) this.#findRecord();
    return this.#read(this.#record?.lines) || isNew;
  }

  /** The run is over, and so is its last line, whole or not. */
  over(): void {
    if (this.#lines === undefined) return;
    this.hear();
    this.#findRecord();
    this.#read(this.#record?.lines);
    this.#take(this.#lines.rest(), this.#scribe);
    this.#lines = undefined;
    this.#memory = runOver(this.#memory);
  }

  /** What is in an agent's own record comes at times of its own: it is not written down, but only counted. */
  #take(line: string, scribe?: Scribe): void {
    for (const signal of this.#hearing.driver.read(line)) {
      this.#memory = remember(this.#memory, signal);
      scribe?.hear(signal);
    }
  }

  #read(lines: LineTail | undefined, scribe?: Scribe): boolean {
    let isNew = false;
    for (const line of lines?.more() ?? []) {
      isNew = true;
      this.#take(line, scribe);
    }
    return isNew;
  }

  #findRecord(): void {
    const { driver, env } = this.#hearing;
    const { session } = this.#memory;
    if (session === undefined || this.#record?.session === session) return;
    const own = driver.ownRecord?.(session, env);
    const path = own === undefined ? undefined : findRecord(own);
    if (path !== undefined) this.#record = { session, lines: new LineTail(path) };
  }
}
