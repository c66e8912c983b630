import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { tame } from "../../cli/text/clean.ts";

/** So many lines of a log are kept, and so many bytes of its end are read when it is opened. */
const [mostLines, atFirst] = [2000, 256 * 1024];
/** At most so much is read in one look: a log that pours is shown by its end. */
const atOnce = 128 * 1024;

const fallSeconds = 4;
const activityLength = 24;

/** The end of a file that may still grow, or not be there yet. */
export class Tail {
  readonly path: string;
  #offset: number | undefined;
  #decoder = new StringDecoder("utf8");
  #open = "";
  #lines: readonly string[] = [];
  #whole: readonly string[] | undefined;
  #grown: number[] = [];
  #since = 0;

  constructor(path: string) {
    this.path = path;
  }

  get lines(): readonly string[] {
    return (this.#whole ??= this.#open === "" ? this.#lines : [...this.#lines, this.#open]);
  }

  /** How much was written lately, in bytes for each few seconds, the oldest first. */
  get activity(): readonly number[] {
    return this.#grown;
  }

  /** Reads what is new; whether anything was. */
  look(now: number): boolean {
    this.#age(now);
    let file: number;
    try {
      file = openSync(this.path, "r");
    } catch {
      return false;
    }
    try {
      return this.#read(file);
    } finally {
      closeSync(file);
    }
  }

  #read(file: number): boolean {
    const { size } = fstatSync(file);
    const known = this.#offset ?? Math.max(0, size - atFirst);
    if (size < known) this.#startAnew();
    const from = Math.max(
      size < known ? 0 : known,
      size - Math.max(atOnce, this.#offset === undefined ? atFirst : 0),
    );
    if (size === from) {
      this.#offset = from;
      return false;
    }
    const buffer = Buffer.allocUnsafe(size - from);
    const read = readSync(file, buffer, 0, buffer.length, from);
    if (this.#offset !== undefined) this.#grown[this.#grown.length - 1]! += read;
    this.#offset = from + read;
    this.#take(this.#decoder.write(buffer.subarray(0, read)), from > known);
    return read > 0;
  }

  /** A file that is shorter than it was is another one. */
  #startAnew(): void {
    this.#lines = [];
    this.#open = "";
    this.#decoder = new StringDecoder("utf8");
  }

  #take(text: string, isJump: boolean): void {
    const whole = (isJump ? `…\n` : "") + this.#open + text;
    const lines = tame(whole, false).split("\n");
    this.#open = (lines.pop() ?? "").slice(-4000);
    this.#whole = undefined;
    this.#lines = [...this.#lines, ...lines].slice(-mostLines);
  }

  #age(now: number): void {
    const step = Math.floor(now / (fallSeconds * 1000));
    if (this.#grown.length === 0) this.#grown = [0];
    const gone = this.#since === 0 ? 0 : Math.min(activityLength, step - this.#since);
    for (let n = 0; n < gone; n += 1) this.#grown.push(0);
    this.#grown = this.#grown.slice(-activityLength);
    this.#since = step;
  }
}
