import fc from "fast-check";
import { expect, test } from "vitest";
import { LiveBlock } from "../../../src/faces/cli/live-block.ts";
import type { Line } from "../../../src/faces/cli/text/line.ts";
import { VirtualClock } from "../../world/clock.ts";

/** As much of a terminal as a live block needs: rows of cells that wrap, cursor up, erase below. Only ASCII. */
class Paper {
  rows: string[] = [""];
  writes = 0;
  columns: number;
  readonly height: number;

  constructor(columns: number, height: number) {
    this.columns = columns;
    this.height = height;
  }

  write(text: string): void {
    this.writes += 1;
    // oxlint-disable-next-line no-control-regex -- what is looked for
    for (const [token] of text.matchAll(/\r?\x1b\[\d*[AJ]|\n|[^\x1b\r\n]+/g)) this.#take(token);
  }

  /** A narrower or wider terminal wraps its rows anew. */
  resize(columns: number): void {
    this.columns = columns;
    this.rows = this.rows.flatMap((row) => this.#wrap(row));
  }

  #wrap(text: string): string[] {
    const rows = Math.max(1, Math.ceil(text.length / this.columns));
    return Array.from({ length: rows }, (_, at) => text.slice(at * this.columns, (at + 1) * this.columns));
  }

  #take(token: string): void {
    if (token.endsWith("A")) {
      const up = Number(token.replaceAll(/\D/g, ""));
      this.rows = this.rows.slice(0, Math.max(0, this.rows.length - 1 - up));
      this.rows.push("");
    } else if (token === "\n") this.rows.push("");
    else if (!token.endsWith("J")) {
      const last = this.rows.pop() ?? "";
      this.rows.push(...this.#wrap(last + token));
    }
  }
}

const setUp = (
  columns = 40,
  height = 24,
): { paper: Paper; clock: VirtualClock; block: LiveBlock; show: (...lines: Line[]) => void } => {
  const paper = new Paper(columns, height);
  const clock = new VirtualClock(1000);
  let shown: readonly Line[] = [];
  const block = new LiveBlock({
    output: {
      write: (text) => paper.write(String(text)),
      get columns() {
        return paper.columns;
      },
      rows: height,
    },
    clock,
    page: () => ({ width: paper.columns, colour: false }),
    draw: () => shown,
  });
  return { paper, clock, block, show: (...lines) => void (shown = lines) };
};

test("lines stay, the block below them is drawn over", () => {
  const { paper, clock, block, show } = setUp();
  show("one", "two");
  block.print(["first"]);
  clock.tick();
  expect(paper.rows).toEqual(["first", "one", "two", ""]);
  show("three");
  block.print(["second"]);
  clock.tick();
  expect(paper.rows).toEqual(["first", "second", "three", ""]);
  block.close();
  expect(paper.rows).toEqual(["first", "second", ""]);
});

test("nothing is written where nothing has changed, and at most ten times a second where it has", () => {
  const { paper, clock, block, show } = setUp();
  const begin = clock.now();
  show("same");
  block.changed();
  for (let k = 0; k < 5; k += 1) clock.tick();
  expect(paper.writes).toBe(1);
  const later = clock.now();
  for (let k = 0; clock.now() < later + 1000; k += 1) {
    show(`frame ${k}`);
    block.changed();
    clock.tick();
  }
  expect(later).toBeGreaterThan(begin);
  expect(paper.writes).toBeGreaterThan(5);
  expect(paper.writes).toBeLessThanOrEqual(12);
});

test("what is still to be printed is printed on closing, and nothing after it", () => {
  const { paper, clock, block, show } = setUp();
  show("block");
  block.print(["last words"]);
  block.close();
  block.changed();
  expect(clock.tick()).toBe(false);
  expect(paper.rows).toEqual(["last words", ""]);
});

test("a block higher than the terminal is cut, so that it can be taken back", () => {
  const { paper, clock, block, show } = setUp(40, 6);
  show(...Array.from({ length: 30 }, (_, at) => `row ${at}`));
  block.changed();
  clock.tick();
  expect(paper.rows.length).toBeLessThan(6);
  block.close();
  expect(paper.rows).toEqual([""]);
});

test("law: whatever the widths, only the printed lines are left", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 60 });
  const step = fc.record({
    width: fc.integer({ min: 3, max: 50 }),
    shown: fc.array(word, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      const { paper, clock, block, show } = setUp();
      for (const [at, { width, shown }] of steps.entries()) {
        paper.resize(width);
        show(...shown);
        block.print([`${at}`]);
        clock.tick();
      }
      block.close();
      expect(paper.rows).toEqual([...steps.map((_, at) => `${at}`), ""]);
    }),
  );
});
