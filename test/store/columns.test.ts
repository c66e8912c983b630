import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openColumns } from "../../src/store/columns-file.ts";
import { packColumns, unpackColumns } from "../../src/store/columns.ts";
import { anyText } from "../world/text.ts";

const text = fc.oneof(anyText(), fc.constantFrom("", "a", "[a]", "one\ntwo", "ü", "ﬁn 🚀", "\ud83d"));
const value = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom("todo", "done", true, 0),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
  fc.array(text, { maxLength: 2 }),
  fc
    .dictionary(text, fc.integer(), { noNullPrototype: true, maxKeys: 2 })
    .filter((map) => !Object.hasOwn(map, "__proto__")),
);
const row = fc.record({
  number: fc.double({ noNaN: true }),
  text: text,
  value,
  list: fc.array(text, { maxLength: 3 }),
});

test("what is packed is unpacked as it was, row by row", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), fc.nat(9), (rows, shift) => {
      const packed = packColumns({ some: ["thing"] }, rows.length, {
        number: { kind: "numbers", of: Float64Array.from(rows, ({ number }) => number) },
        text: { kind: "texts", of: rows.map(({ text }) => text) },
        value: { kind: "values", of: rows.map(({ value }) => value) },
        list: { kind: "lists", of: rows.map(({ list }) => list) },
      });
      // A file may be read to anywhere in memory.
      const moved = Buffer.concat([Buffer.alloc(shift), packed]).subarray(shift);
      const read = unpackColumns(moved);
      const [numbers, texts] = [read.numbers("number"), read.texts("text")];
      const text = read.text("text");
      const [values, lists] = [read.values("value"), read.lists("list")];
      expect(read.head).toEqual({ some: ["thing"] });
      expect(
        rows.map((_, at) => ({
          number: numbers[at],
          text: texts[at],
          one: text(at),
          value: values(at),
          list: lists(at),
        })),
      ).toEqual(rows.map((row) => ({ ...row, one: row.text })));
    }),
  );
});

test("more different values than a byte or two can count", () => {
  for (const rows of [256, 257, 65_536, 65_537]) {
    const of = Array.from({ length: rows }, (_, at) => [at]);
    const read = unpackColumns(packColumns({}, rows, { value: { kind: "values", of } }));
    const value = read.values("value");
    expect([value(0), value(255), value(rows - 1)]).toEqual([[0], [255], [rows - 1]]);
  }
});

test("rows that say the same share one value", () => {
  const of = [["a"], ["b"], ["a"]];
  const value = unpackColumns(packColumns({}, 3, { value: { kind: "values", of } })).values("value");
  expect(value(0)).toBe(value(2));
  expect(value(0)).not.toBe(value(1));
});

test("what is cut off, longer or something else is no table", () => {
  const whole = packColumns({}, 1, { text: { kind: "texts", of: ["a text"] } });
  const others = [
    whole.subarray(0, -1),
    whole.subarray(0, 10),
    Buffer.concat([whole, Buffer.from("more")]),
    Buffer.from(""),
    Buffer.from("no table\n"),
    Buffer.from("null\n"),
  ];
  for (const bytes of others) expect(() => unpackColumns(bytes)).toThrow(SyntaxError);
  expect(() => unpackColumns(whole).texts("other")).toThrow(SyntaxError);
});

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "traffic-columns-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([10, 200_000])(
  "of a file with a head of %i bytes the columns are read when one is asked for",
  (size) => {
    const path = join(folder, "columns");
    const made = (text: string): Buffer =>
      packColumns({ note: "x".repeat(size) }, 1, {
        text: { kind: "texts", of: [text] },
        rest: { kind: "one", of: { text } },
      });
    writeFileSync(path, made("before"));
    const opened = openColumns(path);
    expect(opened.head).toEqual({ note: "x".repeat(size) });
    // Another takes its place, as every writer does it: what was opened is what was there.
    rmSync(path);
    writeFileSync(path, made("after"));
    expect([opened.text("text")(0), opened.texts("text"), opened.one("rest")]).toEqual([
      "before",
      ["before"],
      { text: "before" },
    ]);
    truncateSync(path, made("after").length - 1);
    expect(() => openColumns(path)).toThrow(SyntaxError);
    writeFileSync(path, "");
    expect(() => openColumns(path)).toThrow(SyntaxError);
  },
);
