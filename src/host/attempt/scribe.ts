import { appendFileSync, statSync } from "node:fs";
import { openMemory, nextRun, remember, type Memory } from "../../core/memory.ts";
import type { Signal } from "../../core/signal.ts";

/** What a signal says in lines for people; `before` is what was known until then. */
export type Words = (signal: Signal, before: Memory) => readonly string[];

/** Whose words are written, and where. */
export type Writing = {
  readonly log: string;
  readonly words: Words;
  readonly model: string;
  /** The moment whose prices count, in milliseconds since the epoch. */
  readonly at: number;
};

/**
 * Writes what a stream says in words. What it writes follows from the stream alone: whoever comes later finds a part of
 * it written, and goes on behind that, so that no line is lost or written twice.
 */
export class Scribe {
  readonly #writing: Writing;
  #memory: Memory;
  #heading: () => readonly string[] = () => [];
  /** Where what comes next belongs, and where the file ends, in bytes. */
  #at = 0;
  #end: number;

  constructor(writing: Writing) {
    this.#writing = writing;
    this.#memory = openMemory(writing.model, writing.at);
    this.#end = statSync(writing.log, { throwIfNoEntry: false })?.size ?? 0;
  }

  hear(signal: Signal): void {
    const lines = [...this.#heading(), ...this.#writing.words(signal, this.#memory)];
    this.#heading = () => [];
    this.#memory = remember(this.#memory, signal);
    if (lines.length > 0) this.#write(`${lines.join("\n")}\n`);
  }

  /** Another run begins; `heading` is asked for once it has printed something: then what it began with is settled. */
  nextRun(heading: () => readonly string[]): void {
    this.#memory = nextRun(this.#memory);
    this.#heading = heading;
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    const known = Math.min(bytes.length, Math.max(0, this.#end - this.#at));
    this.#at += bytes.length;
    if (known === bytes.length) return;
    appendFileSync(this.#writing.log, bytes.subarray(known));
    this.#end = this.#at;
  }
}
