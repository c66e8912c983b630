import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseFully } from "../../src/store/front.ts";
import { split } from "../../src/store/split.ts";
import { parseSubset } from "../../src/store/subset.ts";
import { shapes } from "./fixtures.ts";

/** Where the quick reader answers, the full one must say the same. */
const agree = (yaml: string): "silent" | "same" | "different" => {
  const quick = parseSubset(yaml);
  if (quick === undefined) return "silent";
  try {
    return isDeepStrictEqual(quick, parseFully(yaml)) ? "same" : "different";
  } catch {
    return "different";
  }
};

const words = [
  "a",
  "true",
  "Null",
  "~",
  "1",
  "007",
  "1.5",
  "1e3",
  "12:30",
  "30m",
  "2026-02-31",
  "2026-12-01",
  "2026-13-01",
  "2026-01-01T00:01:00.000Z",
  "2026-01-01T25:00:00Z",
  "0x1F",
  "0b1",
  "1_000",
  "x: y",
  "x:",
  "x #y",
  "#z",
  "'q'",
  '"d"',
  '"d\\n"',
  "[a, b]",
  "[a, 'b, c']",
  "[]",
  "[a, [b]]",
  "{a: b}",
  "&a b",
  "*a",
  "!t x",
  "@n",
  "%p",
  "|",
  ">-",
  "é",
  "./do it",
  "../x #y",
  "/usr",
  "./x: y",
  ".5",
  ".inf",
  "\u00a0b",
  "🚀",
  "<<",
  "- x",
  "?",
  ".inf",
  "-1",
  "+1",
  "=",
];
const value = fc.oneof(
  fc.constantFrom(...words),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...Array.from("ab1:#-'\"[],{} .~")), maxLength: 6 }),
);
const key = fc.constantFrom("a", "b-c", "d_e", "id", "constructor", "1", "'q'", "true");
const line = fc.oneof(
  fc.tuple(key, fc.constantFrom(": ", ":", ":  ", " : "), value).map((parts) => parts.join("")),
  fc.tuple(fc.constantFrom("- ", "  - ", "  -", "    - "), value).map((parts) => parts.join("")),
  fc.tuple(fc.constantFrom("  ", "    "), key, fc.constant(": "), value).map((parts) => parts.join("")),
  fc.constantFrom("", "  ", "# c", "  # c", "\t", "..."),
);
const eol = fc.constantFrom("\n", "\r\n");

test("on any lines, both readers say the same where the quick one answers", () => {
  let answered = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), eol, (lines, eol) => {
      const yaml = lines.map((line) => line + eol).join("");
      fc.pre(!/^---/m.test(yaml));
      const answer = agree(yaml);
      if (answer === "same") answered++;
      return answer !== "different";
    }),
    { numRuns: 20_000 },
  );
  expect(answered).toBeGreaterThan(2_000);
});

test.each(Object.entries(shapes))("both readers agree on %s", (_, text) => {
  const parts = split(text);
  expect(parts.kind === "fenced" && parts.language === "" && agree(parts.yaml)).not.toBe("different");
});

const real = "/work/shared/data/tasks/markdown_tasks.jsonl.gz";

test.skipIf(!existsSync(real))("both readers agree on every real file, and the quick one reads most", () => {
  const rows = gunzipSync(readFileSync(real)).toString().trim().split("\n");
  const texts = rows.map((row) => (JSON.parse(row) as { text: string }).text);
  const yamls = texts.map(split).flatMap((parts) => (parts.kind === "fenced" ? [parts.yaml] : []));
  const answers = yamls.map(agree);
  expect(answers).not.toContain("different");
  expect(answers.filter((answer) => answer === "same").length / yamls.length).toBeGreaterThan(0.9);
});
