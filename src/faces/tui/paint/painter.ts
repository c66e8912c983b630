import type { Row } from "../compose/span.ts";
import { rowChange } from "./diff.ts";
import type { Theme } from "./theme.ts";

/** What is painted on; `process.stdout` is one. */
export type Canvas = { write(text: string): unknown; readonly writableLength?: number };

const [begin, end] = ["\x1b[?2026h", "\x1b[0m\x1b[?2026l"];

/** Puts rows on a terminal and writes only what differs from what is there. */
export class Painter {
  readonly #canvas: Canvas;
  #shown: readonly Row[] = [];
  #theme: Theme | undefined;
  #isWiped = true;

  constructor(canvas: Canvas) {
    this.#canvas = canvas;
  }

  /**
   * Paints the rows; false where the terminal has not taken the last ones yet: then it shows those, whole, and the caller
   * comes again. One write a picture, so that no other comes between.
   */
  paint(rows: readonly Row[], theme: Theme): boolean {
    if ((this.#canvas.writableLength ?? 0) > 0) return false;
    const isNew = this.#isWiped || theme !== this.#theme || rows.length !== this.#shown.length;
    const before = isNew ? [] : this.#shown;
    const changes = rows
      .map((row, y) => (row === before[y] ? "" : rowChange(before[y], row, { y, theme })))
      .join("");
    this.#shown = rows;
    this.#theme = theme;
    this.#isWiped = false;
    if (changes !== "") this.#canvas.write(`${begin}${isNew ? "\x1b[0m\x1b[2J" : ""}${changes}${end}`);
    return true;
  }

  /** Forgets what is shown: something else has written on the terminal. */
  wipe(): void {
    this.#isWiped = true;
  }

  /** What is shown. */
  get shown(): readonly Row[] {
    return this.#shown;
  }
}
