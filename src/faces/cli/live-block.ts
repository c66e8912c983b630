import type { Clock } from "../../engine/ports/clock.ts";
import { fit, printLine, type Line, type Page } from "./text/line.ts";
import { widthOf } from "./text/width.ts";
import type { Output } from "./world.ts";

/** At most ten frames a second, and never more than a twentieth of the time spent on drawing. */
const frame = 100;
const share = 20;
/** How often times that pass are drawn anew, in milliseconds. */
const tick = 1000;

type Settings = {
  readonly output: Output;
  readonly clock: Clock;
  readonly page: () => Page;
  /** The block as it should be now. */
  readonly draw: () => readonly Line[];
};

/**
 * A few lines that are drawn over in place, below lines that stay. Nothing is hidden and no mode is set, so there is
 * nothing to restore when the process dies; closing it takes the block away.
 */
export class LiveBlock {
  readonly #settings: Settings;
  #pending: Line[] = [];
  #shown: readonly string[] = [];
  #width = 0;
  #next = 0;
  #due: { readonly at: number; readonly callOff: () => void } | undefined;
  #closed = false;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Prints lines above the block, with the next frame. */
  print(lines: readonly Line[]): void {
    this.#pending.push(...lines);
    this.changed();
  }

  /** What the block shows may have changed. */
  changed(): void {
    this.#wake(Math.max(this.#settings.clock.now(), this.#next));
  }

  /** Prints what is left and takes the block away. */
  close(): void {
    this.#closed = true;
    this.#due?.callOff();
    this.#write([]);
  }

  #wake(at: number): void {
    if (this.#closed || (this.#due !== undefined && this.#due.at <= at)) return;
    this.#due?.callOff();
    const callOff = this.#settings.clock.wake(at, () => {
      this.#due = undefined;
      this.#frame();
    });
    this.#due = { at, callOff };
  }

  #frame(): void {
    const { clock, draw, page } = this.#settings;
    const start = clock.now();
    const { width, colour } = page();
    this.#write(draw().map((line) => printLine(fit(line, width - 1), { colour })));
    const now = clock.now();
    this.#next = now + Math.max(frame, share * (now - start));
    this.#wake(Math.max(this.#next, now + tick));
  }

  #write(block: readonly string[]): void {
    const { output, page } = this.#settings;
    const { width, colour } = page();
    const shown = block.slice(0, Math.max(0, (output.rows ?? 24) - 2));
    const same = width === this.#width && JSON.stringify(shown) === JSON.stringify(this.#shown);
    if (same && this.#pending.length === 0) return;
    const lines = [...this.#pending.map((line) => printLine(line, { colour })), ...shown];
    output.write(this.#erasure(width) + lines.map((line) => `${line}\n`).join(""));
    this.#pending = [];
    this.#shown = shown;
    this.#width = width;
  }

  /** A narrower terminal has wrapped what was written: as many rows as that made are taken back. */
  #erasure(width: number): string {
    const rows = this.#shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(plainWidth(line) / width)), 0);
    return rows === 0 ? "" : `\r\x1b[${rows}A\x1b[J`;
  }
}

// oxlint-disable-next-line no-control-regex -- our own colours
const plainWidth = (line: string): number => widthOf(line.replaceAll(/\x1b\[\d*m/g, ""));
