import fc from "fast-check";
import { expect, test } from "vitest";
import { clean, tame } from "../../../../src/faces/cli/text/clean.ts";
import { fit, printLine } from "../../../../src/faces/cli/text/line.ts";
import { table } from "../../../../src/faces/cli/text/table.ts";
import { cut, widthOf } from "../../../../src/faces/cli/text/width.ts";
import { anyText } from "../../../world/text.ts";

test.each([
  ["plain", 5],
  ["登录", 4],
  ["ｆｕｌｌ", 8],
  ["ｶﾅ", 2],
  ["é", 1],
  ["e\u0301", 1],
  ["🚀", 2],
  ["👩‍👩‍👧", 2],
  ["❤️", 2],
  ["🇩🇪", 2],
  ["한글", 4],
  ["\u200b", 0],
])("%s takes %d cells", (text, cells) => expect(widthOf(text)).toBe(cells));

test("a cut never splits what is one sign", () => {
  expect(cut("👩‍👩‍👧👩‍👩‍👧", 4)).toBe("👩‍👩‍👧👩‍👩‍👧");
  expect(cut("👩‍👩‍👧👩‍👩‍👧", 3)).toBe("👩‍👩‍👧…");
  expect(cut("登录页面", 4)).toBe("登…");
  expect(cut("abc", 0)).toBe("");
});

const evil = fc.constantFrom(
  "\x1b[31m",
  "\x1b]0;title\x07",
  "\x1b[2J",
  "\u202e",
  "\r",
  "\n",
  "\x07",
  "\x9b1m",
  "\ud800",
);
const texts = fc
  .array(fc.oneof(fc.string({ unit: "grapheme" }), anyText(), evil), { maxLength: 4 })
  .map((parts) => parts.join(""));

test("law: clean text is one line that holds nothing a terminal obeys", () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(clean(text)).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      expect(clean(clean(text))).toBe(clean(text));
    }),
  );
});

test("law: a cut text fits", () => {
  fc.assert(
    fc.property(texts.map(clean), fc.nat(30), (text, width) => {
      expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width);
    }),
  );
});

const columns = [
  { name: "A", least: 3, yields: 0 },
  { name: "LONGNAME", least: 6, yields: 2 },
  { name: "C", least: 2, yields: 1 },
];
const rows = fc.array(fc.tuple(texts, texts, texts), { minLength: 1, maxLength: 6 });

test("law: no row of a table is wider than the page", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 120 }), (cells, width) => {
      for (const line of table(columns, cells, width))
        expect(widthOf(printLine(line, { colour: false }))).toBeLessThanOrEqual(width);
    }),
  );
});

test("law: with room enough, columns stand below each other", () => {
  fc.assert(
    fc.property(rows, (cells) => {
      const marked = cells.map(([a, b]) => [a, `${b}|`, "|"]);
      const lines = table(columns, marked, Infinity).slice(1);
      const ends = lines.map((line) => widthOf(printLine(line, { colour: false })));
      expect(new Set(ends).size).toBe(1);
    }),
  );
});

test("scarce room takes from the column that yields most, and at last leaves it out", () => {
  const print = (width: number): string[] =>
    table(columns, [["aaaaaa", "bbbbbbbbbbbb", "cc"]], width).map((line) =>
      printLine(line, { colour: false }),
    );
  expect(print(40)[1]).toBe("aaaaaa  bbbbbbbbbbbb  cc");
  expect(print(20)[1]).toBe("aaaaaa  bbbbbbb…  cc");
  expect(print(10)[1]).toBe("aaaaaa  cc");
  expect(print(4)[1]).toBe("aaa…");
});

test("a column without content is left out", () => {
  const [heading] = table(columns, [["a", "", "c"]], 80);
  expect(printLine(heading ?? "", { colour: false })).toBe("A  C");
});

test("a line is cut where it no longer fits, colour and all", () => {
  const line = fit(["abc", { text: "defgh", style: "bad" }, "never"], 6);
  expect(printLine(line, { colour: true })).toBe("abc\x1b[31mde…\x1b[0m");
});

test("output of other programs keeps lines and colours, and loses what else it could do", () => {
  const text = "\x1b[31mred\x1b[0m\r\n10%\r20%\n\x1b]0;owned\x07\x1b[2J\ttab\x08";
  expect(tame(text, true)).toBe("\x1b[31mred\x1b[0m\n10%\n20%\n\ttab");
  expect(tame(text, false)).toBe("red\n10%\n20%\n\ttab");
});
