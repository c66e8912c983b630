import fc from "fast-check";
import { expect, test } from "vitest";
import { assemble, fitBlock, over } from "../../../src/faces/tui/compose/block.ts";
import { columns, split, whole } from "../../../src/faces/tui/compose/boxes.ts";
import { bar, gauge, spark } from "../../../src/faces/tui/compose/gauge.ts";
import { asciiLook, unicode } from "../../../src/faces/tui/compose/look.ts";
import { panel } from "../../../src/faces/tui/compose/panel.ts";
import {
  ends,
  fitRow,
  left,
  right,
  rowWidth,
  sliceRow,
  span,
  type Row,
} from "../../../src/faces/tui/compose/span.ts";
import { gridOf, tableHead, tableRow } from "../../../src/faces/tui/compose/table.ts";
import { wrapLine } from "../../../src/faces/tui/compose/wrap.ts";
import { windowOf } from "../../../src/faces/tui/compose/window.ts";
import { widthOf } from "../../../src/faces/cli/text/width.ts";
import { anyText } from "../../world/text.ts";

/** Text as titles and logs may hold it: letters, wide ones, pictures, sequences of escape, halves of pairs. */
const nasty = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  anyText(),
  fc.constantFrom(
    "日本語のタイトル",
    "\u{3fffe}⺀",
    "👩‍👩‍👧‍👦 family",
    "🇩🇪🇫🇷",
    "e\u0301\u0301",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;t\x07",
    "a\tb\r\nc",
    "\u202eabc",
    "\ud83d",
    "❤️ 1️⃣",
  ),
);

const row = fc.array(nasty, { maxLength: 5 }).map((texts): Row => texts.map((text) => span(text)));
const width = fc.integer({ min: 0, max: 50 });

/** What the spans of a row really take, joined as they are written. */
const taken = (cells: Row): number => cells.reduce((sum, { text }) => sum + widthOf(` ${text} `) - 2, 0);

test("a row is as wide as it is told to be, whatever it holds", () => {
  fc.assert(
    fc.property(row, row, width, (a, b, n) => {
      for (const fitted of [fitRow(a, n), ends(a, b, n), left("x", n), right("yyy", n)]) {
        expect(rowWidth(fitted)).toBe(n);
        expect(taken(fitted)).toBe(n);
      }
    }),
  );
});

test("a slice of a row is exactly as wide, and slices beside each other are the row", () => {
  fc.assert(
    fc.property(row, width, width, (a, from, n) => {
      expect(rowWidth(sliceRow(a, from, n))).toBe(n);
      expect(taken(sliceRow(a, from, n))).toBe(n);
    }),
  );
  const plain = fitRow([span("abc"), span("defgh"), span("ij")], 10);
  const text = (cells: Row): string => cells.map((one) => one.text).join("");
  expect(text(sliceRow(plain, 0, 4)) + text(sliceRow(plain, 4, 6))).toBe("abcdefghij");
});

test("a wide sign that is cut through becomes space", () => {
  const text = sliceRow([span("a日b")], 2, 2)
    .map((one) => one.text)
    .join("");
  expect(text).toBe(" b");
});

test("nothing in a row can move the cursor or end the line", () => {
  fc.assert(
    fc.property(nasty, (text) => {
      // oxlint-disable-next-line no-control-regex -- these are what must not be there
      expect(span(text).text).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/);
    }),
  );
});

test("blocks, panels and what lies over them keep their size", () => {
  const size = fc.record({ width: fc.integer({ min: 0, max: 40 }), height: fc.integer({ min: 0, max: 8 }) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 9 }), size, fc.tuple(nasty, row), (rows, box, [title, end]) => {
      const framed = panel(unicode, { title, right: end }, { size: box, rows });
      for (const block of [fitBlock(rows, box), framed]) {
        expect(block).toHaveLength(box.height);
        for (const one of block) expect(rowWidth(one)).toBe(box.width);
      }
    }),
  );
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 6 }),
      row,
      fc.integer({ min: 0, max: 30 }),
      (rows, top, x) => {
        const below = fitBlock(rows, { width: 30, height: 6 });
        for (const one of over(below, [top, top], { x, y: 2 })) expect(rowWidth(one)).toBe(30);
      },
    ),
  );
});

test("a split gives away all there is", () => {
  const part = fc.oneof(
    fc.record({ cells: fc.integer({ min: 0, max: 30 }) }),
    fc.record({ share: fc.integer({ min: 1, max: 5 }) }),
  );
  fc.assert(
    fc.property(fc.nat(300), fc.array(part, { maxLength: 5 }), (length, parts) => {
      const lengths = split(length, [...parts, { share: 1 }]);
      expect(lengths.reduce((sum, one) => sum + one, 0)).toBe(length);
      expect(Math.min(...lengths)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("boxes beside each other make whole rows", () => {
  const box = whole({ width: 31, height: 3 });
  const parts = columns(box, [{ share: 1 }, { cells: 7 }, { share: 2 }]).map((one) => ({
    box: one,
    rows: panel(unicode, { title: "t" }, { size: one, rows: [] }),
  }));
  for (const one of assemble(parts, { width: 33, height: 5 })) expect(rowWidth(one)).toBe(33);
});

test("bars and sparks are as wide as they are told, for any value", () => {
  const value = fc.oneof(fc.double(), fc.constantFrom(0, 1, -1, NaN, Infinity));
  fc.assert(
    fc.property(fc.array(value), width, fc.constantFrom(unicode, asciiLook), (many, n, look) => {
      const [one = 0] = many;
      expect(rowWidth(bar(look, one, { width: n, ink: "good" }))).toBe(n);
      expect(rowWidth(spark(look, many, { width: n, ink: "good" }))).toBe(n);
      const row = gauge(look, { label: "day", value: one, text: "$1.20/$10" }, { width: n + 20, label: 6 });
      expect(rowWidth(row)).toBe(n + 20);
    }),
  );
});

test("a fuller bar is never shorter", () => {
  const filled = (value: number): number => bar(unicode, value, { width: 20, ink: "good" })[0]?.width ?? 0;
  for (let value = 0; value < 1; value += 0.01)
    expect(filled(value + 0.01)).toBeGreaterThanOrEqual(filled(value));
});

test("tables drop the columns that yield most, and their rows are as wide as their heads", () => {
  const all = [
    { name: "id", width: 6, yields: 0 },
    { name: "title", width: 10, grows: true, yields: 0 },
    { name: "cost", width: 7, yields: 2, align: "right" },
    { name: "age", width: 5, yields: 3 },
  ] as const;
  expect(gridOf(all, 24).map(({ name }) => name)).toEqual(["id", "title"]);
  expect(gridOf(all, 26).map(({ name }) => name)).toEqual(["id", "title", "cost"]);
  fc.assert(
    fc.property(fc.integer({ min: 18, max: 60 }), nasty, (n, text) => {
      const grid = gridOf(all, n);
      expect(rowWidth(tableHead(grid))).toBe(n);
      expect(rowWidth(tableRow(grid, { id: text, title: text, cost: text, age: text }))).toBe(n);
    }),
  );
});

test("a broken line keeps every sign, and no row is too wide", () => {
  const words = fc.array(nasty, { maxLength: 6 });
  fc.assert(
    fc.property(words, fc.integer({ min: 2, max: 40 }), fc.nat(4), (all, n, indent) => {
      const line = span(all.join(" ")).text;
      const rows = wrapLine(line, n, indent);
      expect(rows.join("").replaceAll(/\s/g, "")).toBe(line.replaceAll(/\s/g, ""));
      for (const one of rows) expect(widthOf(one)).toBeLessThanOrEqual(n);
    }),
  );
  expect(wrapLine("one two three four", 13, 2)).toEqual(["one two three", "  four"]);
  expect(wrapLine("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
  // A mark that stands for itself, since what was before it is none of the text.
  expect(wrapLine("\0\u102B!", 2).map(widthOf)).toEqual([2, 1]);
});

test("a window always holds what is stood on, and is never longer than the list", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.nat(),
      fc.integer({ min: 1, max: 60 }),
      (count, n, page) => {
        const at = n % count;
        const { from, until } = windowOf(at, count, page);
        expect(at >= from && at < until).toBe(true);
        expect(until - from).toBe(Math.min(page, count));
      },
    ),
  );
});
